// @ts-check
/** A session of the official SDK is one of this, and the other way round: docs/protocol.md#storage. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();

const [uid, other] = uids;
const { appId } = app;

/** The keys of the official SDK, by what is under them. */
const keys = {
  appId: `${appId}:common_store/appId`,
  user: `${appId}:common_store/user`,
  settings: `${appId}:common_store/app_settings`,
  deviceId: `${appId}:keys_store/deviceId`,
  source: `${appId}:keys_store/integrationSource`,
};

/** @param {unknown} value */
const single = (value) => JSON.stringify(value);
/** @param {unknown} value */
const double = (value) => JSON.stringify(JSON.stringify(value));

const deviceId = `${appId}_01234567-89ab-4cde-8f01-23456789abcd_1745554700000`;

/**
 * What the official SDK leaves in `localStorage` after a login.
 *
 * @param {string} authToken
 */
const official = (authToken) => ({
  [keys.appId]: double(appId),
  [keys.deviceId]: single(deviceId),
  [keys.source]: single("manual"),
  [keys.user]: double({
    hasBlockedMe: false,
    blockedByMe: false,
    deactivatedAt: 0,
    uid,
    name: "Andrew Joseph",
    authToken,
    avatar: "https://assets.cometchat.io/sampleapp/v2/users/cometchat-uid-1.webp",
    lastActiveAt: 1745554700,
    role: "default",
    status: "online",
    wsChannel: { identity: `[${appId}]${uid}` },
    jwt: "a.jwt",
    fat: "a.fat",
  }),
  [keys.settings]: double({ REGION: "us", CHAT_API_VERSION: "v3.0" }),
});

/** @param {Record<string, string>} items */
const store = (items) =>
  at.page.evaluate((/** @type {Record<string, string>} */ items) => {
    for (const [name, value] of Object.entries(items)) localStorage.setItem(name, value);
  }, items);

/** @returns {Promise<Record<string, string>>} */
const stored = () => at.page.evaluate("({ ...localStorage })");

const user = () => at.page.evaluate("await CometChat.getLoggedinUser()");

/** Whether the session does what sessions are for: it asks, and it ends on the server. */
async function isOf(/** @type {string} */ authToken) {
  assert.equal(await at.page.evaluate("await CometChat.getUserAuthToken()"), authToken);
  assert.equal((await at.page.evaluate(`await CometChat.getUser("${other}")`)).uid, other);
  await at.page.evaluate("await CometChat.logout()");
  for (const { headers } of await at.emulator.requests()) {
    assert.equal(headers.authtoken, authToken);
  }
  assert.deepEqual((await at.emulator.state()).tokens, []);
}

describe("a session of the official SDK", () => {
  test("is one here, with all that its user has, and is left as it is", async () => {
    const authToken = await at.emulator.addToken(uid);
    const items = official(authToken);
    await store(items);
    await at.application.initWithHosts();
    const found = await user();
    const { wsChannel, jwt, fat, ...expected } = JSON.parse(JSON.parse(items[keys.user]));
    assert.deepEqual(found, expected);
    assert.deepEqual(Object.keys(found), Object.keys(expected));
    assert.deepEqual(await stored(), items);
    await isOf(authToken);
  });

  test("needs no login, and a login as the same user sends nothing", async () => {
    await store(official(await at.emulator.addToken(uid)));
    await at.application.initWithHosts();
    const again = await at.page.evaluate(`await CometChat.login("${uid}", "${app.authKey}")`);
    assert.equal(again.uid, uid);
    assert.deepEqual(await at.emulator.requests(), []);
  });
});

describe("a session of this SDK", () => {
  test("has the keys, the encodings and the fields of the official one", async () => {
    await at.application.initWithHosts();
    const loggedIn = await at.page.evaluate(`await CometChat.login("${uid}", "${app.authKey}")`);
    const items = await stored();
    assert.deepEqual(Object.keys(items).sort(), Object.values(keys).sort());

    for (const key of [keys.appId, keys.user, keys.settings]) {
      const inner = JSON.parse(items[key]);
      assert.equal(typeof inner, "string", key);
      assert.equal(items[key], double(JSON.parse(inner)), key);
    }
    for (const key of [keys.deviceId, keys.source]) {
      assert.equal(items[key], single(JSON.parse(items[key])), key);
    }
    assert.equal(JSON.parse(JSON.parse(items[keys.appId])), appId);
    assert.equal(JSON.parse(items[keys.source]), "manual");

    const { wsChannel, jwt, fat, ...rest } = JSON.parse(JSON.parse(items[keys.user]));
    assert.ok(wsChannel && jwt && fat);
    assert.deepEqual(rest, loggedIn);
    // The least that the official SDK takes for a session.
    assert.ok(rest.uid && rest.name && rest.authToken);
  });

  test("leaves nothing behind that would be a session for the official one", async () => {
    await store(official(await at.emulator.addToken(uid)));
    await at.application.initWithHosts();
    await at.page.evaluate("await CometChat.logout()");
    const left = Object.keys(await stored()).sort();
    assert.deepEqual(left, [keys.appId, keys.deviceId, keys.source].sort());
  });

  test("is one again after the way through the storage of another page", async () => {
    await at.application.initWithHosts();
    const loggedIn = await at.page.evaluate(`await CometChat.login("${uid}", "${app.authKey}")`);
    const items = await stored();
    await at.page.evaluate("localStorage.clear()");
    await at.page.reload();
    await at.page.waitFor("typeof CometChat === 'function'");
    await store(items);
    await at.application.initWithHosts();
    assert.deepEqual(await user(), loggedIn);
    assert.deepEqual(await stored(), items);
  });
});

test("a signal that fires twice counts for one caller", async () => {
  await at.application.init();
  const ends = await at.page.evaluate(
    async (/** @type {string} */ uid, /** @type {string} */ key) => {
      /** @type {() => void} */
      let abort = () => {};
      const signal = {
        aborted: false,
        addEventListener: (/** @type {string} */ _, /** @type {() => void} */ listener) => {
          abort = listener;
        },
        removeEventListener: () => {},
      };
      const first = CometChat.login(uid, key, { signal: /** @type {any} */ (signal) });
      const second = CometChat.login(uid, key);
      abort();
      abort();
      return Promise.all(
        [first, second].map((call) =>
          call.then(
            (/** @type {any} */ user) => user.getUid(),
            (/** @type {any} */ error) => error.code,
          ),
        ),
      );
    },
    uids[0],
    app.authKey,
  );
  assert.deepEqual(ends, ["LOGIN_CANCELLED", uids[0]]);
});

test("a client that is disposed of takes its listeners off the window", async () => {
  await at.page.evaluate(() => {
    const counts = { added: 0, removed: 0 };
    for (const [name, count] of /** @type {const} */ ([
      ["addEventListener", "added"],
      ["removeEventListener", "removed"],
    ])) {
      const original = window[name];
      window[name] = (/** @type {any[]} */ ...args) => {
        if (["storage", "pagehide", "pageshow"].includes(args[0])) counts[count] += 1;
        return Reflect.apply(original, window, args);
      };
    }
    Object.assign(window, { counts });
  });
  await at.application.init();
  await at.page.waitFor("counts.added === 3");
  await at.page.evaluate("CometChat.dispose()");
  assert.deepEqual(await at.page.evaluate("counts"), { added: 3, removed: 3 });
});
