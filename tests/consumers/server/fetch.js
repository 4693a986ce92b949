import process from "node:process";
import { createCometChatServer } from "cometchat-wasm/server";

const cometchat = createCometChatServer({
  appId: process.env.COMETCHAT_APP_ID,
  region: "us",
  apiKey: process.env.COMETCHAT_REST_API_KEY,
  emulator: process.env.COMETCHAT_EMULATOR,
});

const route = cometchat.tokenRoute((request) => {
  const isKnown = request.headers.get("cookie") === "session=1";
  return isKnown && { uid: "ada", name: "Ada" };
});

const port = Number(process.env.PORT);
if (globalThis.Deno) globalThis.Deno.serve({ port, hostname: "127.0.0.1" }, route);
else globalThis.Bun.serve({ port, hostname: "127.0.0.1", fetch: route });
