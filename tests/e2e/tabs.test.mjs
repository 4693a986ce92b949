// @ts-check
/** Tabs of one application: what one does, the others' listeners hear of. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { until } from "../harness/index.mjs";
import { app, init, namespace, scene, uids } from "./application.mjs";
import { giveTokens } from "./tokens.mjs";

const at = scene();

/** @type {import("../harness/engines.mjs").Page} */
let other;

const [uid] = uids;
const login = `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`;
const currentUid = "CometChat.getLoggedinUser().then((user) => user && user.getUid())";
const stored = JSON.stringify(`${namespace}:common_store/user`);

beforeEach(async () => {
  other = await at.browser.open(at.application.url);
  await other.waitFor("typeof CometChat === 'function'");
});
afterEach(() => other.close());

/**
 * What a tab's listener has heard, as soon as it has heard something.
 *
 * @param {import("../harness/engines.mjs").Page} page
 */
async function heard(page) {
  await until(async () => (await page.evaluate("events.length")) > 0, "a tab to hear");
  return page.evaluate("events.splice(0)");
}

test("a login and a logout in one tab are heard in the other, once, and not again in the first", async () => {
  await at.application.init();
  await init(other, at.emulator.url);
  await at.page.evaluate(`await ${login}`);
  assert.deepEqual(await heard(other), [["loginSuccess", uid]]);
  assert.equal(await other.evaluate(currentUid), uid);

  await other.evaluate("await CometChat.logout()");
  assert.deepEqual(await heard(other), [["logoutSuccess"]]);
  await until(async () => (await at.page.evaluate("events.length")) > 1, "the first tab to hear");
  assert.equal(await at.page.evaluate(currentUid), null);
  assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid], ["logoutSuccess"]]);
  assert.deepEqual(await other.evaluate("events"), []);
  assert.equal((await at.emulator.requests()).length, 3);
});

test("tabs tell each other that something has changed, and nothing else", async () => {
  await at.application.init();
  await init(other, at.emulator.url);
  await other.evaluate(() => {
    const page = /** @type {any} */ (window);
    page.messages = [];
    new BroadcastChannel("cometchat-wasm").onmessage = ({ data }) => page.messages.push(data);
  });
  await at.page.evaluate(`await ${login}`);
  await at.page.evaluate("await CometChat.logout()");
  await until(async () => (await other.evaluate("messages.length")) === 2, "both messages");
  await other.evaluate(currentUid);
  assert.deepEqual(await other.evaluate("messages"), [0, 0]);
});

test("without a BroadcastChannel the storage event is enough", async () => {
  for (const page of [at.page, other]) await page.evaluate("void delete window.BroadcastChannel");
  await at.application.init();
  await init(other, at.emulator.url);
  await at.page.evaluate(`await ${login}`);
  assert.deepEqual(await heard(other), [["loginSuccess", uid]]);
  await at.page.evaluate("await CometChat.logout()");
  assert.deepEqual(await heard(other), [["logoutSuccess"]]);
});

test("a session that another SDK writes or removes in another tab is heard of", async () => {
  await at.application.init();
  const session = JSON.stringify({ uid: "alice", name: "Alice", authToken: "alice_token" });
  await other.evaluate(`localStorage.setItem(${stored}, ${JSON.stringify(session)})`);
  assert.deepEqual(await heard(at.page), [["loginSuccess", "alice"]]);
  await other.evaluate("localStorage.clear()");
  assert.deepEqual(await heard(at.page), [["logoutSuccess"]]);
  assert.equal(await at.page.evaluate(currentUid), null);
});

test("a tab that does not want to hear still knows the truth", async () => {
  await other.evaluate(
    async (/** @type {string} */ url, /** @type {string} */ appId) => {
      CometChat.useEmulator(url);
      await CometChat.init(appId, new CometChat.AppSettingsBuilder().syncAcrossTabs(false).build());
    },
    at.emulator.url,
    app.appId,
  );
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  await until(async () => (await other.evaluate(currentUid)) === uid, "the other tab to know");
  await at.page.evaluate("await CometChat.logout()");
  await until(async () => (await other.evaluate(currentUid)) === null, "the other tab to know");
  assert.deepEqual(await other.evaluate("events"), []);
});

