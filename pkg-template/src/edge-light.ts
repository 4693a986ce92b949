import module from "./cometchat.wasm?module";
import { openFrom } from "./given.js";

export * from "./loadable.js";

// Vercel's edge runtime compiles what is imported in this way, and nothing else.
openFrom(() => module);
