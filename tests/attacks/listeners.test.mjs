// @ts-check
/** Listeners and callbacks that do what no guest should. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;

/** @param {string} listener */
const add = (listener) =>
  at.page.evaluate(`void CometChat.addLoginListener("hostile", ${listener})`);

at.attack(
  "listener-throws",
  async () => {
    await at.init();
    for (const listener of [
      `Object.fromEntries(["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"].map((name) => [name, () => { throw new Error("hostile"); }]))`,
      `Object.fromEntries(["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"].map((name) => [name, () => Promise.reject(new Error("hostile"))]))`,
      `new Proxy({}, { get() { throw new Error("hostile"); } })`,
      `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); setTimeout(revoke); return proxy; })()`,
      `{ get loginSuccess() { throw null; } }`,
      `{ loginSuccess: Object.assign(() => {}, { call: null, apply: null, bind: null }) }`,
      `{ loginSuccess: "text", loginFailure: 5, logoutSuccess: {}, logoutFailure: null }`,
      `{ loginSuccess() { throw Proxy.revocable({}, {}).proxy; } }`,
    ]) {
      await at.page.evaluate("void (events.length = 0)");
      await add(listener);
      assert.equal((await at.get(calls.login())).uid, alice, listener);
      await at.end(calls.login("nobody"));
      await at.end(calls.logout);
      await at.end(calls.logout);
      const names = (await at.page.evaluate("events")).map(
        (/** @type {string[]} */ [name]) => name,
      );
      assert.deepEqual(
        names,
        ["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"],
        listener,
      );
    }
  },
  { reports: true },
);

