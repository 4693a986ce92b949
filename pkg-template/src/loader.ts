import { compile, type MaybePromise } from "./instance.js";

/** Gets the SDK's WebAssembly, compiled or not. Is called again after a failure. */
export type WasmLoader = () => MaybePromise<BufferSource | WebAssembly.Module>;

let loadWasm: WasmLoader;
/** The compiled WebAssembly, or its promise. Each client starts an instance of its own from it. */
let module: MaybePromise<WebAssembly.Module> | undefined;

/** Sets the loader of the WebAssembly. */
export function loadFrom(loader: WasmLoader): void {
  loadWasm = loader;
}

/** Whether the WebAssembly has been loaded. */
export function isLoaded(): boolean {
  return module !== undefined && !(module instanceof Promise);
}

/** The compiled WebAssembly, synchronously where possible. Throws or rejects if loading fails. */
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
