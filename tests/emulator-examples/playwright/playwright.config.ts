import { defineConfig } from "@playwright/test";

export default defineConfig({
  workers: 1,
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "",
      args: ["--no-sandbox", "--disable-gpu"],
    },
  },
});