at.attack("listener-mutates", async () => {
  await at.init();
  await at.page.evaluate("void CometChat.removeLoginListener('page')");
  await add(`{ loginSuccess(user) {
    user.uid = "mallory"; user.authToken = "mallory_token_0123"; user.metadata = null;
    Object.setPrototypeOf(user, null);
  } }`);
  await at.page.evaluate(
    `void (window.later = [], CometChat.addLoginListener("later", { loginSuccess: (user) => later.push(user.uid) }))`,
  );
  assert.equal((await at.get(calls.login())).uid, alice);
  assert.deepEqual(
    await at.page.evaluate("later"),
    [alice],
    "another listener was told of a changed user",
  );
  assert.equal(await at.get(calls.user), alice);
  assert.notEqual(await at.get(calls.token), "mallory_token_0123");
  await at.get(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  for (const { headers } of at.requests()) assert.notEqual(headers.authtoken, "mallory_token_0123");
});

at.attack("user-mutated", async () => {
  await at.init();
  const token = await at.get(`${calls.login()}.then((user) => {
    const { authToken } = user;
    user.setAuthToken("mallory_token_0123"); user.uid = "mallory";
    return authToken;
  })`);
  await at.get(
    `CometChat.getLoggedinUser().then((user) => { user.uid = "mallory"; user.tags?.push("x"); })`,
  );
  assert.equal(await at.get(calls.user), alice);
  assert.equal(await at.get(calls.token), token);
  await at.get(
    `CometChat.updateCurrentUserDetails({ uid: "mallory", authToken: "mallory_token_0123", statusMessage: "x" }).then(() => 1)`,
  );
  assert.equal(await at.get(calls.user), alice);
  for (const { headers } of at.requests()) assert.notEqual(headers.authtoken, "mallory_token_0123");
});

at.attack("listener-multiplies", async () => {
  await at.init();
  await at.page.evaluate("void (window.heard = 0)");
  await add(`{ loginSuccess: function again() {
    heard += 1;
    CometChat.addLoginListener("again" + heard, { loginSuccess: again });
    CometChat.removeLoginListener("page");
  } }`);
  await at.get(calls.login());
  assert.equal(await at.page.evaluate("heard"), 1);
});

at.attack("listener-reenters", async () => {
  await at.init();
  const key = text(app.authKey);
  await at.page.evaluate("void (window.turns = 0, window.inner = [])");
  await add(`{
    loginSuccess() { if (turns++ < 20) inner.push(endOf(() => CometChat.logout())); },
    logoutSuccess() { if (turns++ < 20) inner.push(endOf(() => CometChat.login(${text(alice)}, ${key}))); },
    loginFailure() { if (turns++ < 20) inner.push(endOf(() => CometChat.login(${text(bob)}, ${key}))); },
    logoutFailure() { if (turns++ < 20) inner.push(endOf(() => CometChat.logout())); },
  }`);
  await at.end(calls.login());
  await at.page.waitFor("turns >= 20");
  const endings = await at.page.evaluate(
    "(await Promise.all(inner)).map(({ threw, hung, code }) => ({ threw, hung, code }))",
  );
  for (const { threw, hung, code } of endings)
    assert.ok(!threw && !hung && code !== "SDK_FAILED", text(endings));
  await at.page.evaluate("void CometChat.removeLoginListener('hostile')");
  await at.end(calls.logout);
  assert.equal((await at.get(calls.login())).uid, alice);
});

at.attack(
  "listener-ids",
  async () => {
    await at.init();
    for (const id of [
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "x".repeat(100_000),
      "\ud800",
      " ",
    ]) {
      await at.page.evaluate(
        `void (window.heard = [], CometChat.addLoginListener(${text(id)}, { loginSuccess: () => heard.push(1), logoutSuccess: () => heard.push(2) }))`,
      );
      await at.get(calls.login());
      await at.page.evaluate(`CometChat.removeLoginListener(${text(id)})`);
      await at.get(calls.logout);
      if (id.trim()) assert.deepEqual(await at.page.evaluate("heard"), [1], id.slice(0, 20));
    }
  },
  { reports: true },
);

at.attack(
  "callbacks-throw",
  async () => {
    await at.init();
    for (const options of [
      `{ onSuccess() { throw new Error("hostile"); }, onError() { throw new Error("hostile"); } }`,
      `{ onSuccess: 5, onError: {} }`,
      `{ onSuccess: () => new Promise(() => {}), onError: () => Promise.reject(5) }`,
      `{ onSuccess: new Proxy(() => {}, { apply() { throw 1; } }) }`,
      `Object.freeze({ onSuccess() { this.signal = 5; } })`,
    ]) {
      const key = text(app.authKey);
      assert.equal(
        (await at.get(`CometChat.login(${text(alice)}, ${key}, ${options})`)).uid,
        alice,
      );
      await at.get(`CometChat.getLoggedinUser(${options})`);
      await at.get(`CometChat.logout(${options})`);
      assert.equal(
        (await at.end(`CometChat.login("nobody", ${key}, ${options})`)).code,
        "ERR_UID_NOT_FOUND",
      );
    }
  },
  { reports: true },
);

at.attack("snapshot-mutated", async () => {
  await at.init();
  await at.get(calls.login());
  await at.get(
    `CometChat.updateCurrentUserDetails({ metadata: { deep: { list: [{ a: 1 }] } }, tags: ["one"] })`,
  );
  await at.end(`CometChat.getUser("nobody")`);
  await at.end(`CometChat.login("nobody", ${text(app.authKey)})`);
  const [before, after, isSame] = await at.page.evaluate(`(() => {
    const look = () => {
      const { status, user, error } = CometChat.getSession();
      const { code, name, message, details } = error;
      return JSON.stringify([status, user, user.getName(), { code, name, message, details }]);
    };
    const [before, session] = [look(), CometChat.getSession()];
    for (const change of [
      () => { session.user = null; },
      () => { session.user.name = "Mallory"; },
      () => { session.user.setName("Mallory"); },
      () => { session.user.authToken = "mallory_token_0123"; },
      () => { session.user.metadata.deep.list[0].a = 2; },
      () => { session.user.metadata.deep.list.push(2); },
      () => { session.user.tags.push("two"); },
      () => { session.user.more = 1; },
      () => { delete session.user.uid; },
      () => { Object.defineProperty(session.user, "name", { value: "Mallory" }); },
      () => { session.error.code = "MALLORY"; },
      () => { session.error.message = "Mallory"; },
      () => { delete session.error.name; },
      () => { session.error.details.mallory = 1; },
    ])
      try { change(); } catch {}
    // Frameworks and debuggers write on errors.
    session.error.digest = "1";
    return [before, look(), session === CometChat.getSession()];
  })()`);
  assert.equal(after, before);
  assert.match(before, /"a":1/);
  assert.ok(isSame);
});

at.attack("methods-detached", async () => {
  await at.page.evaluate(
    `void (CometChat.getLoggedinUser = () => Promise.resolve({ uid: "mallory" }))`,
  );
  await at.get(`(0, CometChat.init)(${text(app.appId)}, { region: "eu" })`);
  const ending = await at.end(
    `CometChat.login.call({ core: null }, ${text(alice)}, ${text(app.authKey)})`,
  );
  assert.equal(ending.resolved?.uid, alice);
  assert.equal(
    await at.get("Reflect.apply(CometChat.getUserAuthToken, undefined, [])"),
    await at.get(calls.token),
  );
});
