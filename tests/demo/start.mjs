// @ts-check
/** `npm run demo`, started for a test: of pkg/ and the emulator as they were built last. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import { root } from "../../scripts/lib/process.mjs";
import { startChromium } from "../harness/chromium.mjs";
import { atExit } from "../harness/cleanup.mjs";
import { patience } from "../harness/waiting.mjs";

/** Starts the demo and waits until it is ready. */
async function startDemo() {
  const child = spawn(process.execPath, ["scripts/demo.mjs", "--port", "0", "--no-build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = atExit(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  let url = "";
  let emulator = "";
  let output = "";
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`;
    url ||= /^demo ready at (\S+)$/.exec(line)?.[1] ?? "";
    emulator ||= /emulator listens on (http:[^\s]+\d)/.exec(line)?.[1] ?? "";
    if (url && emulator) break;
  }
  child.stdout.resume();
  assert.ok(url, `the demo did not start:\n${output}`);
  return {
    url,
    emulator,
    /** Interrupts it as Ctrl-C would, and gives its exit code. */
    interrupt: async () => {
      child.kill("SIGINT");
      const [code] = await ended;
      kill();
      return code;
    },
  };
}

/** Call at the top of a test file: gives its tests the demo, and pages in which it is open. */
export function visits() {
  /** @type {Awaited<ReturnType<typeof startDemo>>} */
  let demo;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    demo = await startDemo();
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await demo?.interrupt();
  });
  return {
    demo: () => demo,
    /** @param {import("playwright-core").BrowserContextOptions} [options] */
    open: async (options) => openAt(browser, demo.url, options),
  };
}

/**
 * Opens the demo with nothing stored, and waits until it knows whether somebody is logged in.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openAt(browser, url, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("#pass:not([aria-busy])").waitFor();
  return page;
}

/** @param {import("playwright-core").Page} page @param {string} [uid] */
export const loggedInAs = (page, uid = "cometchat-uid-1") =>
  page.locator("#user-uid").getByText(uid, { exact: true }).waitFor();

/** @param {import("playwright-core").Page} page */
export const loggedOut = (page) => page.locator('#pass[data-state="absent"]').waitFor();

/** Logs in as the page is set to. @param {import("playwright-core").Page} page @param {string} [uid] */
export async function logIn(page, uid) {
  await page.locator("#log-in-button").click();
  await loggedInAs(page, uid);
  assert.equal(await page.locator(".problem").count(), 0);
  await page.locator("#log-in-button:enabled").waitFor();
}

/** @param {import("playwright-core").Page} page */
export async function logOut(page) {
  await page.locator("#log-out-button").click();
  await loggedOut(page);
}

/** Makes something go wrong, or right again. @param {import("playwright-core").Page} page @param {string} kind */
export const press = (page, kind) => page.locator(`.fault[data-kind="${kind}"]`).click();

/** Waits for a fault to be in use, or not. @param {import("playwright-core").Page} page @param {string} kind */
export const pressed = (page, kind, is = true) =>
  page.locator(`.fault[data-kind="${kind}"][aria-pressed="${is}"]`).waitFor();
