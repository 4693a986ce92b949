import module from "./cometchat-server.wasm?module";
import { loadFrom } from "./loader.js";

export * from "./server/public-api.js";

// Vercel's edge runtime compiles what is imported in this way, and nothing else.
loadFrom(() => module);
