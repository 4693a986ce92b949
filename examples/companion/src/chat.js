import { CometChat } from "cometchat-wasm";
import { keepInStep } from "cometchat-wasm/companion";

let companion;

/** Loads the official SDK once, logged in as whoever is logged in, and keeps it so. */
export function openChat() {
  companion ??= keepInStep(CometChat, () => import("@cometchat/chat-sdk-javascript"));
  return companion.ready();
}
