import { payload } from "./generated/payload.js";
import { openBy } from "./loader.js";

export type { CallsLoginListener } from "./calls.js";
export { CometChatCalls } from "./calls.js";
export { CometChat } from "./cometchat.js";
export type { ExceptionFields } from "./exception.js";
export type { LoginListenerCallbacks } from "./listener.js";
export type { CallOptions, LogoutResult, MaybeUserPromise, StorageStatus } from "./options.js";

// The WebAssembly rides inside this file: nothing to fetch, nothing for a bundler to find.
openBy(() => {
  const deflated = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  const bytes = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(bytes).arrayBuffer();
});
