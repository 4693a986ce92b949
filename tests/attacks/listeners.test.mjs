// @ts-check
/** Listeners and callbacks that do what no guest should. */
import assert from "node:assert/strict";
import { alice, calls, mallory, scene, text, words } from "./scene.mjs";

const at = scene();
const events = ["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"];

/** @param {string} listener */
const add = (listener) => at.run(`void CometChat.addLoginListener("hostile", ${listener})`);

/** No request carries the attacker's token. */
const assertNotSent = () => {
  for (const { headers } of at.requests()) assert.notEqual(headers.authtoken, mallory);
};

at.attack("listener-throws", { reports: true }, async () => {
  await at.init();
  const each = (/** @type {string} */ run) =>
    `Object.fromEntries(${text(events)}.map((name) => [name, () => ${run}]))`;
  for (const listener of [
    each(`{ throw new Error("hostile"); }`),
    each(`Promise.reject(new Error("hostile"))`),
    `new Proxy({}, { get() { throw new Error("hostile"); } })`,
    `(() => { const { proxy, revoke } = Proxy.revocable({}, {}); setTimeout(revoke); return proxy; })()`,
    `{ get loginSuccess() { throw null; } }`,
    `{ loginSuccess: Object.assign(() => {}, { call: null, apply: null, bind: null }) }`,
    `{ loginSuccess: "text", loginFailure: 5, logoutSuccess: {}, logoutFailure: null }`,
    `{ loginSuccess() { throw Proxy.revocable({}, {}).proxy; } }`,
  ]) {
    await at.run("void (events.length = 0)");
    await add(listener);
    await at.login();
    for (const call of [`CometChat.login("nobody", key)`, calls.logout, calls.logout])
      await at.end(call);
    assert.deepEqual(await at.run("events.map(([name]) => name)"), events, listener);
  }
});

at.attack("listener-mutates", async () => {
  await at.init();
  await at.run("void CometChat.removeLoginListener('page')");
  await add(`{ loginSuccess(user) {
    user.uid = "mallory"; user.authToken = mallory; user.metadata = null;
    Object.setPrototypeOf(user, null);
  } }`);
  await at.run(
    `void (window.later = [], CometChat.addLoginListener("later", { loginSuccess: (user) => later.push(user.uid) }))`,
  );
  await at.login();
  assert.deepEqual(await at.run("later"), [alice], "another listener was told of a changed user");
  assert.equal(await at.user(), alice);
  assert.notEqual(await at.token(), mallory);
  await at.get(calls.getUser);
  assertNotSent();
});

at.attack("user-mutated", async () => {
  await at.init();
  const token = await at.get(`${calls.login}.then((user) => {
    const { authToken } = user;
    user.setAuthToken(mallory); user.uid = "mallory";
    return authToken;
  })`);
  await at.get(
    `CometChat.getLoggedinUser().then((user) => { user.uid = "mallory"; user.tags?.push("x"); })`,
  );
  assert.equal(await at.user(), alice);
  assert.equal(await at.token(), token);
  await at.get(
    `CometChat.updateCurrentUserDetails({ uid: "mallory", authToken: mallory, statusMessage: "x" }).then(() => 1)`,
  );
  assert.equal(await at.user(), alice);
  assertNotSent();
});

at.attack("listener-multiplies", async () => {
  await at.init();
  await at.run("void (window.heard = 0)");
  await add(`{ loginSuccess: function again() {
    heard += 1;
    CometChat.addLoginListener("again" + heard, { loginSuccess: again });
    CometChat.removeLoginListener("page");
  } }`);
  await at.login();
  assert.equal(await at.run("heard"), 1);
});

at.attack("listener-reenters", async () => {
  await at.init();
  await at.run(`void (window.turns = 0, window.inner = [],
    window.again = (call) => () => { if (turns++ < 20) inner.push(endOf(call)); })`);
  await add(`{
    loginSuccess: again(() => CometChat.logout()),
    logoutSuccess: again(() => CometChat.login(alice, key)),
    loginFailure: again(() => CometChat.login(bob, key)),
    logoutFailure: again(() => CometChat.logout()),
  }`);
  await at.end(calls.login);
  await at.page.waitFor("turns >= 20");
  const endings = await at.run(
    "(await Promise.all(inner)).map(({ threw, hung, code }) => ({ threw, hung, code }))",
  );
  for (const { threw, hung, code } of endings)
    assert.ok(!threw && !hung && code !== "SDK_FAILED", text(endings));
  await at.run("void CometChat.removeLoginListener('hostile')");
  await at.end(calls.logout);
  await at.login();
});

at.attack("listener-ids", { reports: true }, async () => {
  await at.init();
  const ids = words`__proto__ constructor toString hasOwnProperty \ud800 \u0020`;
  for (const id of [...ids, "x".repeat(100_000)]) {
    await at.run(
      `void (window.heard = [], CometChat.addLoginListener(${text(id)}, { loginSuccess: () => heard.push(1), logoutSuccess: () => heard.push(2) }))`,
    );
    await at.login();
    await at.run(`CometChat.removeLoginListener(${text(id)})`);
    await at.logout();
    if (id.trim()) assert.deepEqual(await at.run("heard"), [1], id.slice(0, 20));
  }
});

at.attack("callbacks-throw", { reports: true }, async () => {
  await at.init();
  for (const options of [
    `{ onSuccess() { throw new Error("hostile"); }, onError() { throw new Error("hostile"); } }`,
    `{ onSuccess: 5, onError: {} }`,
    `{ onSuccess: () => new Promise(() => {}), onError: () => Promise.reject(5) }`,
    `{ onSuccess: new Proxy(() => {}, { apply() { throw 1; } }) }`,
    `Object.freeze({ onSuccess() { this.signal = 5; } })`,
  ]) {
    assert.equal((await at.get(`CometChat.login(alice, key, ${options})`)).uid, alice);
    await at.get(`CometChat.getLoggedinUser(${options})`);
    await at.get(`CometChat.logout(${options})`);
    await at.rejects(`CometChat.login("nobody", key, ${options})`, "ERR_UID_NOT_FOUND");
  }
});

at.attack("snapshot-mutated", async () => {
  await at.init();
  await at.login();
  await at.get(
    `CometChat.updateCurrentUserDetails({ metadata: { deep: { list: [{ a: 1 }] } }, tags: ["one"] })`,
  );
  await at.end(`CometChat.getUser("nobody")`);
  await at.end(`CometChat.login("nobody", key)`);
  const [before, after, isSame] = await at.run(`(() => {
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
      () => { session.user.authToken = mallory; },
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
  await at.run(`void (CometChat.getLoggedinUser = () => Promise.resolve({ uid: "mallory" }))`);
  await at.get(`(0, CometChat.init)(appId, { region: "eu" })`);
  const { uid } = await at.get(`CometChat.login.call({ core: null }, alice, key)`);
  assert.equal(uid, alice);
  const token = await at.get("Reflect.apply(CometChat.getUserAuthToken, undefined, [])");
  assert.equal(token, await at.token());
});
