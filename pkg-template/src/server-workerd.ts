import module from "./cometchat-server.wasm";
import { loadFrom } from "./loader.js";

export * from "./server/public-api.js";

// Cloudflare's runtime compiles what is imported, and nothing else. The instance starts in the request that calls
// first, before any other one: what one request waits for never depends on another.
loadFrom(() => module);
