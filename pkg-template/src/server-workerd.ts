import module from "./cometchat-server.wasm";
import { loadFrom } from "./loader.js";

export * from "./server/public-api.js";

// Cloudflare's runtime compiles only WebAssembly that is imported. The instance starts synchronously in the
// first request that makes a call, so that no request waits for another.
loadFrom(() => module);
