import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { tokenRoute } from "./token-route.ts";

export default defineConfig({
  plugins: [
    vue(),
    tokenRoute({
      api: "http://127.0.0.1:9770",
      appId: "emulator-app",
      restApiKey: "emulator-rest-api-key",
    }),
  ],
});
