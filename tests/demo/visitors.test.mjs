// @ts-check
/**
 * The demo for everybody: for axe, by keyboard, in the light, in the dark and on a phone. The screenshots
 * are in target/screenshots/ afterwards; with `COMETCHAT_WRITE_SCREENSHOTS=1`, the README's is made anew.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/lib/process.mjs";
import { loggedInAs, loggedOut, logIn, logOut, press, pressed, visits } from "./start.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const folder = path.join(root, "target/screenshots");
mkdirSync(folder, { recursive: true });

/** @typedef {import("playwright-core").Page} Page */

const { demo, open: openPage } = visits();

/** Opens the demo, and waits for the second tab on the page. @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(options) {
  const page = await openPage({
    ...options,
    bypassCSP: true,
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
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

for (const [name, colorScheme, width, height] of /** @type {const} */ ([
  ["light", "light", 1280, 860],
  ["dark", "dark", 1280, 860],
  ["phone", "light", 390, 844],
  ["dark phone", "dark", 390, 844],
])) {
  test(`${name}: nothing is wider than the page, and axe finds nothing, logged out, logged in, or with an error`, async () => {
    const page = await open({ colorScheme, viewport: { width, height } });
    /** @param {string} state */
    const look = async (state) => {
      assert.deepEqual(await violations(page), [], state);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: path.join(folder, `${name} ${state}.png`), fullPage: true });
    };
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} of ${width}`);
    await look("out");

    await logIn(page);
    await page.frameLocator("#second-tab").getByText("Log out here").waitFor();
    await page.locator("#holdings").getByText("this session").waitFor();
    await look("in");
    if (name === "light" && process.env.COMETCHAT_WRITE_SCREENSHOTS === "1") {
      await page.screenshot({ path: path.join(root, "docs/images/demo.png") });
    }

    await page.getByRole("radio", { name: /Auth key/ }).check();
    await page.getByRole("radio", { name: /Nancy Grace/ }).check();
    await page.locator("#auth-key").fill("certainly-not-the-key");
    await page.locator("#log-in-button").click();
    await page.locator("#problem-code").waitFor();
    await look("error");
    await logOut(page);
    await page.context().close();
  });
}

test("storage that is blocked or full keeps nobody from logging in", async () => {
  const page = await open();
  for (const [kind, where] of /** @type {const} */ ([
    ["blocked", "in memory, because storage is blocked"],
    ["full", "in memory, because storage refuses"],
  ])) {
    await press(page, kind);
    await pressed(page, kind);
    await loggedOut(page);
    await logIn(page);
    await page.locator("#storage").getByText(where).waitFor();
    await logOut(page);
    await press(page, kind);
    await page.waitForURL(demo().url);
  }
  await page.context().close();
});

test("the second tab on the page follows, and is followed", async () => {
  const page = await open();
  const tab = page.frameLocator("#second-tab");
  await tab.getByText("Nobody is logged in").waitFor();
  await logIn(page);
  await tab.getByText("Andrew Joseph").waitFor();
  await tab.getByText("Log out here").click();
  await loggedOut(page);
  await tab.getByText("Nobody is logged in").waitFor();
  await page.context().close();
});

test("logs in, breaks, and logs out by keyboard alone", async () => {
  const page = await open();
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
  await loggedInAs(page, "cometchat-uid-2");

  await reach('.fault[data-kind="error"]');
  await page.keyboard.press("Space");
  await pressed(page, "error");
  await page.keyboard.press("Space");
  await pressed(page, "error", false);

  await page.evaluate(() => document.querySelector(".skip")?.scrollIntoView());
  await page.locator(".brand").focus();
  await reach("#log-out-button");
  const outline = await page.evaluate(
    () => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle,
  );
  assert.equal(outline, "solid", "the focus is visible");
  await page.keyboard.press("Enter");
  await loggedOut(page);
  await page.context().close();
});
