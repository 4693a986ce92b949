import { wasm } from "./generated/server/wasm.js";
import { decode } from "./inline.js";
import { loadFrom } from "./loader.js";

export * from "./server/public-api.js";

// The WebAssembly is inlined: nothing to read, nothing for a bundler to find.
loadFrom(() => decode(wasm));
