import { openFrom } from "./given.js";

export * from "./loadable.js";

// Bundlers find the file by this expression.
openFrom(() => new URL("./cometchat.wasm", import.meta.url));
