// @ts-check
/** What other suites only rely on: that the console and uncaught errors of a page are seen in every engine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { engines, launch } from "./engines.mjs";
import { serve } from "./serve.mjs";

for (const engine of engines)
  test(`${engine}: reports what the page prints and throws`, async () => {
    const site = await serve({ routes: { "/": "<!doctype html><title>one</title>" } });
    const browser = await launch(engine);
    const page = await browser.open(`${site.url}/`);
    await page.evaluate(() => {
      console.log("printed");
      setTimeout(() => {
        throw new Error("thrown");
      }, 0);
    });
    await page.waitFor(() => new Promise((resolve) => setTimeout(() => resolve(true), 20)));
    const messages = await page.messages();
    assert.ok(messages.some(({ type, text }) => type === "log" && text === "printed"));
    assert.ok(messages.some(({ type, text }) => type === "error" && text.includes("thrown")));
    await browser.close();
    await site.close();
  });
