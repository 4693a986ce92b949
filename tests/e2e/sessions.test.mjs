// @ts-check
/**
 * How a session is made where it is needed, asked after, and renewed: rows of the tables in
 * docs/protocol.md#outcomes, each by its name.
 */
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { holdDeadlines } from "../harness/deadlines.mjs";
import { until } from "../harness/index.mjs";
import { app, init, namespace, scene, settled, uids } from "./application.mjs";
import { everyRowHasItsTest, row } from "./rows.mjs";
import { giveTokens } from "./tokens.mjs";

const at = scene();

const [uid, other] = uids;
const key = JSON.stringify(app.authKey);
const lost = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";
const notInitialized = "COMETCHAT_INITIALIZATION_NOT_DONE";
/** With the page's function for tokens. */
const ensureAs = (/** @type {string} */ uid) =>
  `CometChat.ensureLoggedIn({ uid: ${JSON.stringify(uid)}, authToken: giveToken })`;
const ensure = ensureAs(uid);
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;
const getUser = `CometChat.getUser(${JSON.stringify(other)})`;
const asked = `POST /users/${uid}/auth_tokens`;

beforeEach(() => giveTokens(at.page, at.emulator.url));

const takeEvents = () => at.page.evaluate("events.splice(0)");
/** What the page's function was asked since the last look: `[uid, reason]` each. */
const takeAsked = () => at.page.evaluate("asked.splice(0)");
const currentUid = () =>
  at.page.evaluate("CometChat.getLoggedinUser().then((user) => user && user.getUid())");
const currentToken = () => at.page.evaluate("CometChat.getUserAuthToken()");
const routes = async () => (await at.emulator.requests()).map(({ route }) => route);
/** The tokens that the server knows. @returns {Promise<string[]>} */
const live = async () => (await at.emulator.state()).tokens.map(({ authToken }) => authToken);

/** Logged in by the page's function, with nothing told and nothing sent yet. */
async function ensured() {
  await at.application.init();
  const user = await at.page.evaluate(`await ${ensure}`);
  await at.emulator.clearRequests();
  await takeEvents();
  await takeAsked();
  return user;
}

/** The server ends the session of {@link ensured}. */
async function ended() {
  const { authToken } = await ensured();
  await at.emulator.revokeToken(authToken);
  return authToken;
}

/** Nobody is logged in any more, which was told once. */
async function isOver() {
  assert.equal(await currentUid(), null);
  const told = await takeEvents();
  assert.deepEqual(
    told.filter((/** @type {[string]} */ [name]) => name === "logoutSuccess"),
    [["logoutSuccess"]],
  );
}

// ---- ensureLoggedIn ----

