// @ts-check
/** A storage that another script writes, replaces, or makes lie. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, keys, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;

/** @param {string} stored */
const store = (stored) =>
  at.page.evaluate(`localStorage.setItem(${text(keys.user)}, ${text(stored)})`);

at.attack("stored-garbage", async () => {
  const token = "alice_token_0123456789";
  const records = [
    ...[
      "",
      "null",
      "undefined",
      "{",
      "[]",
      "5",
      `"text"`,
      "true",
      `"\\"\\""`,
      "\u0000",
      "\ud800",
      "[".repeat(100_000),
    ],
    ...[
      '{"__proto__":{"uid":"mallory","authToken":"mallory_token_0123"}}',
      '{"constructor":{"prototype":{"x":1}}}',
    ],
    ...[
      text({ uid: alice }),
      text({ authToken: token }),
      text({ uid: { toString: 1 }, authToken: token }),
    ],
    ...[
      text({ uid: [], authToken: token }),
      text({ uid: "", authToken: token }),
      text({ uid: alice, authToken: {} }),
    ],
    ...[
      text({ uid: alice, authToken: "a\r\nX-Evil: 1" }),
      text({ uid: alice, authToken: "\ud800" }),
    ],
    ...[
      text(text(text({ uid: alice, authToken: token }))),
      `{"data":${text({ uid: alice, authToken: token })}}`,
    ],
  ];
  for (const record of records) {
    await store(record);
    await at.init();
    assert.equal(await at.get(calls.user), null, record.slice(0, 80));
  }
  assert.equal((await at.get(calls.login())).uid, alice);
  assert.equal(await at.page.evaluate(`"x" in {}`), false);
  assert.deepEqual(
    at.requests().map(({ method }) => method),
    ["POST", "PUT"],
  );
});

at.attack("stored-proto", async () => {
  const token = await at.emulator.addToken(alice);
  const inner = `"uid":${text(alice)},"name":"Alice","authToken":${text(token)}`;
  const odd = `"__proto__":{"polluted":1},"constructor":1,"hasOwnProperty":1,"toString":1,"valueOf":1,"toJSON":1,"then":1`;
  await store(`{${inner},${odd},"metadata":{${odd}}}`);
  await at.init();
  assert.equal(await at.get(calls.user), alice);
  assert.equal(await at.get(calls.token), token);
  await at.get(`CometChat.updateCurrentUserDetails({ statusMessage: "hello" })`);
  assert.equal(await at.get(calls.user), alice);
  assert.equal(await at.page.evaluate(`"polluted" in {}`), false);
  await at.get(calls.logout);
});

at.attack("stored-huge", async () => {
  const token = await at.emulator.addToken(alice);
  const record = { uid: alice, name: "x".repeat(2_000_000), authToken: token };
  await store(text(record));
  await at.init();
  await at.get(`CometChat.getLoggedinUser().then((user) => user && user.uid)`);
  await at.end(
    `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(({ uid }) => uid)`,
  );
  await at.end(calls.logout);
  assert.equal((await at.get(calls.login(bob))).uid, bob);
});

at.attack("stored-deep", async () => {
  const token = await at.emulator.addToken(alice);
  const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
  await store(
    `{"uid":${text(alice)},"name":"Alice","authToken":${text(token)},"metadata":${deep}}`,
  );
  await at.init();
  await at.end("CometChat.getLoggedinUser().then((user) => user && user.uid)");
  await at.end(calls.logout);
  assert.equal((await at.get(calls.login())).uid, alice);
});

/** In place of the page's storage. */
const replacements = {
  "throws at every touch": `new Proxy({}, { get() { throw new Error("hostile"); } })`,
  "throws when read": `{ getItem() { throw new Error("hostile"); }, setItem() {}, removeItem() {} }`,
  "gives objects": `{ getItem: () => ({ uid: "mallory", authToken: "mallory_token_0123" }), setItem() {}, removeItem() {} }`,
  "gives promises": `{ getItem: async () => '{"uid":"mallory","authToken":"mallory_token_0123"}', setItem() {}, removeItem() {} }`,
  "gives boxed text": `{ getItem: () => Object("{}"), setItem() {}, removeItem() {} }`,
  "gives another text each time": `{ getItem: () => String(Math.random()), setItem() {}, removeItem() {} }`,
  "keeps nothing": `{ getItem: () => null, setItem() {}, removeItem() {} }`,
  "forgets nothing": `(() => { const map = new Map(); return { getItem: (key) => map.get(key) ?? null, setItem(key, value) { if (!map.has(key)) map.set(key, value); }, removeItem() {} }; })()`,
  "calls back": `(() => {
    let inside = false;
    const back = (call) => {
      if (inside) return;
      inside = true;
      call().catch(() => {});
      inside = false;
    };
    return {
      getItem() { back(() => CometChat.getLoggedinUser()); return null; },
      setItem() { back(() => CometChat.logout()); },
      removeItem() { back(() => CometChat.login("nobody", "no key")); },
    };
  })()`,
  "has no methods": "{}",
};

