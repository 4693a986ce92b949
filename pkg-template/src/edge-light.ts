import module from "./cometchat.wasm?module";
import { setDefaultWasmSource } from "./wasm-source.js";

export * from "./cometchat-with-load.js";

// Vercel's edge runtime compiles what is imported in this way, and nothing else.
setDefaultWasmSource(() => module);
