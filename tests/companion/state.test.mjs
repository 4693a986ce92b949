// @ts-check
/** What the companion says that it does, when it tries again, and that it always ends. */
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, before, beforeEach, describe, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { packedPackage } from "../harness/index.mjs";
import { here, kit, noting, official, Server } from "./model.mjs";

/** @typedef {import("./model.mjs").Companion} Companion */

/** @type {import("./model.mjs").KeepInStep} */
let keepInStep;
before(async () => {
  const { folder } = await packedPackage();
  ({ keepInStep } = await import(pathToFileURL(path.join(folder, "companion.js")).href));
});

/** @type {Server} */
let server;
/** @type {ReturnType<typeof here>} */
let client;
/** @type {ReturnType<typeof official>} */
let sdk;
/** @type {Companion[]} */
let open;
beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  mock.method(Math, "random", () => 0);
  server = new Server();
  client = here(server);
  sdk = official(server);
  open = [];
});
afterEach(() => {
  for (const companion of open) companion.stop();
  mock.timers.reset();
  mock.restoreAll();
});

/**
 * @param {object} [options]
 * @param {unknown} [options.source]
 * @param {unknown} [options.uiKit]
 */
function accompany({ source = async () => sdk, uiKit } = {}) {
  const companion = keepInStep(client, source, { uiKit });
  open.push(companion);
  return companion;
}

/** Lets everything happen that needs no clock. */
async function rest() {
  for (let calm = 0; calm < 5; calm = server.underWay.length ? 0 : calm + 1) {
    server.underWay.shift()?.();
    await turn();
  }
}

/** Logs somebody in here, in another tab. @param {string} uid */
const loggedIn = (uid) => {
  const session = { uid, authToken: server.token(uid) };
  client.otherTab(session);
  return session;
};

/** How a promise has ended, or `undefined`. @param {Promise<unknown>} promise */
function outcome(promise) {
  /** @type {{ value?: unknown }} */
  const ended = {};
  promise.then(
    () => {
      ended.value = "resolved";
    },
    ({ code }) => {
      ended.value = code;
    },
  );
  return ended;
}

/** Notes each status of a companion, from now on. @param {Companion} companion */
function statuses(companion) {
  const seen = [companion.getState().status];
  companion.subscribe(() => seen.push(companion.getState().status));
  return seen;
}

describe("the state", () => {
  test("is idle, loading and ready, and idle again after a logout", async () => {
    const companion = accompany();
    const seen = statuses(companion);
    loggedIn("ada");
    await rest();
    assert.deepEqual(seen, ["idle"], "nobody has asked for the chat");
    await Promise.all([companion.ready(), rest()]);
    await Promise.all([client.logout(), rest()]);
    assert.deepEqual(seen, ["idle", "loading", "ready", "idle"]);
  });

  test("is the same object until something changes", async () => {
    const companion = accompany();
    loggedIn("ada");
    assert.equal(companion.getState(), companion.getState());
    const before = companion.getState();
    await Promise.all([companion.ready(), rest()]);
    assert.notEqual(companion.getState(), before);
    const ready = companion.getState();
    client.otherTab(client.getSession().user);
    await rest();
    assert.equal(companion.getState(), ready);
    assert.ok(Object.isFrozen(ready));
  });

  test("has another key for another user, for another token, and after a dead one", async () => {
    const companion = accompany();
    const keys = new Set();
    loggedIn("ada");
    await Promise.all([companion.ready(), rest()]);
    keys.add(companion.getState().key);
    for (const uid of ["bob", "bob"]) {
      loggedIn(uid);
      assert.equal(companion.getState().status, "loading", "at once");
      await rest();
      assert.equal(companion.getState().status, "ready");
      keys.add(companion.getState().key);
    }
    assert.equal(keys.size, 3);
    server.tokens.clear();
    sdk.call().catch(() => {});
    await rest();
    assert.equal(companion.getState().status, "idle");
  });

  test("has no error because of a token that died when somebody else was logged in", async () => {
    const companion = accompany();
    const seen = statuses(companion);
    const { authToken } = loggedIn("ada");
    const ready = companion.ready();
    while (server.underWay.length === 0) await turn();
    server.tokens.delete(authToken);
    loggedIn("bob");
    await Promise.all([ready, rest()]);
    assert.deepEqual(seen, ["idle", "loading", "ready"]);
    assert.equal((await sdk.getLoggedinUser())?.uid, "bob");
  });

  test("is not ready while the application logs somebody else in with the official SDK", async () => {
    const companion = accompany();
    loggedIn("ada");
    await Promise.all([companion.ready(), rest()]);
    const seen = statuses(companion);
    const switched = sdk.login(server.token("bob"));
    assert.equal(companion.getState().status, "loading");
    await Promise.all([switched, rest()]);
    await rest();
    assert.deepEqual(seen, ["ready", "loading", "ready"]);
    assert.equal(client.getSession().user?.uid, "bob");
  });

  test("reaches every subscriber, though one throws", async () => {
    const companion = accompany();
    /** @type {(() => void)[]} */
    const later = [];
    mock.method(globalThis, "queueMicrotask", (/** @type {() => void} */ task) => later.push(task));
    const mistake = new Error("the application's");
    companion.subscribe(() => {
      throw mistake;
    });
    const seen = statuses(companion);
    loggedIn("ada");
    await Promise.all([companion.ready(), rest()]);
    assert.deepEqual(seen, ["idle", "loading", "ready"]);
    assert.equal(later.length, 2);
    // Reported like any uncaught error.
    for (const task of later) assert.throws(task, mistake);
  });
});

