import module from "./cometchat.wasm";
import { openFrom } from "./given.js";

export * from "./loadable.js";

// Cloudflare's runtime compiles what is imported, and nothing else.
openFrom(() => module);
