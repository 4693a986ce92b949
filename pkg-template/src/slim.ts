import { setDefaultWasmSource } from "./wasm-source.js";

export * from "./cometchat-with-load.js";

// Bundlers find the file by this expression.
setDefaultWasmSource(() => new URL("./cometchat.wasm", import.meta.url));
