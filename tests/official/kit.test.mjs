// @ts-check
/** The chat of `examples/uikit-react` opens, and shows the right user's lists, whatever happens. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, until } from "../harness/index.mjs";
import { openKitStage } from "./kit-stage.mjs";
import { useStage } from "./stage.mjs";

/** @typedef {import("./kit-stage.mjs").Tab} Tab */

/** How often the chat is opened by each kind of load; `COMETCHAT_CASES` gives another number. */
const loads = Number(process.env.COMETCHAT_CASES ?? 20);

const stage = useStage(openKitStage);

const [first, second] = ["cometchat-uid-1", "cometchat-uid-2"];

/** The routes that were asked for, with their answers, from a moment on. @param {number} since */
async function asked(since = 0) {
  const requests = (await stage.emulator.requests()).slice(since);
  return requests.map(({ route, status, headers }) => ({
    route,
    status,
    token: headers.authtoken,
  }));
}

/** How many requests there were until now. */
const now = async () => (await stage.emulator.requests()).length;

/**
 * Waits until a tab shows both lists, which the server has answered since a moment with a token of this
 * user.
 *
 * @param {Tab} tab
 * @param {{ since?: number, uid?: string }} [options]
 */
async function shows(tab, { since = 0, uid = first } = {}) {
  await until(async () => {
    if ((await tab.status()) !== "ready" || !(await tab.hasLists())) return false;
    const answered = (await asked(since)).filter(
      ({ status, token }) => status === 200 && token?.startsWith(`${uid}_`),
    );
    return ["/conversations", "/messages"].every((list) =>
      answered.some(({ route }) => route.startsWith("GET ") && route.endsWith(list)),
    );
  }, `both lists of ${uid}`);
}

/** Ends every token of the server's. */
async function revokeAll() {
  for (const { authToken } of (await stage.emulator.state()).tokens) {
    await stage.emulator.revokeToken(authToken);
  }
}

/** The chat, open. */
async function opened() {
  const tab = await stage.open("#chat");
  await shows(tab);
  return tab;
}

for (const ms of [0, 300, 1_000]) {
  test(`${loads} loads straight into the chat, ${ms} ms on PUT /me: lists, one PUT /me, no 400`, async () => {
    const tab = await opened();
    await tab.page.close();
    await stage.emulator.fault({
      route: "PUT /me",
      times: null,
      fault: { kind: "latency", ms },
    });
    for (let load = 0; load < loads; load += 1) {
      const since = await now();
      const tab = await stage.open("#chat");
      await shows(tab, { since });
      /** @type {Awaited<ReturnType<typeof asked>>} */
      let requests = [];
      // The UI Kit says that it has read the messages once it shows them: that is answered, too.
      await until(async () => {
        requests = await asked(since);
        return requests.every(({ status }) => status !== null);
      }, "an answer to everything");
      assert.equal(requests.filter(({ route }) => route === "PUT /me").length, 1);
      assert.deepEqual(
        requests.filter(({ status }) => status !== 200),
        [],
      );
      assert.deepEqual(tab.thrown, []);
      await tab.page.close();
    }
  });
}

test("a reload with the chat open", async () => {
  const tab = await opened();
  const since = await now();
  await tab.page.reload();
  await shows(tab, { since });
  assert.deepEqual(tab.thrown, []);
});

test("a first login with the chat open", async () => {
  const tab = await stage.open();
  await until(async () => (await tab.heading()) === "Hello, Andrew Joseph");
  await tab.click("Log out");
  await tab.click("Open chat");
  assert.equal(await tab.status(), "idle");
  const since = await now();
  await tab.click("Log in");
  await shows(tab, { since });
  assert.deepEqual(tab.thrown, []);
});

test("init of the UI Kit by the application is no second one", async () => {
  const tab = await opened();
  const since = await now();
  const uid = await tab.run(`chat().then(({ CometChatUIKit, UIKitSettingsBuilder }) =>
    CometChatUIKit.init(new UIKitSettingsBuilder().setAppId("${app.appId}").build()))
    .then((user) => user.getUid())`);
  assert.equal(uid, first);
  // The UI Kit may just now say that it has read the messages.
  const requests = (await asked(since)).filter(({ route }) => !route.endsWith("/read"));
  assert.deepEqual(requests, []);
  assert.ok(await tab.hasLists());
});

