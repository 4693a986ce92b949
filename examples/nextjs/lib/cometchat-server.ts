import { createCometChatServer } from "cometchat-wasm/server";

/** What this application's server asks CometChat, with the REST API key. */
export const cometchat = createCometChatServer({
  appId: process.env.NEXT_PUBLIC_COMETCHAT_APP_ID,
  region: process.env.NEXT_PUBLIC_COMETCHAT_REGION,
  apiKey: process.env.COMETCHAT_REST_API_KEY,
  emulator: process.env.NEXT_PUBLIC_COMETCHAT_EMULATOR,
});