at.attack("storage-replaced", async () => {
  const wrong = [];
  for (const [name, replacement] of Object.entries(replacements)) {
    await at.page.reload();
    await at.page.waitFor("window.ready");
    await at.page.evaluate(
      `void Object.defineProperty(window, "localStorage", { configurable: true, value: ${replacement} })`,
    );
    for (const call of [
      calls.init,
      calls.login(),
      calls.user,
      calls.token,
      calls.logout,
      calls.user,
    ]) {
      const ending = await at.page.evaluate(`await endOf(() => (${call}))`);
      if (
        ending.threw ||
        ending.hung ||
        ending.code === "SDK_FAILED" ||
        /mallory/.test(text(ending))
      )
        wrong.push({ name, call, code: ending.code, threw: ending.threw, hung: ending.hung });
    }
  }
  assert.deepEqual(wrong, []);
  assert.doesNotMatch(text(at.internet.seen), /mallory_token/);
});

at.attack("storage-calls-back", async () => {
  const update = `CometChat.updateCurrentUserDetails({ statusMessage: "hello" })`;
  await at.init();
  for (const call of [calls.login(), update])
    for (const isDone of [false, true]) {
      if (call === update) await at.get(calls.login());
      await at.page.evaluate(`(() => {
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key, value) {
          if (${isDone}) setItem.call(this, key, value);
          if (key === ${text(keys.user)}) {
            Storage.prototype.setItem = setItem;
            window.loggedOut = CometChat.logout();
          }
          if (!${isDone}) setItem.call(this, key, value);
        };
      })()`);
      const ending = await at.end(`(${call}).then(() => 1)`);
      if (call !== update) assert.equal(ending.code, "LOGIN_CANCELLED", `done: ${isDone}`);
      await at.get("loggedOut");
      assert.equal(await at.get(calls.user), null, `${call}, done: ${isDone}`);
      assert.equal(await at.page.evaluate(`localStorage.getItem(${text(keys.user)})`), null);
      await at.onlyAlive([]);
    }
});

at.attack("storage-flickers", async () => {
  const wrong = [];
  for (const isThere of [true, false]) {
    await at.page.evaluate(`(() => {
      const own = Object.getOwnPropertyDescriptor(window, "localStorage");
      const { localStorage } = window;
      let isThere = ${isThere};
      Object.defineProperty(window, "localStorage", { configurable: true, get() {
        isThere = !isThere;
        if (isThere) return localStorage;
        throw new DOMException("hostile", "SecurityError");
      } });
      window.putBack = () => Object.defineProperty(window, "localStorage", own);
    })()`);
    for (const call of [calls.init, calls.login(), calls.user, calls.token, calls.logout]) {
      const { threw, hung } = await at.page.evaluate(`await endOf(() => (${call}))`);
      if (threw || hung) wrong.push({ isThere, call, threw, hung });
    }
    await at.page.evaluate("void putBack()");
    for (const call of [calls.init, calls.login(), calls.user, calls.logout]) {
      const { threw, hung, code } = await at.page.evaluate(`await endOf(() => (${call}))`);
      if (threw || hung || code) wrong.push({ isThere, afterwards: call, threw, hung, code });
    }
  }
  assert.deepEqual(wrong, []);
});

at.attack("storage-patched", async () => {
  const wrong = [];
  for (const patch of [
    `Storage.prototype.getItem = function () { throw new Error("hostile"); }`,
    `Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); }`,
    `Storage.prototype.removeItem = function () {}`,
    `Storage.prototype.setItem = (set => function (key, value) { set.call(this, key, value + "x"); })(Storage.prototype.setItem)`,
    `Storage.prototype.getItem = () => 5`,
    `Storage.prototype.getItem = null`,
  ]) {
    await at.page.reload();
    await at.page.waitFor("window.ready");
    await at.page.evaluate(`void (${patch})`);
    for (const call of [calls.init, calls.login(), calls.user, calls.logout]) {
      const ending = await at.page.evaluate(`await endOf(() => (${call}))`);
      const { threw, hung, code } = ending;
      if (threw || hung || code) wrong.push({ patch, call, threw, hung, code });
      if (call === calls.user && ending.resolved !== alice)
        wrong.push({ patch, user: ending.resolved });
    }
    await at.page.reload();
    await at.page.waitFor("window.ready");
    await at.page.evaluate("localStorage.clear()");
  }
  assert.deepEqual(wrong, []);
});

