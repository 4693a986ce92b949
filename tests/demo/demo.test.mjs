// @ts-check
/**
 * `npm run demo`, used as a visitor would. Takes pkg/ and the emulator as they were built last.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { ask, root } from "../../scripts/lib/process.mjs";
import { launch } from "../harness/engines.mjs";
import { startDemo } from "./start.mjs";

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
    await chooseKey(page);
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

  test("logs in with a token from the app server, shows the steps, and sends no key", async () => {
    assert.deepEqual(await steps(page), ["idle", "idle", "idle"]);
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    await page.waitFor(() => document.querySelectorAll('.step[data-state="good"]').length === 3);
    const notes = await page.evaluate(() =>
      [...document.querySelectorAll(".step-note")].map(({ textContent }) => textContent),
    );
    for (const note of notes) assert.match(note, /^200/);
    assert.deepEqual((await activity(page, "request")).slice(1), [
      "POST /api/cometchat-token",
      "PUT /me",
    ]);
    const sent = await page.evaluate(() => document.querySelector("#activity")?.textContent);
    assert.match(sent, /"authtoken"/);
    assert.doesNotMatch(sent, /"apikey"/);

    await click(page, "#log-in-button");
    await page.waitFor(() => document.querySelectorAll('.step[data-state="skipped"]').length === 3);
    assert.deepEqual((await activity(page, "request")).slice(3), [], "the session was there");
    await click(page, "#log-out-button");
    await loggedOut(page);
  });

  test("explains a refused key, and a failed login leaves the session alone", async () => {
    await chooseKey(page);
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
    await chooseKey(page);
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

  test("a session whose token was revoked heals, with the token of the app server", async () => {
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    await click(page, '.fault[data-kind="revoked"]');
    await page.waitFor(() =>
      [...document.querySelectorAll('.entry[data-kind="call"][data-tone="good"] code')].some(
        ({ textContent }) => textContent === "checkSession()",
      ),
    );
    const requests = await activity(page, "request");
    for (const request of ["POST /api/cometchat-token", "PUT /me"]) {
      assert.equal(requests.filter((found) => found === request).length, 2, request);
    }
    assert.deepEqual(await activity(page, "event"), ["loginSuccess", "loginSuccess"]);
    await loggedInAs(page, "cometchat-uid-1");
    await click(page, "#log-out-button");
    await loggedOut(page);
  });

  test("shows the session's snapshot, and what the emulator holds", async () => {
    const status = () => text(page, "#statuses [aria-current]");
    assert.equal(await status(), "loggedOut");
    assert.match(await text(page, "#snapshot"), /"user": null/);
    await click(page, "#log-in-button");
    await loggedInAs(page, "cometchat-uid-1");
    assert.equal(await status(), "loggedIn");
    assert.match(await text(page, "#snapshot"), /"uid": "cometchat-uid-1"/);
    // Tokens of earlier tests may be there, too, until they are revoked.
    const own = await page.waitFor(() => {
      const rows = [...document.querySelectorAll("#holdings tr")];
      const marked = rows.filter((row) => row.textContent?.includes("this session"));
      return marked.length === 1 && marked[0].querySelector("td code")?.textContent;
    });
    await click(page, "#log-out-button");
    await loggedOut(page);
    await page.waitFor(
      (/** @type {string} */ gone) =>
        document.querySelector("#holdings dl") &&
        [...document.querySelectorAll("#holdings td code")].every(
          (token) => token.textContent !== gone,
        ),
      own,
    );
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
 * What becomes of the three steps of the production way.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
function steps(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".step")].map((step) => step.getAttribute("data-state")),
  );
}

/**
 * Chooses the development way to log in.
 *
 * @param {Page} page
 */
function chooseKey(page) {
  return click(page, 'input[name="method"][value="key"]');
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
