import { createCometChatServer } from "cometchat-wasm/server";
import { COMETCHAT_REST_API_KEY } from "$env/static/private";
import type { RequestHandler } from "./$types";

const cometchat = createCometChatServer({
  appId: "your-app-id",
  region: "us",
  apiKey: COMETCHAT_REST_API_KEY,
});

export const POST: RequestHandler = cometchat.tokenRoute(({ locals }) => locals.user);