test("a page that is gone back to looks for what has changed meanwhile", async () => {
  await at.page.evaluate(() => {
    const page = /** @type {any} */ (window);
    page.channels = 0;
    page.BroadcastChannel = class extends BroadcastChannel {
      /** @param {string} name */
      constructor(name) {
        super(name);
        page.channels += 1;
      }
      close() {
        super.close();
        page.channels -= 1;
      }
    };
  });
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  assert.equal(await at.page.evaluate("channels"), 1);
  const asleep = await at.page.evaluate((/** @type {string} */ key) => {
    const page = /** @type {any} */ (window);
    page.events.length = 0;
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    const { channels } = page;
    // A page's own changes raise no event, as those that it sleeps through.
    localStorage.removeItem(key);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    return channels;
  }, `${namespace}:common_store/user`);
  assert.equal(asleep, 0, "an open channel may keep a browser from keeping the page");
  assert.deepEqual(await heard(at.page), [["logoutSuccess"]]);
  assert.equal(await at.page.evaluate("channels"), 1);
});

/** Whom both tabs have logged in by now: one session, whose token is the only one. */
async function agree() {
  const tokens = [at.page, other].map((page) => page.evaluate("CometChat.getUserAuthToken()"));
  const [here, there] = await Promise.all(tokens);
  assert.equal(here, there);
  const hasOne = async () => {
    const { tokens } = await at.emulator.state();
    return tokens.length === 1 && tokens[0].authToken === here;
  };
  await until(hasOne, "the session's token to be the only one");
  assert.equal(await at.page.evaluate(currentUid), uid);
  assert.equal(await other.evaluate(currentUid), uid);
}

for (const [how, credential] of /** @type {const} */ ([
  ["a key", `authKey: ${JSON.stringify(app.authKey)}`],
  ["a function for tokens", "authToken: giveToken"],
])) {
  test(`tabs that ensure a login at once, by ${how}, end with one session and one token`, async () => {
    for (const page of [at.page, other]) {
      await giveTokens(page, at.emulator.url);
      await init(page, at.emulator.url);
    }
    // Both are under way before the first can end.
    const order = await at.emulator.fault({
      route: "PUT /me",
      times: 2,
      after: true,
      fault: { kind: "hang" },
    });
    const ensure = `await CometChat.ensureLoggedIn({ uid: "${uid}", ${credential} })`;
    const both = [at.page, other].map((page) => page.evaluate(ensure));
    await at.emulator.requests({ route: "PUT /me", atLeast: 2 });
    await at.emulator.release(order.id);
    for (const user of await Promise.all(both)) assert.equal(user.uid, uid);
    await agree();
  });
}

test("tabs that meet a dead token at once end with one session and one token", async () => {
  for (const page of [at.page, other]) {
    await giveTokens(page, at.emulator.url);
    await init(page, at.emulator.url);
    await page.evaluate(`await CometChat.ensureLoggedIn({ uid: "${uid}", authToken: giveToken })`);
  }
  await at.emulator.revokeToken(await at.page.evaluate("CometChat.getUserAuthToken()"));
  for (const page of [at.page, other]) await page.evaluate("void giveToken.hold()");
  const calls = [at.page, other].map((page) => page.evaluate(`await CometChat.getUser("${uid}")`));
  for (const page of [at.page, other]) {
    const isAsked = async () => (await page.evaluate("asked")).at(-1)?.[1] === "expired";
    await until(isAsked, "each tab's function to be asked");
  }
  for (const page of [at.page, other]) await page.evaluate("giveToken.release()");
  for (const user of await Promise.all(calls)) assert.equal(user.uid, uid);
  await agree();
});
