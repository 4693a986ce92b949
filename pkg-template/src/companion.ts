/**
 * Keeps CometChat's own SDK in step with this one on the same page.
 *
 * The official SDK keeps its session in `sessionStorage`, apart from the session of this SDK. Its `init`
 * would remove a shared session until the server has answered, and would drop any stored session after an
 * answer to an old token. Apart, it can only drop its own.
 */
export type { CometChatExceptionClass, CompanionClient } from "./companion/client.js";
export { type Companion, type CompanionOptions, keepInStep } from "./companion/companion.js";
export type {
  CometChatUIKitClass,
  UIKit,
  UIKitSettingsBuilder,
  UIKitSettingsBuilderClass,
} from "./companion/kit.js";
export type {
  OfficialCometChat,
  OfficialLoginListener,
  OfficialLoginListenerClass,
  OfficialSettingsBuilder,
  OfficialSettingsBuilderClass,
  OfficialUser,
} from "./companion/official.js";
export type { CompanionState, CompanionStatus } from "./companion/state.js";
