// @ts-check
/** A storage that another script writes, replaces, or makes lie. */
import assert from "node:assert/strict";
import { patches, records, storages } from "../stage/storages.mjs";
import { alice, app, bob, calls, keys, mallory, scene, text } from "./scene.mjs";

const at = scene();

const odd = `"__proto__":{"polluted":1},"constructor":1,"hasOwnProperty":1,"toString":1,"valueOf":1,"toJSON":1,"then":1`;

at.attack("stored-garbage", async () => {
  for (const record of ["\ud800", text({ uid: alice, authToken: "\ud800" }), ...records]) {
    await at.store(record);
    await at.init();
    assert.equal(await at.user(), null, record.slice(0, 80));
  }
  await at.login();
  assert.equal(await at.run(`"x" in {}`), false);
  assert.deepEqual(
    at.requests().map(({ method }) => method),
    ["POST", "PUT"],
  );
});

at.attack("stored-proto", async () => {
  const token = await at.emulator.addToken(alice);
  await at.store(
    `{"uid":${text(alice)},"name":"Alice","authToken":${text(token)},${odd},"metadata":{${odd}}}`,
  );
  await at.init();
  assert.equal(await at.user(), alice);
  assert.equal(await at.token(), token);
  await at.get(calls.update);
  assert.equal(await at.user(), alice);
  assert.equal(await at.run(`"polluted" in {}`), false);
  await at.logout();
});

at.attack("stored-huge", async () => {
  await at.storeSession(alice, "x".repeat(2_000_000));
  await at.init();
  await at.get(calls.user);
  await at.end(calls.update);
  await at.end(calls.logout);
  await at.login(bob);
});

at.attack("stored-deep", async () => {
  const token = await at.emulator.addToken(alice);
  const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
  await at.store(
    `{"uid":${text(alice)},"name":"Alice","authToken":${text(token)},"metadata":${deep}}`,
  );
  await at.init();
  await at.end(calls.user);
  await at.end(calls.logout);
  await at.login();
});

const cycle = [calls.init, calls.login, calls.user, calls.token, calls.logout, calls.user];

at.attack("storage-replaced", async () => {
  for (const [name, replacement] of Object.entries(storages)) {
    await at.reload();
    await at.run(
      `void Object.defineProperty(window, "localStorage", { configurable: true, value: ${replacement} })`,
    );
    assert.doesNotMatch(text(await at.ends(cycle, name)), /mallory/, name);
  }
  assert.ok(!text(at.internet.seen).includes(mallory));
});

at.attack("storage-calls-back", async () => {
  await at.init();
  for (const call of [calls.login, calls.update])
    for (const isDone of [false, true]) {
      if (call === calls.update) await at.login();
      await at.run(`(() => {
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
      const { code } = await at.end(`(${call}).then(() => 1)`);
      if (call === calls.login) assert.equal(code, "LOGIN_CANCELLED", `done: ${isDone}`);
      await at.get("loggedOut");
      assert.equal(await at.user(), null, `${call}, done: ${isDone}`);
      assert.equal(await at.stored(), null);
      await at.onlyAlive([]);
    }
});

/** Calls that succeed, and find who has just logged in. @param {string} what */
async function assertWorks(what) {
  const endings = await at.ends([calls.init, calls.login, calls.user, calls.logout], what);
  for (const { code } of endings) assert.equal(code, undefined, what);
  assert.equal(endings[2].resolved, alice, what);
}

at.attack("storage-flickers", async () => {
  for (const isThere of [true, false]) {
    await at.run(`(() => {
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
    await at.ends(cycle, `there first: ${isThere}`);
    await at.run("void putBack()");
    await assertWorks(`there again, there first: ${isThere}`);
  }
});

at.attack("storage-patched", async () => {
  for (const patch of patches) {
    await at.reload();
    await at.run(`void (${patch})`);
    await assertWorks(patch);
    await at.reload();
    await at.run("localStorage.clear()");
  }
});

/** What another script stores meanwhile: a session of Bob's. @param {string} authToken */
const theirs = (authToken) => at.store({ uid: bob, name: "Bob", authToken });

/**
 * A session, and another that is alive.
 *
 * @returns {Promise<string>} its token
 */
async function another() {
  await at.init();
  await at.login();
  return at.emulator.addToken(bob);
}

at.attack("written-during-update", async () => {
  const token = await another();
  await at.during("PUT /me", calls.update, () => theirs(token));
  assert.equal(await at.user(), bob);
  assert.equal(await at.token(), token);
});

at.attack("removed-during-update", async () => {
  await another();
  await at.during("PUT /me", calls.update, () =>
    at.run(`localStorage.removeItem(${text(keys.user)})`),
  );
  assert.equal(await at.user(), null);
  assert.equal(await at.stored(), null, "a session that was removed is back");
});

at.attack("written-during-get", async () => {
  const token = await another();
  const dead = await at.token();
  await at.during("GET /users/*", calls.getUser, async () => {
    await at.emulator.revokeToken(dead);
    await at.emulator.clearFaults();
    await theirs(token);
  });
  const message = "the answer for a dead token ended another session";
  assert.equal(await at.token(), token, message);
});

at.attack("written-during-login", async () => {
  await at.init();
  const token = await at.emulator.addToken(bob);
  await at.during("PUT /me", calls.login, () => theirs(token));
  await at.onlyAlive([await at.token()]);
});

at.attack("written-during-logout", async () => {
  const token = await another();
  await at.during("DELETE /me", calls.logout, () => theirs(token));
  assert.equal(await at.user(), bob);
  const alive = await at.tokens();
  assert.ok(alive.includes(token), "a session that another script began was revoked");
});

at.attack("storage-events", async () => {
  await at.init();
  await at.login();
  const token = await at.token();
  await at.run(`(() => {
    const forged = JSON.stringify({ uid: "mallory", name: "M", authToken: mallory });
    for (const key of [${text(keys.user)}, null, undefined, "", "__proto__", {}, 5])
      for (const newValue of [forged, null])
        try {
          dispatchEvent(Object.assign(new Event("storage"), { key, newValue, storageArea: localStorage }));
          dispatchEvent(new StorageEvent("storage", { key: String(key), newValue }));
        } catch (error) { if (error.name !== "TypeError") throw error; }
  })()`);
  assert.equal(await at.user(), alice);
  assert.equal(await at.token(), token);
  assert.deepEqual(await at.run("events"), [["loginSuccess", alice]]);
});

at.attack("another-apps-session", async () => {
  const foreign = "otherapp:common_store/user";
  await at.store({ uid: bob, authToken: "bob_token_0123456789" }, foreign);
  await at.init();
  assert.equal(await at.user(), null);
  for (const id of [foreign, "__proto__", `${app.appId}:common_store`])
    await at.rejects(`CometChat.init(${text(id)}, { region: "eu" })`, "INVALID_APP_ID");
  await at.end(`CometChat.init("constructor", { region: "eu" })`);
  assert.equal(at.requests().length, 0);
});
