import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  testMatch: "*.spec.js",
  use: {
    baseURL: "http://127.0.0.1:5173",
    // The browser that is installed, where Playwright's own is not.
    launchOptions: { executablePath: process.env.CHROMIUM },
  },
  webServer: {
    command: "npm run dev -- --host 127.0.0.1 --strictPort",
    url: "http://127.0.0.1:5173",
  },
});
