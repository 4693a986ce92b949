import { CometChat, fetchToken } from "cometchat-wasm";

// Without this call, requests go to CometChat. Linters take it for a hook, because of its name.
// eslint-disable-next-line react-hooks/rules-of-hooks
CometChat.useEmulator("http://127.0.0.1:9770");
CometChat.init("emulator-app", { region: "us" });

/** Logs in with a token from the application's own server. */
export function logIn(uid: string) {
  const authToken = fetchToken("/api/cometchat-token");
  CometChat.ensureLoggedIn({ uid, authToken, onError: console.error });
}
