/**
 * The global `fetch`, with an emulator in it.
 */
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";

/** Options of {@link patchFetch}. */
export interface PatchOptions {
  /** The hosts that the emulator answers for; CometChat's if not given. */
  hosts?: Hosts;
  /** The object whose `fetch` is patched; the global object if not given. */
  target?: { fetch: typeof fetch };
}

/**
 * Lets an emulator answer requests of the global `fetch` to CometChat. All others are sent as usual.
 *
 * @returns a function that undoes it
 */
export function patchFetch(
  emulator: Emulator,
  { hosts = COMETCHAT, target = globalThis }: PatchOptions = {},
): () => void {
  const usual = target.fetch;
  const patched: typeof fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    return isForEmulator(address, hosts)
      ? emulator.fetch(input, init)
      : usual.call(globalThis, input, init);
  };
  target.fetch = patched;
  return () => {
    // Somebody who patched it later is not undone.
    if (target.fetch === patched) target.fetch = usual;
  };
}
