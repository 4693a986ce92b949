/** The exports of every entry point. */
export type { CallsLoginListener } from "./calls.js";
export { CometChatCalls } from "./calls.js";
export { type CometChatClient, createCometChat } from "./client.js";
export { CometChat } from "./cometchat.js";
export type { CometChatErrorCode, ExceptionFields } from "./exception.js";
export { CometChatException, isCometChatException } from "./exception.js";
export { type FetchTokenOptions, fetchToken } from "./fetch-token.js";
export { LoginListener, type LoginListenerCallbacks } from "./listener.js";
export { AppSettings, AppSettingsBuilder, StorageMode } from "./settings.js";
export type {
  CallOptions,
  LoginRequest,
  LogoutResult,
  MaybeUserPromise,
  SessionSnapshot,
  SessionStorage,
  StorageStatus,
  TokenReason,
  TokenRequest,
} from "./types.js";
export { User } from "./user.js";
