import { CometChat } from "./index.js";
import { installMissingMemberErrors } from "./official-only-members.js";

export * from "./index.js";

// Bundlers take this file for `index.ts` when they build for development.
installMissingMemberErrors(CometChat);
