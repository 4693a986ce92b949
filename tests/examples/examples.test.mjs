// @ts-check
/** Each example logs in, is still logged in after a reload, logs out, and logs in again. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openStage } from "./stage.mjs";

const folder = fileURLToPath(new URL("../../examples", import.meta.url));
const hello = "Hello, Andrew Joseph";

/** @type {import("./stage.mjs").Stage} */
let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

/**
 * What each shows, and how it is checked beyond its page.
 *
 * @typedef {object} Shown
 * @property {string} name its folder
 * @property {boolean} [files] it is only files, which any web server serves
 * @property {(example: import("./stage.mjs").Example) => Promise<unknown>} [builds]
 * @property {boolean} [ownEmulator] its emulator is in the page
 * @property {(example: import("./stage.mjs").Example) => Promise<unknown>} [prepares] before it starts
 * @property {(page: import("../harness/engines.mjs").Page) => Promise<void>} [beside] once logged in
 * @property {(url: string) => Promise<void>} [also] afterwards
 */

/** @type {Shown[]} */
const shown = [
  { name: "script-tag", files: true },
  {
    name: "react",
    builds: async (example) => {
      await example.run("vite", "build");
    },
  },
  { name: "vue", builds: (example) => example.run("vite", "build") },
  { name: "svelte", builds: (example) => example.run("vite", "build") },
  {
    name: "nextjs",
    builds: (example) => example.run("next", "build"),
    also: async (url) => {
      const rendered = await (await fetch(url)).text();
      assert.match(rendered, /Rendered on the server for .*Andrew Joseph/);
      const { tokens } = await stage.emulator.state();
      assert.deepEqual(tokens, [], "the server's own session has ended");
    },
  },
  {
    name: "node",
    also: async (url) => {
      const names = await Promise.all(
        [1, 2, 3].map(async () => (await fetch(`${url}/name`)).text()),
      );
      assert.deepEqual(names, Array(3).fill("Andrew Joseph"));
      const { tokens } = await stage.emulator.state();
      assert.deepEqual(tokens, [], "the server's own sessions have ended");
    },
  },
  {
    name: "companion",
    ownEmulator: true,
    prepares: (example) => example.run("cometchat-emulator", "init", "public"),
    builds: (example) => example.run("vite", "build"),
    beside: async (page) => {
      await click(page, "Open chat");
      await page.waitFor(() =>
        document.querySelector("#chat")?.textContent?.includes("Andrew Joseph can chat."),
      );
    },
  },
  {
    name: "uikit-react",
    ownEmulator: true,
    prepares: (example) => example.run("cometchat-emulator", "init", "public"),
    builds: (example) => example.run("vite", "build"),
    beside: async (page) => {
      await click(page, "Open chat");
      await page.waitFor(() => document.body.textContent?.includes("No Conversations"));
    },
  },
];

test("every example is tested", () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isDirectory());
  assert.deepEqual(
    // The consumers' tests build an application around Angular's.
    ["angular", "testing", ...shown.map(({ name }) => name)].sort(),
    folders.map(({ name }) => name).sort(),
  );
});

describe("testing", () => {
  /** @type {import("./stage.mjs").Example} */
  let example;
  before(async () => {
    example = await stage.install("testing");
  });
  after(() => example?.remove());

  test("its tests pass with Vitest, and with Mock Service Worker", async () => {
    const printed = await example.run("vitest", "run");
    assert.match(printed, /Tests +3 passed/);
  });

  test("its tests pass with Playwright", async () => {
    const printed = await example.run("playwright", "test");
    assert.match(printed, /2 passed/);
  });
});

for (const { name, files, builds, ownEmulator, prepares, beside, also } of shown) {
  describe(name, () => {
    /** @type {import("./stage.mjs").Example} */
    let example;
    before(async () => {
      example = await stage.install(name);
      await prepares?.(example);
    });
    after(() => example?.remove());

    test("has a README of three lines, which names its commands", () => {
      const text = readFileSync(path.join(folder, name, "README.md"), "utf8");
      assert.equal(
        text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length,
        3,
      );
      for (const [, script] of text.matchAll(/`npm run (\w+)`/g)) {
        assert.ok(example.scripts[script], script);
      }
    });

    test("logs in, stays logged in, logs out", () =>
      (files ? example.served : example.serving)(async (url) => {
        await stage.emulator.reset();
        const page = await stage.browser.open(url);
        try {
          /** @param {string} text */
          const heading = (text) =>
            page.waitFor(
              (/** @type {string} */ wanted) =>
                document.querySelector("h1")?.textContent === wanted,
              text,
            );
          await heading(hello);
          const logins = async () => (await stage.emulator.requests({ route: "PUT /me" })).length;
          const before = await logins();

          await page.reload();
          await heading(hello);
          await click(page, "Log out");
          await heading("Not logged in");
          await click(page, "Log in");
          await heading(hello);
          assert.deepEqual(
            (await page.messages()).filter(({ type }) => type === "error"),
            [],
          );
          const isCounted = !also && !ownEmulator;
          if (isCounted) assert.deepEqual([before, await logins()], [1, 2], "one request a login");
          await beside?.(page);
          await click(page, "Log out");
          await heading("Not logged in");
        } finally {
          await page.close();
        }
        await also?.(url);
        if (!files && !ownEmulator) await tokensAreForItsPagesOnly(url);
      }));

    test("builds", { skip: !builds && "it has nothing to build" }, async () => {
      await builds?.(example);
    });
  });
}

/**
 * Asks the example's server for tokens, as its own page and as other sites' pages do.
 *
 * @param {string} url
 */
async function tokensAreForItsPagesOnly(url) {
  const ask = (/** @type {string} */ site) =>
    fetch(`${url}/api/cometchat-token`, { method: "POST", headers: { "sec-fetch-site": site } });
  const own = await ask("same-origin");
  assert.equal(own.status, 200);
  assert.equal(own.headers.get("cache-control"), "no-store");
  for (const site of ["cross-site", "same-site"]) {
    assert.equal((await ask(site)).status, 403, site);
  }
}

/**
 * @param {import("../harness/engines.mjs").Page} page
 * @param {string} text
 */
async function click(page, text) {
  await page.waitFor((/** @type {string} */ wanted) => {
    const button = [...document.querySelectorAll("button")].find(
      (found) => found.textContent?.trim() === wanted && !found.disabled && !found.hidden,
    );
    button?.click();
    return button !== undefined;
  }, text);
}
