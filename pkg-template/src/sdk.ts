/** What every door offers. */
export type { CallsLoginListener } from "./calls.js";
export { CometChatCalls } from "./calls.js";
export { CometChat } from "./cometchat.js";
export type { ExceptionFields } from "./exception.js";
export type { LoginListenerCallbacks } from "./listener.js";
export type { CallOptions, LogoutResult, MaybeUserPromise, StorageStatus } from "./options.js";
