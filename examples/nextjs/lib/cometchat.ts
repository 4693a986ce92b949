import { CometChat } from "cometchat-wasm";

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
  CometChat.ensureLoggedIn({ uid, authToken: fetchToken, onError: console.error });
}

async function fetchToken({ signal }: { signal: AbortSignal }): Promise<string> {
  const response = await fetch("/api/cometchat-token", { method: "POST", signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.text();
}
