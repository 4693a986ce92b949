import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "set-up",
          environment: "jsdom",
          include: ["login.test.js"],
          setupFiles: "vitest.setup.js",
        },
      },
      { test: { name: "msw", environment: "node", include: ["msw.test.js"] } },
    ],
  },
});