row("ensureLoggedIn", "nobody is logged in", async () => {
  await at.application.init();
  const user = await at.page.evaluate(`await ${ensure}`);
  assert.equal(user.uid, uid);
  assert.deepEqual(await takeAsked(), [[uid, "login"]]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  assert.deepEqual(await routes(), ["PUT /me"]);
  assert.equal(await at.page.evaluate(`(await ${ensure}) instanceof CometChat.User`), true);

  for (const [given, expected] of /** @type {const} */ ([
    [`authToken: "a-token"`, ["PUT /me"]],
    [`authKey: ${key}`, [asked, "PUT /me"]],
  ])) {
    await at.page.evaluate("await CometChat.logout()");
    await at.emulator.clearRequests();
    await at.emulator.addToken(uid, "a-token");
    const call = `CometChat.ensureLoggedIn({ uid: "${uid}", ${given} })`;
    assert.equal((await at.page.evaluate(`await ${call}`)).uid, uid);
    assert.deepEqual(await routes(), expected);
  }
});

row("ensureLoggedIn", "that user is logged in", async () => {
  const user = await ensured();
  assert.deepEqual(await at.page.evaluate(`await ${ensure}`), user);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  await at.page.reload();
  await giveTokens(at.page, at.emulator.url);
  await init(at.page, at.emulator.url);
  assert.deepEqual(await at.page.evaluate(`await ${ensure}`), user);
  assert.deepEqual(await routes(), []);
  assert.deepEqual(await takeAsked(), []);

  // What it brought counts all the same.
  await at.emulator.revokeToken(user.authToken);
  assert.equal((await at.page.evaluate(`await ${getUser}`)).uid, other);
  assert.deepEqual(await takeAsked(), [[uid, "expired"]]);
});

row("ensureLoggedIn", "somebody else is logged in", async () => {
  const before = await ensured();
  await at.emulator.fault({ fault: { kind: "error", code: "ERR_PLAN_RESTRICTION" } });
  assert.equal((await settled(at.page, ensureAs(other))).code, "ERR_PLAN_RESTRICTION");
  assert.deepEqual(await takeEvents(), [["loginFailure", "ERR_PLAN_RESTRICTION"]]);
  assert.equal(await currentToken(), before.authToken);

  assert.equal((await at.page.evaluate(`await ${ensureAs(other)}`)).uid, other);
  assert.equal(await currentUid(), other);
  const [revoked] = await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  assert.equal(revoked.headers.authtoken, before.authToken);
  assert.deepEqual((await routes()).slice(-2), ["PUT /me", "DELETE /me"]);
});

row("ensureLoggedIn", "again, or twice at once, with the same uid", async () => {
  await at.application.init();
  const call = `Promise.all([${ensure}, ${ensure}, CometChat.ensureLoggedIn({ uid: "${uid}", authKey: ${key} })])`;
  const { resolved } = await settled(at.page, call);
  assert.deepEqual(
    resolved.map((/** @type {any} */ user) => user.uid),
    [uid, uid, uid],
  );
  assert.deepEqual(await takeAsked(), [[uid, "login"]]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  assert.deepEqual(await routes(), ["PUT /me"]);
});

row("ensureLoggedIn", "again, with another uid, while it is pending", async () => {
  await at.application.init();
  await at.emulator.fault({ route: "PUT /me", after: true, fault: { kind: "hang" } });
  const first = settled(at.page, ensure);
  await at.emulator.requests({ route: "PUT /me", atLeast: 1 });
  assert.equal((await settled(at.page, ensureAs(other))).resolved?.uid, other);
  assert.equal((await first).code, "LOGIN_CANCELLED");
  await at.emulator.release();
  await at.emulator.requests({ route: "DELETE /me", outcome: "answered", atLeast: 1 });
  assert.deepEqual(await live(), [await currentToken()]);
  assert.equal(await currentUid(), other);
});

row("ensureLoggedIn", "while a `login` is pending", async () => {
  await at.application.init();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const same = settled(at.page, login);
  await at.emulator.requests({ atLeast: 1 });
  const shared = settled(at.page, ensure);
  await at.page.evaluate("CometChat.getLoggedinUser()");
  await at.emulator.release();
  assert.equal((await same).resolved?.uid, uid);
  assert.equal((await shared).resolved?.uid, uid);
  assert.deepEqual(await takeAsked(), []);
  assert.deepEqual(await routes(), [asked, "PUT /me"]);

  await at.page.evaluate("await CometChat.logout()");
  await at.emulator.clearRequests();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const overtaken = settled(at.page, login);
  await at.emulator.requests({ atLeast: 1 });
  assert.equal((await settled(at.page, ensureAs(other))).resolved?.uid, other);
  assert.equal((await overtaken).code, "LOGIN_CANCELLED");
});

row("ensureLoggedIn", "`logout` while it is pending", async () => {
  await at.application.init();
  await at.page.evaluate("giveToken.hold()");
  const pending = settled(at.page, ensure);
  await until(async () => (await takeAsked()).length > 0, "the function to be asked");
  const logout = await settled(at.page, "CometChat.logout()");
  assert.equal(logout.resolved?.success, true);
  assert.equal((await pending).code, "LOGIN_CANCELLED");
  await at.page.evaluate("giveToken.release()");
  await at.emulator.requests({ route: "DELETE /me", outcome: "answered", atLeast: 1 });
  assert.deepEqual(await live(), []);
  assert.equal(await currentUid(), null);
  assert.deepEqual(await takeEvents(), [["loginFailure", "LOGIN_CANCELLED"]]);
});

row(
  "ensureLoggedIn",
  "the function throws, rejects, returns no token, or takes longer than 20 s: the login needs its own time",
  async () => {
    await at.application.init();
    await at.page.evaluate(holdDeadlines);
    for (const source of [
      "() => { throw new Error('no') }",
      "() => { setTimeout(() => expire(20_000)); return new Promise(() => {}); }",
      "() => Promise.reject()",
      "async () => undefined",
      "() => ({})",
      "() => ' '",
      "() => 'two\\nlines'",
    ]) {
      const call = `CometChat.ensureLoggedIn({ uid: "${uid}", authToken: ${source} })`;
      const { code, isException } = await settled(at.page, call);
      assert.deepEqual([code, isException], ["AUTH_TOKEN_UNAVAILABLE", true], source);
      assert.deepEqual(await takeEvents(), [["loginFailure", "AUTH_TOKEN_UNAVAILABLE"]]);
    }
    assert.deepEqual(await routes(), []);
  },
);

row("ensureLoggedIn", "the token is somebody else's", async () => {
  const token = await at.emulator.addToken(other);
  await at.application.init();
  for (const source of [`"${token}"`, `() => "${token}"`]) {
    const call = `CometChat.ensureLoggedIn({ uid: "${uid}", authToken: ${source} })`;
    assert.equal((await settled(at.page, call)).code, "ERR_AUTHTOKEN_NOT_ACCESSIBLE");
    assert.deepEqual(await takeEvents(), [["loginFailure", "ERR_AUTHTOKEN_NOT_ACCESSIBLE"]]);
    assert.equal(await currentUid(), null);
  }
  assert.deepEqual(await live(), [token]);
});

row("ensureLoggedIn", "no uid; neither token nor key", async () => {
  await at.application.init();
  for (const given of [
    ...["", "undefined", "null", '"text"', "[]", "() => 1", "{}", `{ authKey: ${key} }`],
    ...[`{ uid: "${uid}" }`, `{ uid: "${uid}", authToken: " " }`, `{ uid: "${uid}", authKey: {} }`],
    ...['{ uid: " ", authToken: "t" }', '{ uid: {}, authToken: "t" }', "Symbol('s')"],
  ]) {
    const { code, threw } = await settled(at.page, `CometChat.ensureLoggedIn(${given})`);
    assert.deepEqual([threw, code], [undefined, "MISSING_PARAMETERS"], given);
    assert.deepEqual(await takeEvents(), [["loginFailure", "MISSING_PARAMETERS"]], given);
  }
  assert.deepEqual(await routes(), []);
});

row("ensureLoggedIn", "anything else", async () => {
  await at.application.init();
  for (const [fault, code] of /** @type {const} */ ([
    [{ kind: "error", code: "ERR_PLAN_RESTRICTION" }, "ERR_PLAN_RESTRICTION"],
    [{ kind: "drop" }, "FAILED_TO_FETCH"],
    [{ kind: "json", body: { data: { name: "?" } } }, "INVALID_RESPONSE"],
  ])) {
    await at.emulator.fault({ times: null, fault });
    assert.equal((await settled(at.page, ensure)).code, code);
    assert.deepEqual(await takeEvents(), [["loginFailure", code]]);
    await at.emulator.clearFaults();
  }
  const call = `CometChat.ensureLoggedIn({ uid: "half \\ud83d", authKey: ${key} })`;
  assert.equal((await settled(at.page, call)).code, "INVALID_UID");
});

row("ensureLoggedIn", "before `init`", async () => {
  assert.equal((await settled(at.page, ensure)).name, notInitialized);
  assert.deepEqual(await takeAsked(), []);
});

// ---- checkSession ----

row("checkSession", "the session is valid", async () => {
  const user = await ensured();
  const { resolved } = await settled(at.page, "CometChat.checkSession()");
  assert.deepEqual(resolved, user);
  const [request, ...more] = await at.emulator.requests();
  assert.equal(request.route, `GET /users/${uid}`);
  assert.equal(request.headers.authtoken, user.authToken);
  assert.deepEqual(more, []);
  assert.deepEqual(await takeEvents(), []);
  const isUser = "(await CometChat.checkSession()) instanceof CometChat.User";
  assert.equal(await at.page.evaluate(isUser), true);
});

row("checkSession", "the server has ended it", async () => {
  await at.application.init();
  const { authToken } = await at.page.evaluate(`await ${login}`);
  await takeEvents();
  await at.emulator.revokeToken(authToken);
  assert.equal(await currentUid(), uid);
  assert.equal((await settled(at.page, "CometChat.checkSession()")).resolved, null);
  await isOver();

  await ended();
  assert.equal((await settled(at.page, "CometChat.checkSession()")).resolved?.uid, uid);
  assert.equal(await currentUid(), uid);
  assert.deepEqual(await live(), [await currentToken()]);
});

row("checkSession", "nobody is logged in", async () => {
  await at.application.init();
  assert.equal((await settled(at.page, "CometChat.checkSession()")).resolved, null);
  assert.deepEqual(await routes(), []);

  await ensured();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const check = settled(at.page, "CometChat.checkSession()");
  await at.emulator.requests({ atLeast: 1 });
  await at.page.evaluate("await CometChat.logout()");
  await at.emulator.release();
  assert.equal((await check).resolved, null);
});

row("checkSession", "the server gives no answer", async () => {
  const { authToken } = await ensured();
  for (const [kind, code] of /** @type {const} */ ([
    ["drop", "FAILED_TO_FETCH"],
    ["not-json", "FAILED_TO_FETCH"],
    ["no-cors", "FAILED_TO_FETCH"],
  ])) {
    await at.emulator.fault({ times: null, fault: { kind } });
    assert.equal((await settled(at.page, "CometChat.checkSession()")).code, code, kind);
    assert.equal(await currentToken(), authToken);
    await at.emulator.clearFaults();
  }
  assert.deepEqual(await takeEvents(), []);
});

row("checkSession", "before `init`", async () => {
  assert.equal((await settled(at.page, "CometChat.checkSession()")).name, notInitialized);
});

// ---- Expired tokens ----

row("Expired tokens", "`ensureLoggedIn` was given a function for this user", async () => {
  const dead = await ended();
  assert.equal((await at.page.evaluate(`await ${getUser}`)).uid, other);
  assert.deepEqual(await takeAsked(), [[uid, "expired"]]);
  const token = await currentToken();
  assert.notEqual(token, dead);
  assert.deepEqual(await live(), [token]);
  const sent = await at.emulator.requests();
  assert.deepEqual(
    sent.map(({ route, headers }) => [route, headers.authtoken]),
    [
      [`GET /users/${other}`, dead],
      ["PUT /me", token],
      [`GET /users/${other}`, token],
    ],
  );
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);

  // It is the session of the next page, too.
  await at.page.reload();
  await init(at.page, at.emulator.url);
  assert.equal(await currentToken(), token);
});

row("Expired tokens", "several calls at the same time", async () => {
  await ended();
  const calls = Array.from({ length: 10 }, () => getUser);
  const { resolved } = await settled(at.page, `Promise.all([${calls}, CometChat.checkSession()])`);
  assert.deepEqual(
    resolved.map((/** @type {any} */ user) => user.uid),
    [...calls.map(() => other), uid],
  );
  assert.deepEqual(await takeAsked(), [[uid, "expired"]]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  assert.deepEqual(await live(), [await currentToken()]);
});

row(
  "Expired tokens",
  "there is no function; it fails, does not answer, or returns the expired token again",
  async () => {
    await at.application.init();
    const { authToken } = await at.page.evaluate(`await ${login}`);
    await takeEvents();
    await at.emulator.revokeToken(authToken);
    assert.equal((await settled(at.page, getUser)).code, lost);
    await isOver();

    await at.page.evaluate(holdDeadlines);
    for (const how of ["fail", "hold", "repeat"]) {
      await ended();
      await at.page.evaluate(`void giveToken.${how}()`);
      const both = settled(at.page, `Promise.allSettled([${getUser}, ${getUser}])`);
      if (how === "hold") {
        const isAsked = () => at.page.evaluate("asked.length > 0");
        await until(isAsked, "the function to be asked");
        // Both calls wait for the function, or will: a request has ten seconds, a function has more.
        await at.page.evaluate("expire(10_001)");
      }
      const codes = (await both).resolved.map((/** @type {any} */ end) => end.reason?.code);
      assert.deepEqual(codes, [lost, lost], how);
      await isOver();
      await giveTokens(at.page, at.emulator.url);
    }
  },
);

row("Expired tokens", "the call was cancelled by its signal", async () => {
  await ended();
  await at.emulator.fault({ route: "GET /users/*", fault: { kind: "hang" } });
  await at.page.evaluate("window.controller = new AbortController()");
  const call = settled(
    at.page,
    `CometChat.getUser(${JSON.stringify(other)}, { signal: controller.signal })`,
  );
  await at.emulator.requests({ route: "GET /users/*", outcome: "pending", atLeast: 1 });
  await at.page.evaluate("controller.abort()");
  assert.equal((await call).code, "REQUEST_CANCELLED");
  await at.emulator.release();
  await at.emulator.requests({ route: "GET /users/*", outcome: "answered", atLeast: 1 });
  assert.equal(await currentUid(), uid);
  assert.deepEqual(await takeAsked(), []);

  assert.equal((await settled(at.page, getUser)).resolved?.uid, other);
  assert.deepEqual(await takeAsked(), [[uid, "expired"]]);
});

row("Expired tokens", "the server cannot be reached", async () => {
  await ended();
  await at.emulator.fault({ route: "PUT /me", times: null, fault: { kind: "drop" } });
  const { code, isException } = await settled(at.page, getUser);
  assert.equal(isException, true, String(code));
  assert.equal(await currentUid(), uid);
  assert.ok(!(await takeEvents()).flat().includes("logoutSuccess"));

  await at.emulator.clearFaults();
  assert.equal((await settled(at.page, getUser)).resolved?.uid, other);
});

row("Expired tokens", "another tab logs out, or logs somebody in, meanwhile", async () => {
  for (const isSwitch of [false, true]) {
    await ended();
    await at.page.evaluate("giveToken.hold()");
    const call = settled(at.page, getUser);
    await until(async () => (await takeAsked()).length > 0, "the function to be asked");
    // Another tab's work, of which this one is not told yet.
    const others = isSwitch ? await at.emulator.addToken(other) : null;
    const record = others && JSON.stringify({ uid: other, authToken: others });
    await at.page.evaluate(
      (/** @type {string} */ key, /** @type {string | null} */ record) =>
        record ? localStorage.setItem(key, record) : localStorage.removeItem(key),
      `${namespace}:common_store/user`,
      record,
    );
    await at.page.evaluate("giveToken.release()");
    assert.equal((await call).isException, true);
    assert.equal(await currentUid(), isSwitch ? other : null);
    const told = isSwitch ? ["loginSuccess", other] : ["logoutSuccess"];
    assert.deepEqual(await takeEvents(), [told]);
    await at.emulator.requests({ route: "DELETE /me", outcome: "answered", atLeast: 1 });
    assert.deepEqual(await live(), isSwitch ? [others] : []);
    assert.equal((await at.emulator.requests({ route: "PUT /me" })).length, 0);
  }
});

row("Expired tokens", "`logout` meanwhile, which also forgets the function", async () => {
  await ended();
  await at.page.evaluate("giveToken.hold()");
  const call = settled(at.page, getUser);
  await until(async () => (await takeAsked()).length > 0, "the function to be asked");
  assert.equal((await settled(at.page, "CometChat.logout()")).resolved?.success, true);
  assert.equal((await call).isException, true);
  await isOver();
  const before = (await at.emulator.requests({ route: "DELETE /me" })).length;
  await at.page.evaluate("giveToken.release()");
  await at.emulator.requests({ route: "DELETE /me", outcome: "answered", atLeast: before + 1 });
  assert.deepEqual(await live(), []);
  assert.equal(await currentUid(), null);
  assert.deepEqual(await takeEvents(), []);
});

everyRowHasItsTest("sessions.test.mjs");
