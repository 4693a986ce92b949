import { type CometChat, createGlue, type Exports } from "./generated/glue.js";
import { Runtime } from "./runtime.js";
import { rustImports } from "./rust-imports.js";

/** The runtime of a client. */
export type ClientRuntime = Runtime<CometChat>;

/**
 * Makes the runtime of a client.
 *
 * @param storage the storage for the session; `undefined` for the page's storages, `null` for memory
 */
export function clientRuntime(storage?: unknown): ClientRuntime {
  return new Runtime([createGlue, rustImports, ({ CometChat }: Exports) => new CometChat(storage)]);
}
