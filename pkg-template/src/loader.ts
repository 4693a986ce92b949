import { CometChatException } from "./exception.js";
import type { Exports } from "./generated/glue.js";
import { instantiate, type MaybePromise } from "./instance.js";

/** Gets the SDK's WebAssembly, compiled or not; may be asked again after a failure. */
export type WasmLoader = () => MaybePromise<BufferSource | WebAssembly.Module>;

let loadWasm: WasmLoader;
let exports: Exports | undefined;
let isLoading = false;
/** What waits for the WebAssembly to run, in order. */
let waiting: ((exports: Exports) => void)[] = [];
/** Rejects the calls that are not settled. */
const pending = new Set<(error: CometChatException) => void>();

/** Says where the WebAssembly comes from. */
export function openBy(loader: WasmLoader): void {
  loadWasm = loader;
}

/** What Rust exports, while the WebAssembly runs: another object after each start. */
export function running(): Exports | undefined {
  return exports;
}

/** Whether the WebAssembly runs. */
export function isRunning(): boolean {
  return exports !== undefined;
}

/** Calls `run` now if the WebAssembly runs; else as soon as it does, for which it is loaded. */
export function whenRunning(run: (exports: Exports) => void): void {
  if (exports) run(exports);
  else {
    waiting.push(run);
    if (!isLoading) load();
  }
}

/**
 * Has `fail` called if the WebAssembly fails to start, or ends.
 *
 * @returns what forgets it
 */
export function onFailure(fail: (error: CometChatException) => void): () => void {
  pending.add(fail);
  return () => pending.delete(fail);
}

async function load(): Promise<void> {
  isLoading = true;
  try {
    const source = loadWasm();
    const started = instantiate(source instanceof Promise ? await source : source, (trap) =>
      fail("SDK_FAILED", "The SDK failed. The next call starts it again.", trap),
    );
    const made = started instanceof Promise ? await started : started;
    exports = made;
    for (const run of waiting.splice(0)) run(made);
  } catch (cause) {
    fail(
      "WASM_LOAD_FAILED",
      /-eval'|by CSP/.test(`${cause}`)
        ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
        : `The SDK's WebAssembly did not start. ${cause}`,
      cause,
    );
  }
  isLoading = false;
}

/** Rejects all calls that are not settled. The next one loads the WebAssembly again. */
function fail(code: string, message: string, cause: unknown): void {
  exports = undefined;
  waiting = [];
  const error = new CometChatException({ code, message, details: { reason: `${cause}` }, cause });
  for (const reject of [...pending]) reject(error);
}