describe("a failure", () => {
  /** An import that fails so many times. @param {number} times */
  const failing = (times) => {
    let calls = 0;
    const source = async () => {
      calls += 1;
      if (calls <= times) throw new TypeError("Failed to fetch dynamically imported module");
      return sdk;
    };
    return { source, calls: () => calls };
  };

  test("is told with our code, and tried again after 1 second, each time later, up to 30", async () => {
    const { source, calls } = failing(12);
    const companion = accompany({ source });
    loggedIn("ada");
    await assert.rejects(companion.ready(), { code: "CHAT_NOT_LOADED" });
    const { status, error } = companion.getState();
    assert.deepEqual([status, error?.code], ["waiting", "CHAT_NOT_LOADED"]);
    for (let tries = 1; tries <= 12; tries += 1) {
      const delay = Math.min(1_000 * 1.5 ** (tries - 1), 30_000);
      mock.timers.tick(Math.ceil(delay) - 1);
      await rest();
      assert.equal(calls(), tries, `before ${delay} ms`);
      mock.timers.tick(1);
      await rest();
      assert.equal(calls(), tries + 1, `after ${delay} ms`);
    }
    assert.deepEqual(companion.getState(), { status: "ready", error: null, key: 1 });
  });

  test("is tried again up to twice as late, by chance", async () => {
    mock.method(Math, "random", () => 0.5);
    const { source, calls } = failing(1);
    const companion = accompany({ source });
    loggedIn("ada");
    await assert.rejects(companion.ready());
    mock.timers.tick(1_499);
    await rest();
    assert.equal(calls(), 1);
    mock.timers.tick(1);
    await rest();
    assert.equal(calls(), 2);
  });

  for (const [what, name, visibilityState, again] of /** @type {const} */ ([
    ["when the page is online", "online", "hidden", true],
    ["when the page is seen", "visibilitychange", "visible", true],
    ["not when the page is hidden", "visibilitychange", "hidden", false],
  ])) {
    test(`is tried again at once ${what}, and listens to the page only until then`, async () => {
      /** @type {Map<string, () => void>} */
      const heard = new Map();
      const page = {
        addEventListener: heard.set.bind(heard),
        removeEventListener: heard.delete.bind(heard),
      };
      Object.assign(globalThis, page, { document: { ...page, visibilityState } });
      try {
        const { source, calls } = failing(1);
        const companion = accompany({ source });
        loggedIn("ada");
        assert.equal(heard.size, 0);
        await assert.rejects(companion.ready());
        assert.deepEqual([...heard.keys()].sort(), ["online", "visibilitychange"]);
        heard.get(name)?.();
        await rest();
        assert.equal(calls(), again ? 2 : 1);
        assert.equal(companion.getState().status, again ? "ready" : "waiting");
        companion.stop();
        assert.equal(heard.size, 0);
      } finally {
        for (const name of [...Object.keys(page), "document"]) {
          Reflect.deleteProperty(globalThis, name);
        }
      }
    });
  }

  test("is not tried again because something else changes here", async () => {
    const { source, calls } = failing(2);
    const companion = accompany({ source });
    const { user } = { user: loggedIn("ada") };
    await assert.rejects(companion.ready());
    for (let change = 0; change < 10; change += 1) client.otherTab(user);
    await rest();
    assert.equal(calls(), 1);
    loggedIn("bob");
    await rest();
    assert.equal(calls(), 2, "another user");
  });

  test("that trying again cannot end is tried again only when asked", async () => {
    const source = mock.fn(async () => ({}));
    const companion = accompany({ source });
    loggedIn("ada");
    await assert.rejects(companion.ready(), { code: "CHAT_NOT_POSSIBLE" });
    assert.equal(companion.getState().status, "failed");
    mock.timers.tick(600_000);
    await rest();
    assert.equal(source.mock.callCount(), 1);
    await assert.rejects(companion.ready(), { code: "CHAT_NOT_POSSIBLE" });
    assert.equal(source.mock.callCount(), 2);
  });

  test("may be anything, and an object that nobody can read", async () => {
    const unreadable = new Proxy({}, { get: () => assert.fail("read") });
    for (const thrown of ["a text", undefined, Symbol("one"), Object.create(null), unreadable]) {
      client.otherTab(null);
      loggedIn("ada");
      sdk.login = async () => {
        throw thrown;
      };
      const companion = accompany();
      await assert.rejects(companion.ready(), { code: "CHAT_NOT_READY" });
      companion.stop();
    }
  });

  test("names the official SDK's code, and no message of it, which may have the token", async () => {
    const { authToken } = loggedIn("ada");
    sdk.login = async () => {
      throw { code: "ERR_BAD_REQUEST", message: `The token ${authToken} is bad.` };
    };
    const companion = accompany();
    const error = await companion.ready().then(
      () => undefined,
      (error) => error,
    );
    assert.deepEqual(error.details, { reason: "ERR_BAD_REQUEST" });
    assert.ok(!JSON.stringify({ ...error, message: error.message }).includes(authToken));
  });
});

