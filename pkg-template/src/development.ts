import { pointElsewhere } from "./elsewhere.js";
import { CometChat } from "./index.js";

export * from "./index.js";

// Bundlers take this file for `index.ts` when they build for development.
pointElsewhere(CometChat);
