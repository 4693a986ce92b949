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
 * @property {(url: string) => Promise<void>} [also]
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
];

test("every example is tested", () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isDirectory());
  assert.deepEqual(shown.map(({ name }) => name).sort(), folders.map(({ name }) => name).sort());
});

for (const { name, files, builds, also } of shown) {
  describe(name, () => {
    /** @type {import("./stage.mjs").Example} */
    let example;
    before(async () => {
      example = await stage.install(name);
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
          if (!also) assert.deepEqual([before, await logins()], [1, 2], "one request a login");
          await click(page, "Log out");
          await heading("Not logged in");
        } finally {
          await page.close();
        }
        await also?.(url);
      }));

    test("builds", { skip: !builds && "it has nothing to build" }, async () => {
      await builds?.(example);
    });
  });
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
