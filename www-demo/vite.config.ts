import { defineConfig } from "vite";

export default defineConfig({
  // The static demo may be served from any folder of a site.
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "tab.html"] },
  },
});
