// @ts-check
/**
 * The demo for everybody: for axe, by keyboard, in the light, in the dark and on a phone. The screenshots
 * are in target/screenshots/ afterwards; with `COMETCHAT_WRITE_SCREENSHOTS=1`, the README's is made anew.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../scripts/lib/process.mjs";
import { startChromium } from "../harness/chromium.mjs";
import { patience } from "../harness/waiting.mjs";
import { startDemo } from "./start.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const folder = path.join(root, "target/screenshots");

/**
 * The ways in which visitors look at it.
 *
 * @type {Record<string, import("playwright-core").BrowserContextOptions>}
 */
const views = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
  "dark phone": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
};

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  mkdirSync(folder, { recursive: true });
});
after(async () => {
  await browser?.close();
  await demo?.interrupt();
});

/**
 * Opens the demo, and waits until it knows whether somebody is logged in.
 *
 * @param {import("playwright-core").BrowserContextOptions} options
 * @param {string} [search]
 */
async function open(options, search = "") {
  const context = await browser.newContext({
    ...options,
    bypassCSP: true,
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await page.goto(`${demo.url}${search}`);
  await page.locator("#pass:not([aria-busy])").waitFor();
  await page.frameLocator("#second-tab").locator("#tab p").first().waitFor();
  return page;
}

/**
 * What axe finds wrong, as sentences.
 *
 * @param {Page} page
 */
async function violations(page) {
  for (const frame of page.frames()) await frame.addScriptTag({ path: axe });
  const { violations } = await page.evaluate("axe.run()");
  return violations.flatMap((/** @type {any} */ { id, help, nodes }) =>
    nodes.map((/** @type {any} */ { target, failureSummary }) => {
      return `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`;
    }),
  );
}

for (const [name, options] of Object.entries(views)) {
  describe(name, () => {
    test("axe finds nothing, logged out, logged in, or with an error", async () => {
      const page = await open(options);
      assert.deepEqual(await violations(page), [], "logged out");
      await page.screenshot({ path: path.join(folder, `${name} out.png`), fullPage: true });

      await page.locator("#log-in-button").click();
      await page.locator("#user-uid").waitFor();
      await page.frameLocator("#second-tab").getByText("Log out here").waitFor();
      await page.locator("#holdings").getByText("this session").waitFor();
      assert.deepEqual(await violations(page), [], "logged in");
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: path.join(folder, `${name} in.png`), fullPage: true });
      if (name === "light" && process.env.COMETCHAT_WRITE_SCREENSHOTS === "1") {
        await page.screenshot({ path: path.join(root, "docs/images/demo.png") });
      }

      await page.getByRole("radio", { name: /Auth key/ }).check();
      await page.getByRole("radio", { name: /Nancy Grace/ }).check();
      await page.locator("#auth-key").fill("certainly-not-the-key");
      await page.locator("#log-in-button").click();
      await page.locator("#problem-code").waitFor();
      assert.deepEqual(await violations(page), [], "with an error");
      await page.screenshot({ path: path.join(folder, `${name} error.png`), fullPage: true });
      await page.locator("#log-out-button").click();
      await page.locator('#pass[data-state="absent"]').waitFor();
      await page.context().close();
    });

    test("nothing is wider than the page", async () => {
      const page = await open(options);
      const [wide, width] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      assert.ok(wide <= width, `${wide} of ${width}`);
      await page.context().close();
    });
  });
}

test("storage that is blocked or full keeps nobody from logging in", async () => {
  const page = await open(views.light);
  for (const [kind, where] of /** @type {const} */ ([
    ["blocked", "in memory, because storage is blocked"],
    ["full", "in memory, because storage refuses"],
  ])) {
    await page.locator(`.fault[data-kind="${kind}"]`).click();
    await page.locator(`.fault[data-kind="${kind}"][aria-pressed="true"]`).waitFor();
    await page.locator('#pass[data-state="absent"]').waitFor();
    await page.locator("#log-in-button").click();
    await page.locator("#user-uid").getByText("cometchat-uid-1").waitFor();
    await page.locator("#storage").getByText(where).waitFor();
    await page.locator("#log-out-button").click();
    await page.locator('#pass[data-state="absent"]').waitFor();
    await page.locator(`.fault[data-kind="${kind}"]`).click();
    await page.waitForURL(demo.url);
  }
  await page.context().close();
});

test("the second tab on the page follows, and is followed", async () => {
  const page = await open(views.light);
  const tab = page.frameLocator("#second-tab");
  await tab.getByText("Nobody is logged in").waitFor();
  await page.locator("#log-in-button").click();
  await tab.getByText("Andrew Joseph").waitFor();
  await tab.getByText("Log out here").click();
  await page.locator('#pass[data-state="absent"]').waitFor();
  await tab.getByText("Nobody is logged in").waitFor();
  await page.context().close();
});

test("logs in, breaks, and logs out by keyboard alone", async () => {
  const page = await open(views.light);
  /** Presses Tab until something has the focus. @param {string} selector */
  const reach = async (selector) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector))
        return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`The keyboard does not reach ${selector}.`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "log-in");

  await reach('input[name="person"]:checked');
  await page.keyboard.press("ArrowRight");
  await reach("#log-in-button");
  await page.keyboard.press("Enter");
  await page.locator("#user-uid").getByText("cometchat-uid-2").waitFor();

  await reach('.fault[data-kind="error"]');
  await page.keyboard.press("Space");
  await page.locator('.fault[data-kind="error"][aria-pressed="true"]').waitFor();
  await page.keyboard.press("Space");
  await page.locator('.fault[data-kind="error"][aria-pressed="false"]').waitFor();

  await page.evaluate(() => document.querySelector(".skip")?.scrollIntoView());
  await page.locator(".brand").focus();
  await reach("#log-out-button");
  const outline = await page.evaluate(
    () => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle,
  );
  assert.equal(outline, "solid", "the focus is visible");
  await page.keyboard.press("Enter");
  await page.locator('#pass[data-state="absent"]').waitFor();
  await page.context().close();
});
