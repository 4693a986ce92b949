import module from "./cometchat.wasm?module";
import { setDefaultWasmSource } from "./wasm-source.js";

export * from "./cometchat-with-load.js";

// Vercel's edge runtime compiles only WebAssembly that is imported in this way.
setDefaultWasmSource(() => module);
