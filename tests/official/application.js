// An application that uses both SDKs: this one at once, the official one later.
import { CometChat } from "cometchat-wasm";
import { keepInStep } from "cometchat-wasm/companion";

const loadOfficial = () => import("@cometchat/chat-sdk-javascript");

/** What the listeners of both were told, in order. */
const events = [];

/** @param {string} name of the SDK  @param {any} sdk */
function listen(name, sdk) {
  const tell = (event) => (told) => {
    const what = typeof told?.getUid === "function" ? told.getUid() : told?.code;
    events.push([name, event, what].filter(Boolean).join(" "));
  };
  const names = ["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"];
  const callbacks = Object.fromEntries(names.map((event) => [event, tell(event)]));
  sdk.addLoginListener(`application of ${name}`, new sdk.LoginListener(callbacks));
}

listen("here", CometChat);

Object.assign(window, {
  Here: CometChat,
  events,
  keepInStep,
  loadOfficial,
  /** The official SDK alone, as an application without the companion has it. */
  official: async () => {
    const module = await loadOfficial();
    window.Official = module.CometChat ?? module.default.CometChat;
    listen("official", window.Official);
  },
  /** The companion, and the official SDK once that is in step. */
  accompany: async () => {
    window.companion = keepInStep(CometChat, loadOfficial);
    window.Official = await window.companion.ready();
    listen("official", window.Official);
  },
});
