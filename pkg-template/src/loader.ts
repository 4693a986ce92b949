import { compile, type MaybePromise } from "./instance.js";

/** Gets the SDK's WebAssembly, compiled or not; may be asked again after a failure. */
export type WasmLoader = () => MaybePromise<BufferSource | WebAssembly.Module>;

let loadWasm: WasmLoader;
/** The WebAssembly, compiled, from which each client starts an instance of its own. */
let module: MaybePromise<WebAssembly.Module> | undefined;

/** Says where the WebAssembly comes from. */
export function loadFrom(loader: WasmLoader): void {
  loadWasm = loader;
}

/** Whether the WebAssembly has been loaded. */
export function isLoaded(): boolean {
  return module !== undefined && !(module instanceof Promise);
}

/** The compiled WebAssembly: at once where that is possible. Throws or rejects if it cannot be had. */
export function load(): MaybePromise<WebAssembly.Module> {
  module ??= start();
  return module;
}

function start(): MaybePromise<WebAssembly.Module> {
  const source = loadWasm();
  const compiling = source instanceof Promise ? source.then(compile) : compile(source);
  if (!(compiling instanceof Promise)) return compiling;
  return compiling.then(
    (compiled) => {
      module = compiled;
      return compiled;
    },
    (error) => {
      // The next call tries again.
      module = undefined;
      throw error;
    },
  );
}
