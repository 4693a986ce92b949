import { CometChat, fetchToken } from "cometchat-wasm";

// Without this line, requests go to CometChat.
CometChat.useEmulator("http://127.0.0.1:9770");
CometChat.init("emulator-app", { region: "us" });

/** Logs in with a token from the application's own server. */
export function logIn(uid: string) {
  const authToken = fetchToken("/api/cometchat-token");
  CometChat.ensureLoggedIn({ uid, authToken, onError: console.error });
}
