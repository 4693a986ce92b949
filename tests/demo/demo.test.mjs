// @ts-check
/**
 * `npm run demo`, used as a visitor would. Takes pkg/ and the emulator as they were built last.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ask, root } from "../../scripts/lib/process.mjs";
import { atExit } from "../harness/cleanup.mjs";
import { launch } from "../harness/engines.mjs";

/** @typedef {import("../harness/engines.mjs").Page} Page */

/** @type {Awaited<ReturnType<typeof startDemo>>} */
let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.interrupt());

describe("the demo", () => {
  /** @type {import("../harness/engines.mjs").Browser} */
  let browser;
  /** @type {Page} */
  let page;
  beforeEach(async () => {
    browser = await launch("chromium");
    page = await open();
  });
  afterEach(() => browser?.close());

  async function open() {
    const opened = await browser.open(demo.url);
    await opened.waitFor(() => document.querySelector("#pass")?.matches(":not([aria-busy])"));
    return opened;
  }

  test("type-checks against the package", () => {
    const { ok, stdout } = ask(path.join(root, "node_modules/.bin/tsc"), ["--project", "www-demo"]);
    assert.ok(ok, stdout);
  });

  test("logs in with an auth key, is still logged in after a reload, and logs out", async () => {
    assert.match(await text(page, "#pass"), /Nobody is logged in/);
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    assert.equal(await text(page, "#user-name"), "Andrew Joseph");
    assert.deepEqual(await activity(page, "event"), ["loginSuccess"]);
    assert.deepEqual((await activity(page, "request")).slice(-2), [
      "POST /users/cometchat-uid-1/auth_tokens",
      "PUT /me",
    ]);

    await page.reload();
    await loggedInAs(page, "cometchat-uid-1");
    assert.deepEqual(await activity(page, "event"), []);
    assert.deepEqual(await activity(page, "request"), ["GET /api/config"]);

    await click(page, "#log-out-button");
    await loggedOut(page);
    assert.deepEqual(await activity(page, "event"), ["logoutSuccess"]);
    await page.reload();
    await loggedOut(page);
  });

  test("logs in with a token from the app server, and sends no key", async () => {
    await click(page, 'input[name="method"][value="token"]');
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    assert.deepEqual((await activity(page, "request")).slice(1), [
      "POST /api/cometchat-token",
      "PUT /me",
    ]);
    const sent = await page.evaluate(() => document.querySelector("#activity")?.textContent);
    assert.match(sent, /"authtoken"/);
    assert.doesNotMatch(sent, /"apikey"/);
    await click(page, "#log-out-button");
    await loggedOut(page);
  });

  test("explains a refused key, and a failed login leaves the session alone", async () => {
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    await click(page, 'input[name="person"][value="cometchat-uid-3"]');
    await fill(page, "#auth-key", "certainly-not-the-key");
    await click(page, "#log-in-button");
    await page.waitFor(() => document.querySelector("#problem-code"));
    assert.equal(await text(page, "#problem-code"), "AUTH_ERR_APIKEY_NOT_FOUND");
    assert.match(await text(page, "#problem"), /not one of this app’s/);
    assert.deepEqual(await activity(page, "event"), ["loginSuccess", "loginFailure"]);
    assert.equal(await text(page, "#user-uid"), "cometchat-uid-1");
    await page.reload();
    await loggedInAs(page, "cometchat-uid-1");
  });

  test("shows neither keys nor tokens", async () => {
    const shows = (/** @type {string} */ secret) =>
      page.evaluate(
        (/** @type {string} */ wanted) => document.documentElement.outerHTML.includes(wanted),
        secret,
      );
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    const stored = await page.evaluate(() => JSON.stringify(Object.values(localStorage)));
    const token = /cometchat-uid-1_[0-9a-f]+/.exec(stored)?.[0];
    assert.ok(token, "a token is stored");
    assert.equal(await shows(token), false);
    assert.equal(await shows("emulator-auth-key"), false);

    await fill(page, "#auth-key", "certainly-not-the-key");
    await click(page, 'input[name="person"][value="cometchat-uid-2"]');
    await click(page, "#log-in-button");
    await page.waitFor(() => document.querySelector("#problem-code"));
    assert.equal(await shows("certainly-not-the-key"), false);
    await click(page, "#log-out-button");
    await loggedOut(page);
    assert.equal(await shows(token), false);
  });

  test("logs in anybody who has a UID, and creates who has none", async () => {
    await fill(page, "#new-uid", "kevin");
    await fill(page, "#new-name", "Kevin Ward");
    await click(page, "#create-form button");
    await page.waitFor(() =>
      document.querySelector("#announcer")?.textContent?.includes("Created"),
    );
    await click(page, "#log-in-button");
    await loggedInAs(page, "kevin");
    assert.equal(await text(page, "#user-name"), "Kevin Ward");
    await click(page, "#log-out-button");
    await loggedOut(page);
  });

  test("a silent server ends in a sentence, not in waiting", async () => {
    await click(page, '.fault[data-kind="hang"]');
    await page.waitFor(() => document.querySelector('.fault[aria-pressed="true"]'));
    await click(page, "#log-in-button");
    await page.waitFor(() => document.querySelector("#problem-code"));
    assert.equal(await text(page, "#problem-code"), "REQUEST_TIMEOUT");
    await page.waitFor(() => !document.querySelector('.fault[aria-pressed="true"]'));
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    await click(page, "#log-out-button");
    await loggedOut(page);
  });

  test("a second tab follows the first", async () => {
    const second = await open();
    await click(page, "#log-in-button");
    await loggedInAs(second, "cometchat-uid-1");
    await click(second, "#log-out-button");
    await loggedOut(page);
    assert.deepEqual(await activity(page, "event"), ["loginSuccess", "logoutSuccess"]);
  });
});

