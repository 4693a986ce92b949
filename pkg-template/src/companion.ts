/**
 * Keeps CometChat's own SDK in step with this one on the same page.
 *
 * The official SDK keeps its session in `sessionStorage`, apart from the one here: its `init` takes a
 * shared session away until the server has answered, and an answer to an old token makes it drop
 * whatever session is stored. Apart, all that it can drop is its own.
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
