import { inline } from "./inline.js";
import { openBy } from "./loader.js";

export * from "./sdk.js";

// The WebAssembly rides inside this file: nothing to fetch, nothing for a bundler to find.
openBy(inline);
