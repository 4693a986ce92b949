import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Found when the chat opens, they would reload the page.
  optimizeDeps: { include: ["@cometchat/chat-sdk-javascript", "@cometchat/chat-uikit-react"] },
});
