import vue from "@vitejs/plugin-vue";
import { createCometChatServer, toVitePlugin } from "cometchat-wasm/server";
import { defineConfig } from "vite";

// In production, this part is your server's: nobody else has the REST API key.
const cometchat = createCometChatServer({
  appId: "emulator-app",
  region: "us",
  apiKey: "emulator-rest-api-key",
  emulator: "http://127.0.0.1:9770",
});

/** Who is logged in to your application. Yours reads it from its own session, never from the request. */
const identify = () => ({ uid: "cometchat-uid-1" });

export default defineConfig({
  plugins: [vue(), toVitePlugin({ "/api/cometchat-token": cometchat.tokenRoute(identify) })],
});
