import { inline } from "./inline.js";
import { loadFrom } from "./loader.js";

export * from "./public-api.js";

// The WebAssembly is inlined: nothing to fetch, nothing for a bundler to find.
loadFrom(inline);