/**
 * Holds the answer to a request, does something meanwhile, and lets it go.
 *
 * @param {string} route
 * @param {string} call
 * @param {() => Promise<unknown>} meanwhile
 */
async function during(route, call, meanwhile) {
  await at.emulator.fault({ route, fault: { kind: "hang" } });
  const ended = at.end(call);
  await at.emulator.requests({ route, outcome: "pending", atLeast: 1 });
  await meanwhile();
  await at.emulator.release();
  return ended;
}

at.attack("written-during-update", async () => {
  await at.init();
  await at.get(calls.login());
  const theirs = await at.emulator.addToken(bob);
  await during(
    "PUT /me",
    `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(() => 1)`,
    () => store(text({ uid: bob, name: "Bob", authToken: theirs })),
  );
  assert.equal(await at.get(calls.user), bob);
  assert.equal(await at.get(calls.token), theirs);
});

at.attack("removed-during-update", async () => {
  await at.init();
  await at.get(calls.login());
  await during(
    "PUT /me",
    `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(() => 1)`,
    () => at.page.evaluate(`localStorage.removeItem(${text(keys.user)})`),
  );
  assert.equal(await at.get(calls.user), null);
  const stored = await at.page.evaluate(`localStorage.getItem(${text(keys.user)})`);
  assert.equal(stored, null, "a session that was removed is back");
});

at.attack("written-during-get", async () => {
  await at.init();
  await at.get(calls.login());
  const theirs = await at.emulator.addToken(bob);
  const dead = await at.get(calls.token);
  const ending = await during(
    "GET /users/*",
    `CometChat.getUser(${text(bob)}).then(() => 1)`,
    async () => {
      await at.emulator.revokeToken(dead);
      await at.emulator.clearFaults();
      await store(text({ uid: bob, name: "Bob", authToken: theirs }));
    },
  );
  assert.ok(ending);
  assert.equal(
    await at.get(calls.token),
    theirs,
    "the answer for a dead token ended another session",
  );
});

at.attack("written-during-login", async () => {
  await at.init();
  const theirs = await at.emulator.addToken(bob);
  await during("PUT /me", calls.login(), () =>
    store(text({ uid: bob, name: "Bob", authToken: theirs })),
  );
  await at.onlyAlive([await at.get(calls.token)]);
});

at.attack("written-during-logout", async () => {
  await at.init();
  await at.get(calls.login());
  const theirs = await at.emulator.addToken(bob);
  await during("DELETE /me", calls.logout, () =>
    store(text({ uid: bob, name: "Bob", authToken: theirs })),
  );
  assert.equal(await at.get(calls.user), bob);
  assert.ok(
    (await at.tokens()).includes(theirs),
    "a session that another script began was revoked",
  );
});

at.attack("storage-events", async () => {
  await at.init();
  await at.get(calls.login());
  const token = await at.get(calls.token);
  await at.page.evaluate(`(() => {
    const forged = ${text(text({ uid: "mallory", name: "M", authToken: "mallory_token_0123" }))};
    for (const key of [${text(keys.user)}, null, undefined, "", "__proto__", {}, 5])
      for (const newValue of [forged, null])
        try {
          dispatchEvent(Object.assign(new Event("storage"), { key, newValue, storageArea: localStorage }));
          dispatchEvent(new StorageEvent("storage", { key: String(key), newValue }));
        } catch (error) { if (error.name !== "TypeError") throw error; }
  })()`);
  assert.equal(await at.get(calls.user), alice);
  assert.equal(await at.get(calls.token), token);
  assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", alice]]);
});

at.attack("another-apps-session", async () => {
  await at.page.evaluate(
    `localStorage.setItem("otherapp:common_store/user", ${text(text({ uid: bob, authToken: "bob_token_0123456789" }))})`,
  );
  await at.init();
  assert.equal(await at.get(calls.user), null);
  for (const id of [
    "otherapp:common_store/user",
    "__proto__",
    "constructor",
    `${app.appId}:common_store`,
  ]) {
    const ending = await at.end(`CometChat.init(${text(id)}, { region: "eu" })`);
    if (id.includes(":") || id.includes("_")) assert.equal(ending.code, "INVALID_APP_ID", id);
  }
  assert.equal(at.requests().length, 0);
});
