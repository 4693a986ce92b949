import { isLoaded, loadFrom } from "./loader.js";
import { compile, type WasmSource } from "./wasm-source.js";

/** What an application may load. */
export type Given = WasmSource | PromiseLike<WasmSource>;

/** What it gave; compiled, once it has been. */
let given: Given | undefined;

/** Loads this from now on. What runs already goes on. */
export function give(source: Given): void {
  if (isLoaded()) return;
  given = source;
  // Its failure reaches the application as that of the load.
  Promise.resolve(source).catch(() => {});
}

/** Says where the WebAssembly is for an application that does not. */
export function openFrom(place: () => WasmSource): void {
  loadFrom(async () => {
    for (;;) {
      const source = given;
      try {
        const module = await compile(await (source ?? place()));
        // An answer can be read only once.
        given = module;
        return module;
      } catch (error) {
        // Meanwhile the application may have given another one.
        if (given === source) throw error;
      }
    }
  });
}
