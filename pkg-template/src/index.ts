import { inline } from "./inline.js";

export * from "./public-api.js";

import { loadFrom } from "./loader.js";

// The WebAssembly is inlined: nothing to fetch, nothing for a bundler to find.
loadFrom(inline);