describe("a logout and a login here", () => {
  for (const [what, logout] of [
    ["here", "Here.logout()"],
    ["with the UI Kit", "chat().then(({ CometChatUIKit }) => CometChatUIKit.logout())"],
    ["with the official SDK", "sdk().then(({ CometChat }) => CometChat.logout())"],
  ]) {
    test(`after a logout ${what}, the lists are there again`, async () => {
      const tab = await opened();
      await tab.run(`${logout}.then(() => true)`);
      await until(async () => (await tab.heading()) === "Not logged in");
      assert.equal(await tab.hasLists(), false);
      const since = await now();
      await tab.click("Log in");
      await shows(tab, { since });
      assert.deepEqual(tab.thrown, []);
    });
  }

  test("a switch of users shows the other one's lists", async () => {
    const tab = await opened();
    const since = await now();
    await tab.run(`Here.login("${second}", "${app.authKey}").then(() => true)`);
    await shows(tab, { since, uid: second });
    assert.deepEqual(tab.thrown, []);
  });

  test("in another tab", async () => {
    const tab = await opened();
    const other = await opened();
    await other.click("Log out");
    await until(async () => (await tab.heading()) === "Not logged in");
    await until(async () => !(await tab.hasLists()));
    const since = await now();
    await other.click("Log in");
    await shows(tab, { since });
    await shows(other, { since });
    assert.deepEqual([...tab.thrown, ...other.thrown], []);
  });
});

describe("a token that ends while the lists are open is renewed, and they are mounted anew", () => {
  for (const [what, notice] of [
    ["this SDK notices it", "Here.checkSession()"],
    [
      "the official SDK notices it",
      `sdk().then(({ CometChat }) => CometChat.getUser("${second}")).catch(() => {})`,
    ],
  ]) {
    test(what, async () => {
      const tab = await opened();
      const { key } = await tab.run("companion.getState()");
      const since = await now();
      await revokeAll();
      await tab.run(`${notice}.then(() => true)`);
      await shows(tab, { since });
      assert.ok((await tab.run("companion.getState()")).key > key);
      assert.deepEqual(tab.thrown, []);
    });
  }

  test("or cannot be renewed: the page says so, and not the chat", async () => {
    const tab = await opened();
    await stage.emulator.fault({
      route: "POST /users/*/auth_tokens",
      times: null,
      fault: { kind: "error", code: "ERR_PLAN_RESTRICTION" },
    });
    await revokeAll();
    await tab.run("Here.checkSession().catch(() => {})");
    await until(async () => (await tab.heading()) === "Not logged in");
    await until(async () => !(await tab.hasLists()));
    assert.equal(await tab.status(), "idle");
    const { code, message } = await tab.run("Here.getSession().error.toJSON()");
    assert.equal(code, "AUTH_TOKEN_UNAVAILABLE");
    assert.equal(await tab.page.textContent("[role=alert]"), message);
    await stage.emulator.reset();
    const since = await now();
    await tab.click("Log in");
    await shows(tab, { since });
  });
});

describe("an outage", () => {
  test("offline when the chat opens: the page says so, and opens it once online", async () => {
    const tab = await stage.open();
    await until(async () => (await tab.heading()) === "Hello, Andrew Joseph");
    await tab.setOffline(true);
    await tab.click("Open chat");
    await until(async () => (await tab.status()) === "waiting");
    assert.match(await tab.page.locator("body").innerText(), /could not be loaded/);
    const since = await now();
    await tab.setOffline(false);
    await shows(tab, { since });
    assert.deepEqual(tab.thrown, []);
  });

  test("of the server when the chat opens: it opens later, by itself", async () => {
    const tab = await stage.open();
    await until(async () => (await tab.heading()) === "Hello, Andrew Joseph");
    const since = await now();
    await stage.emulator.fault({ route: "PUT /me", times: 2, fault: { kind: "drop" } });
    await tab.click("Open chat");
    await until(async () => (await tab.status()) === "waiting");
    assert.equal(await tab.run("companion.getState().error.code"), "CHAT_NOT_READY");
    await shows(tab, { since });
    assert.deepEqual(tab.thrown, []);
  });
});

test("preload loads the chat's scripts, and sends nothing to CometChat", async () => {
  const tab = await stage.open();
  await until(async () => (await tab.heading()) === "Hello, Andrew Joseph");
  const since = await now();
  await tab.page.getByRole("button", { name: "Open chat" }).hover();
  await tab.run("companion.preload()");
  assert.deepEqual(await asked(since), []);
  assert.equal(await tab.status(), "idle");
  await tab.setOffline(true);
  await tab.run("chat().then(() => true)");
});
