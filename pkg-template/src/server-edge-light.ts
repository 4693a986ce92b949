import module from "./cometchat-server.wasm?module";
import { loadFrom } from "./loader.js";

export * from "./server/public-api.js";

// Vercel's edge runtime compiles only WebAssembly that is imported in this way.
loadFrom(() => module);