describe("a call without effect is a failure, and not repeated at once", () => {
  test("a login of the official SDK that logs nobody in", async () => {
    loggedIn("ada");
    const login = mock.fn(async () => {});
    sdk.login = /** @type {any} */ (login);
    const companion = accompany();
    await assert.rejects(companion.ready(), { code: "CHAT_NOT_READY" });
    await rest();
    assert.equal(login.mock.callCount(), 1);
    mock.timers.tick(1_000);
    await rest();
    assert.equal(login.mock.callCount(), 2);
  });

  test("a logout of the official SDK that logs nobody out", async () => {
    loggedIn("ada");
    const companion = accompany();
    await Promise.all([companion.ready(), rest()]);
    const logout = mock.fn(async () => {});
    companion.stop();
    sdk.logout = logout;
    const other = accompany();
    await Promise.all([other.ready(), rest()]);
    client.otherTab(null);
    await rest();
    assert.equal(other.getState().status, "waiting");
    assert.equal(logout.mock.callCount(), 1);
    mock.timers.tick(1_000);
    await rest();
    assert.equal(logout.mock.callCount(), 2);
  });

  test("a login of the UI Kit that gives it no user", async () => {
    loggedIn("ada");
    const uiKit = kit(sdk);
    uiKit.CometChatUIKit.getLoggedInUser = () => null;
    const login = mock.method(uiKit.CometChatUIKit, "loginWithAuthToken");
    const companion = accompany({ uiKit });
    const ready = outcome(companion.ready());
    for (let tick = 0; tick < 5; tick += 1) {
      await rest();
      mock.timers.tick(1);
    }
    assert.equal(ready.value, "CHAT_NOT_READY");
    assert.equal(login.mock.callCount(), 1);
  });
});

