/** What every door offers. */
export { CometChat } from "./cometchat.js";
export type { ExceptionFields } from "./exception.js";
export type { LoginListenerCallbacks } from "./listener.js";
export type { CallOptions, LogoutResult, MaybeUserPromise, StorageStatus } from "./options.js";
