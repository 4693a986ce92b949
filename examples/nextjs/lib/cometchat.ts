import { CometChat, fetchToken } from "cometchat-wasm";

// The server renders the page too, and keeps no session.
if (typeof window !== "undefined") {
  const emulator = process.env.NEXT_PUBLIC_COMETCHAT_EMULATOR;
  if (emulator) CometChat.useEmulator(emulator);
  CometChat.init(process.env.NEXT_PUBLIC_COMETCHAT_APP_ID!, {
    region: process.env.NEXT_PUBLIC_COMETCHAT_REGION,
  });
}

/** Logs in with a token from the route `/api/cometchat-token`. */
export function logIn(uid: string) {
  const authToken = fetchToken("/api/cometchat-token");
  CometChat.ensureLoggedIn({ uid, authToken, onError: console.error });
}
