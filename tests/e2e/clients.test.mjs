// @ts-check
/** Clients of their own, which share nothing with the page's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();

const [uid, other] = uids;

/** Defines `start`, which makes a client that is ready. */
const prepare = () =>
  at.page.evaluate(
    (/** @type {string} */ url, /** @type {string} */ appId) => {
      Object.assign(window, {
        start: async (/** @type {object | undefined} */ options) => {
          const client = createCometChat(options);
          client.useEmulator(url);
          await client.init(appId, { region: "eu" });
          return client;
        },
      });
    },
    at.emulator.url,
    app.appId,
  );
const key = JSON.stringify(app.authKey);

test("two clients and the page have a session each, with listeners and a state of their own", async () => {
  await at.application.init();
  await prepare();
  const found = await at.page.evaluate(`await (async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const told = [];
    for (const [name, client] of Object.entries({ one, two })) {
      client.addLoginListener("same id", {
        loginSuccess: (user) => told.push(name + " in " + user.getUid()),
        logoutSuccess: () => told.push(name + " out"),
      });
    }
    await Promise.all([one.login("${uid}", ${key}), two.login("${other}", ${key})]);
    const names = async () => {
      const users = [one, two, CometChat].map((client) => client.getLoggedinUser());
      return (await Promise.all(users)).map((user) => user && user.uid);
    };
    const both = await names();
    await one.logout();
    return { told: told.sort(), both, after: await names(),
      states: [one, two, CometChat].map((client) => client.getSession().status) };
  })()`);
  assert.deepEqual(found, {
    told: [`one in ${uid}`, "one out", `two in ${other}`],
    both: [uid, other, null],
    after: [null, other, null],
    states: ["loggedOut", "loggedIn", "loggedOut"],
  });
  assert.deepEqual(await at.page.evaluate("events"), []);
});

test("a client without a storage keeps its session in memory, and nothing in the page's", async () => {
  await prepare();
  const found = await at.page.evaluate(`await (async () => {
    const client = await start();
    await client.login("${uid}", ${key});
    const next = await start();
    return [client.getStorageStatus().state, await next.getLoggedinUser(),
      { ...localStorage }, { ...sessionStorage }];
  })()`);
  assert.deepEqual(found, ["unavailable", null, {}, {}]);
});

test("a client keeps its session in the storage that it is given, where the next finds it", async () => {
  await prepare();
  const found = await at.page.evaluate(`await (async () => {
    const items = new Map();
    const storage = {
      getItem: (key) => items.get(key),
      setItem: (key, value) => items.set(key, value),
      removeItem: (key) => items.delete(key),
    };
    const client = await start({ storage });
    const { authToken } = await client.login("${uid}", ${key});
    const next = await start({ storage });
    const user = await next.getLoggedinUser();
    const state = next.getStorageStatus().state;
    await next.logout();
    return { state, same: user.authToken === authToken, gone: await client.getLoggedinUser(),
      left: [...items.keys()].filter((key) => key.endsWith(":common_store/user")),
      page: { ...localStorage, ...sessionStorage } };
  })()`);
  assert.deepEqual(found, { state: "stored", same: true, gone: null, left: [], page: {} });
});

for (const [what, storage] of /** @type {const} */ ([
  [
    "throws",
    `{ getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); }, removeItem() { throw new Error("no"); } }`,
  ],
  ["has no methods", "{}"],
  ["is a text", '"storage"'],
  [
    "promises",
    "{ getItem: async () => null, setItem: async () => {}, removeItem: async () => {} }",
  ],
])) {
  test(`a storage that ${what}: the session is kept in memory`, async () => {
    await prepare();
    const found = await at.page.evaluate(`await (async () => {
      const client = await start({ storage: ${storage} });
      await client.login("${uid}", ${key});
      const { uid } = await client.getLoggedinUser();
      const { state } = client.getStorageStatus();
      await client.logout();
      return { uid, isStored: state === "stored", after: await client.getLoggedinUser() };
    })()`);
    assert.deepEqual(found, { uid, isStored: false, after: null });
  });
}

test("a client that fails does not take another with it", async () => {
  await prepare();
  const found = await at.page.evaluate(`await (async () => {
    const [one, two] = await Promise.all([start(), start()]);
    await two.login("${uid}", ${key});
    const { fetch } = window;
    window.fetch = () => { throw new Error("no"); };
    const { code } = await one.login("${uid}", ${key}).catch((error) => error);
    window.fetch = fetch;
    const user = await one.login("${other}", ${key});
    return [code, user.uid, (await two.getLoggedinUser()).uid,
      isCometChatException(await one.getUser("nobody").catch((error) => error), "ERR_UID_NOT_FOUND")];
  })()`);
  assert.deepEqual(found, ["FAILED_TO_FETCH", other, uid, true]);
});