test("Ctrl-C stops the page and the emulator", async () => {
  assert.equal(await demo.interrupt(), 0);
  for (const address of [demo.url, demo.emulator]) {
    await assert.rejects(fetch(address), { message: "fetch failed" });
  }
});

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

/**
 * @param {Page} page
 * @param {string} selector
 */
async function click(page, selector) {
  await page.evaluate((/** @type {string} */ found) => {
    /** @type {HTMLElement} */ (document.querySelector(found)).click();
  }, selector);
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {string} value
 */
async function fill(page, selector, value) {
  await page.evaluate(
    (/** @type {string} */ found, /** @type {string} */ typed) => {
      const input = /** @type {HTMLInputElement} */ (document.querySelector(found));
      input.value = typed;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    selector,
    value,
  );
}

/**
 * @param {Page} page
 * @param {string} selector
 * @returns {Promise<string>}
 */
function text(page, selector) {
  return page.evaluate(
    (/** @type {string} */ found) => document.querySelector(found)?.textContent,
    selector,
  );
}

/**
 * What the log shows of one kind, in order.
 *
 * @param {Page} page
 * @param {"call" | "event" | "request"} kind
 * @returns {Promise<string[]>}
 */
function activity(page, kind) {
  return page.evaluate(
    (/** @type {string} */ wanted) =>
      [...document.querySelectorAll(`.entry[data-kind="${wanted}"] .entry-text`)].map(
        (entry) => entry.textContent,
      ),
    kind,
  );
}

/**
 * Waits for the login to end, and checks that it ended well.
 *
 * @param {Page} page
 * @param {string} uid
 */
async function loggedInAs(page, uid) {
  await page.waitFor(
    (/** @type {string} */ wanted) =>
      document.querySelector("#user-uid")?.textContent === wanted ||
      document.querySelector(".problem"),
    uid,
  );
  assert.equal(await text(page, ".problem"), undefined);
  await page.waitFor(() => document.querySelector("#log-in-button:enabled"));
}

/** @param {Page} page */
async function loggedOut(page) {
  await page.waitFor(() => document.querySelector('#pass[data-state="absent"]'));
}
