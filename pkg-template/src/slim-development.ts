import { installMissingMemberErrors } from "./official-only-members.js";
import { CometChat } from "./slim.js";

export * from "./slim.js";

// Bundlers take this file for `slim.ts` when they build for development.
installMissingMemberErrors(CometChat);
