import { CometChat } from "cometchat-wasm";
import { keepInStep } from "cometchat-wasm/companion";
import { fetchToken } from "./server";

CometChat.init("emulator-app", { region: "us" });

/** Logs in with a token from the application's own server. */
export function logIn(uid: string) {
  CometChat.ensureLoggedIn({ uid, authToken: fetchToken, onError: console.error });
}

/** Loads the official SDK and the UI Kit when the chat opens. */
export const companion = keepInStep(CometChat, () => import("@cometchat/chat-sdk-javascript"), {
  uiKit: () => import("./chat"),
});
