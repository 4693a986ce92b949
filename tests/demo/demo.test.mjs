// @ts-check
/**
 * `npm run demo`, used as a visitor would. Takes pkg/ and the emulator as they were built last.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ask, root } from "../../scripts/lib/process.mjs";
import { loggedInAs, loggedOut, logIn, logOut, press, pressed, visits } from "./start.mjs";

const { demo, open } = visits();

describe("the demo", () => {
  /** @type {import("playwright-core").Page} */
  let page;
  beforeEach(async () => {
    page = await open();
  });
  afterEach(() => page?.context().close());

  /** What the log shows of one kind, in order. @param {"call" | "event" | "request"} kind */
  const activity = (kind) =>
    page.locator(`.entry[data-kind="${kind}"] .entry-text`).allTextContents();

  /** @param {string} selector */
  const text = (selector) => page.locator(selector).textContent();

  /** Whether a text is anywhere in the page. @param {string} secret */
  const shows = async (secret) => (await page.content()).includes(secret);

  /** Tries another user with a key that is none. */
  async function logInWrongly() {
    await page.getByRole("radio", { name: /Nancy Grace/ }).check();
    await page.locator("#auth-key").fill("certainly-not-the-key");
    await page.locator("#log-in-button").click();
    await page.locator("#problem-code").getByText("AUTH_ERR_APIKEY_NOT_FOUND").waitFor();
  }

  test("type-checks against the package", () => {
    const { ok, stdout } = ask(path.join(root, "node_modules/.bin/tsc"), ["--project", "www-demo"]);
    assert.ok(ok, stdout);
  });

  test("logs in with an auth key, explains a refused one, is still logged in after a reload, logs out, and shows no secret", async () => {
    assert.match(String(await text("#pass")), /Nobody is logged in/);
    await page.getByRole("radio", { name: /Auth key/ }).check();
    await logIn(page);
    assert.equal(await text("#user-name"), "Andrew Joseph");
    assert.deepEqual((await activity("request")).slice(-2), [
      "POST /users/cometchat-uid-1/auth_tokens",
      "PUT /me",
    ]);
    const stored = await page.evaluate(() => JSON.stringify(Object.values(localStorage)));
    const token = String(/cometchat-uid-1_[0-9a-f]+/.exec(stored));
    for (const secret of [token, "emulator-auth-key"]) assert.equal(await shows(secret), false);

    await logInWrongly();
    assert.match(String(await text("#problem")), /not one of this app’s/);
    assert.deepEqual(await activity("event"), ["loginSuccess", "loginFailure"]);
    assert.equal(await text("#user-uid"), "cometchat-uid-1");
    assert.equal(await shows("certainly-not-the-key"), false);

    await page.reload();
    await loggedInAs(page);
    assert.deepEqual(await activity("event"), []);
    assert.deepEqual(await activity("request"), ["GET /api/config"]);
    await logOut(page);
    assert.deepEqual(await activity("event"), ["logoutSuccess"]);
    assert.equal(await shows(token), false);
    await page.reload();
    await loggedOut(page);
  });

  test("logs in with a token from the app server, shows the steps and the session, and sends no key", async () => {
    const step = (/** @type {string} */ state) => page.locator(`.step[data-state="${state}"]`);
    const status = () => text("#statuses [aria-current]");
    assert.equal(await step("idle").count(), 3);
    assert.equal(await status(), "loggedOut");
    assert.match(String(await text("#snapshot")), /"user": null/);

    await logIn(page);
    await step("good").nth(2).waitFor();
    for (const note of await page.locator(".step-note").allTextContents()) {
      assert.match(note, /^200/);
    }
    assert.deepEqual((await activity("request")).slice(1), [
      "POST /api/cometchat-token",
      "PUT /me",
    ]);
    const sent = String(await text("#activity"));
    assert.match(sent, /"authtoken"/);
    assert.doesNotMatch(sent, /"apikey"/);
    assert.equal(await status(), "loggedIn");
    assert.match(String(await text("#snapshot")), /"uid": "cometchat-uid-1"/);
    // Tokens of earlier tests may be there, too, until they are revoked.
    const held = page.locator("#holdings tr").filter({ hasText: "this session" });
    await held.waitFor();
    const own = await held.locator("td code").first().textContent();

    await logIn(page);
    await step("skipped").nth(2).waitFor();
    assert.deepEqual((await activity("request")).slice(3), [], "the session was there");
    await logOut(page);
    await page.waitForFunction(
      (gone) =>
        document.querySelector("#holdings dl") &&
        [...document.querySelectorAll("#holdings td code")].every(
          (token) => token.textContent !== gone,
        ),
      own,
    );
  });

  test("logs in anybody who has a UID, and creates who has none", async () => {
    await page.locator("#new-uid").fill("kevin");
    await page.locator("#new-name").fill("Kevin Ward");
    await page.locator("#create-form button").click();
    await page.locator("#announcer").getByText("Created").waitFor({ state: "attached" });
    await logIn(page, "kevin");
    assert.equal(await text("#user-name"), "Kevin Ward");
    await logOut(page);
  });

  test("a silent server ends in a sentence, not in waiting", async () => {
    await press(page, "hang");
    await pressed(page, "hang");
    await page.locator("#log-in-button").click();
    await page.locator("#problem-code").getByText("REQUEST_TIMEOUT").waitFor();
    await pressed(page, "hang", false);
    await logIn(page);
    await logOut(page);
  });

  test("a session whose token was revoked heals, with the token of the app server", async () => {
    await logIn(page);
    await press(page, "revoked");
    await page
      .locator('.entry[data-kind="call"][data-tone="good"] code')
      .getByText("checkSession()", { exact: true })
      .waitFor({ state: "attached" });
    const requests = await activity("request");
    for (const request of ["POST /api/cometchat-token", "PUT /me"]) {
      assert.equal(requests.filter((found) => found === request).length, 2, request);
    }
    assert.deepEqual(await activity("event"), ["loginSuccess", "loginSuccess"]);
    await loggedInAs(page);
    await logOut(page);
  });

  test("a second tab follows the first, and is followed", async () => {
    const second = await page.context().newPage();
    await second.goto(demo().url);
    await second.locator("#pass:not([aria-busy])").waitFor();
    await logIn(page);
    await loggedInAs(second);
    await logOut(second);
    await loggedOut(page);
    assert.deepEqual(await activity("event"), ["loginSuccess", "logoutSuccess"]);
  });
});

test("Ctrl-C stops the page and the emulator", async () => {
  const { url, emulator, interrupt } = demo();
  assert.equal(await interrupt(), 0);
  for (const address of [url, emulator]) {
    await assert.rejects(fetch(address), { message: "fetch failed" });
  }
});
