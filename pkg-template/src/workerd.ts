import module from "./cometchat.wasm";
import { setDefaultWasmSource } from "./wasm-source.js";

export * from "./cometchat-with-load.js";

// Cloudflare's runtime compiles only WebAssembly that is imported.
setDefaultWasmSource(() => module);