describe("a UI Kit", () => {
  test("has the only init, and its user when the companion is ready", async () => {
    loggedIn("ada");
    const uiKit = kit(sdk);
    const companion = accompany({ uiKit: async () => uiKit });
    await Promise.all([companion.ready(), rest()]);
    assert.equal(uiKit.inits(), 1);
    assert.equal(uiKit.CometChatUIKit.getLoggedInUser()?.uid, "ada");
    const [user] = await Promise.all([uiKit.CometChatUIKit.init(), rest()]);
    assert.equal(user.uid, "ada", "what its init gives the application");
    assert.equal(uiKit.inits(), 1, "the application's init is no other one");
    companion.stop();
    await uiKit.CometChatUIKit.init();
    assert.equal(uiKit.inits(), 2, "after that, it is as it was");
  });

  test("is not ready until somebody is logged in", async () => {
    const uiKit = kit(sdk);
    const companion = accompany({ uiKit });
    const ready = outcome(companion.ready());
    await rest();
    assert.deepEqual([ready.value, companion.getState().status], [undefined, "idle"]);
    loggedIn("ada");
    await rest();
    assert.deepEqual([ready.value, companion.getState().status], ["resolved", "ready"]);
  });

  test("has its user again after a logout with it, whoever logs in", async () => {
    const uiKit = kit(sdk);
    const companion = accompany({ uiKit });
    loggedIn("ada");
    await Promise.all([companion.ready(), rest()]);
    await Promise.all([uiKit.CometChatUIKit.logout(), rest()]);
    assert.equal(client.getSession().user, null);
    // The UI Kit does not follow the official SDK now.
    await Promise.all([sdk.login(server.token("bob")), rest()]);
    await rest();
    mock.timers.tick(0);
    await rest();
    assert.equal(uiKit.CometChatUIKit.getLoggedInUser()?.uid, "bob");
    assert.equal(companion.getState().status, "ready");
  });

  test("gets the app and the settings of this SDK, whatever else it is given", async () => {
    /** @type {[string, unknown][]} */
    const set = [];
    const uiKit = { ...kit(sdk), UIKitSettingsBuilder: noting(set) };
    client.getAppSettings = () =>
      /** @type {any} */ ({
        region: "us",
        storageMode: "local",
        subscriptionType: "FRIENDS",
        establishSocketConnection: true,
        clientHost: "https://chat.example",
        adminHost: null,
      });
    loggedIn("ada");
    const companion = keepInStep(client, sdk, {
      uiKit,
      settings: (/** @type {any} */ builder) => {
        builder.setCallingEnabled(true);
        builder.setRegion("eu");
      },
    });
    open.push(companion);
    await Promise.all([companion.ready(), rest()]);
    assert.deepEqual(set, [
      ["setCallingEnabled", true],
      ["setRegion", "eu"],
      ["setAppId", "app"],
      ["setRegion", "us"],
      ["subscribePresenceForFriends", undefined],
      ["setAutoEstablishSocketConnection", true],
      ["setClientHost", "chat.example"],
      ["setStorageMode", "session"],
      ["build", undefined],
    ]);
  });

  test("must be known to the companion that initialises the official SDK", async () => {
    await accompany().ready();
    await assert.rejects(accompany({ uiKit: kit(sdk) }).ready(), { code: "CHAT_NOT_POSSIBLE" });
  });
});

describe("what cannot be is refused with a sentence", () => {
  const use = (/** @type {object} */ changes) => Object.assign(client, changes);
  for (const [what, make, message] of /** @type {[string, () => Companion, RegExp][]} */ ([
    [
      "an official SDK that is none",
      () => accompany({ source: async () => ({}) }),
      /not the CometChat of @cometchat\/chat-sdk-javascript/,
    ],
    [
      "a UI Kit that is none",
      () => accompany({ uiKit: async () => ({ CometChatUIKit: kit(sdk).CometChatUIKit }) }),
      /CometChatUIKit and UIKitSettingsBuilder/,
    ],
    [
      "an emulator",
      () => {
        use({ getEmulator: () => "http://127.0.0.1:9770" });
        return accompany();
      },
      /not the emulator/,
    ],
    [
      "both sessions in one place",
      () => {
        use({ getAppSettings: () => ({ region: "us", storageMode: "session" }) });
        return accompany();
      },
      /StorageMode.SESSION/,
    ],
  ])) {
    test(what, async () => {
      loggedIn("ada");
      await assert.rejects(make().ready(), { code: "CHAT_NOT_POSSIBLE", message });
      assert.equal(client.getSession().user?.uid, "ada");
    });
  }
});

