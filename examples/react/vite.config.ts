import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { tokenRoute } from "./token-route.ts";

export default defineConfig({
  plugins: [
    react(),
    tokenRoute({
      api: "http://127.0.0.1:9770",
      appId: "emulator-app",
      restApiKey: "emulator-rest-api-key",
    }),
  ],
});