test("the official SDK is given as the class, or by a function for it or its module", async () => {
  loggedIn("ada");
  const CometChat = Object.assign(class {}, sdk);
  for (const source of [
    CometChat,
    async () => CometChat,
    async () => ({ CometChat }),
    async () => ({ default: { CometChat } }),
  ]) {
    const companion = accompany({ source });
    const [given] = await Promise.all([companion.ready(), rest()]);
    assert.equal(given, CometChat);
    companion.stop();
  }
});

describe("preload", () => {
  test("loads both, and does nothing with them", async () => {
    loggedIn("ada");
    const [source, uiKit] = [mock.fn(async () => sdk), mock.fn(async () => kit(sdk))];
    const companion = accompany({ source, uiKit });
    await companion.preload();
    assert.deepEqual([sdk.isInitialized(), companion.getState().status], [false, "idle"]);
    await Promise.all([companion.ready(), rest()]);
    assert.deepEqual([source.mock.callCount(), uiKit.mock.callCount()], [1, 1]);
  });

  test("never rejects: what has failed is loaded again", async () => {
    loggedIn("ada");
    let calls = 0;
    const companion = accompany({
      source: async () => {
        calls += 1;
        if (calls === 1) throw new Error("offline");
        return sdk;
      },
    });
    await companion.preload();
    assert.equal(companion.getState().status, "idle");
    await Promise.all([companion.ready(), rest()]);
    assert.equal(calls, 2);
  });
});

describe("ready settles", () => {
  const never = () => new Promise(() => {});

  test("when the import never ends", async () => {
    const companion = accompany({ source: never });
    const ready = outcome(companion.ready());
    await rest();
    mock.timers.tick(30_000);
    await rest();
    assert.equal(ready.value, "CHAT_NOT_LOADED");
    assert.equal(companion.getState().status, "waiting");
  });

  for (const call of /** @type {const} */ (["init", "login", "getLoggedinUser"])) {
    test(`when ${call} of the official SDK never ends`, async () => {
      loggedIn("ada");
      sdk[call] = /** @type {any} */ (never);
      const ready = outcome(accompany().ready());
      await rest();
      mock.timers.tick(30_000);
      await rest();
      assert.equal(ready.value, "CHAT_NOT_READY");
    });
  }

  for (const [what, end] of /** @type {[string, (companion: Companion) => void][]} */ ([
    ["the companion is stopped", (companion) => companion.stop()],
    ["the client is disposed of", () => client.dispose()],
  ])) {
    for (const [when, source] of /** @type {const} */ ([
      ["the import is under way", never],
      ["this SDK is not initialised", undefined],
    ])) {
      test(`when ${what} while ${when}`, async () => {
        if (!source) client.getAppSettings = () => /** @type {any} */ (undefined);
        const companion = accompany({ source });
        const ready = outcome(companion.ready());
        await rest();
        assert.equal(ready.value, undefined);
        end(companion);
        await rest();
        assert.equal(ready.value, "CHAT_STOPPED");
        assert.deepEqual(
          [companion.getState().status, companion.getState().error?.code],
          ["failed", "CHAT_STOPPED"],
        );
        await assert.rejects(companion.ready(), { code: "CHAT_STOPPED" });
      });
    }
  }

  test("with a client that was disposed of before", async () => {
    client.dispose();
    await assert.rejects(accompany().ready(), { code: "CHAT_STOPPED" });
  });
});

test("a companion that was stopped has no clock, and changes nothing any more", async () => {
  loggedIn("ada");
  const { login, logout } = sdk;
  const companion = accompany();
  await Promise.all([companion.ready(), rest()]);
  loggedIn("bob");
  await turn();
  companion.stop();
  await rest();
  assert.deepEqual([sdk.login, sdk.logout], [login, logout]);
  const timeouts = mock.method(globalThis, "setTimeout");
  loggedIn("ada");
  await Promise.all([sdk.logout(), rest()]);
  await companion.preload();
  assert.equal(client.getSession().user?.uid, "ada");
  assert.equal(timeouts.mock.callCount(), 0);
});
