// @ts-check
/**
 * How calls end, as far as the page and its platform have a part in it. The rows of the tables in
 * docs/protocol.md#outcomes have native tests: tests/core/outcomes.rs lists them, and those that are only here.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { holdDeadlines } from "../harness/deadlines.mjs";
import { app, init, scene, settled, uids } from "./application.mjs";
import { giveTokens } from "./tokens.mjs";

const at = scene();

const [uid, other] = uids;
const key = JSON.stringify(app.authKey);
const loginAs = (/** @type {string} */ uid) => `CometChat.login(${JSON.stringify(uid)}, ${key})`;
const login = loginAs(uid);
const asked = `POST /users/${uid}/auth_tokens`;
const ensure = `CometChat.ensureLoggedIn({ uid: ${JSON.stringify(uid)}, authToken: giveToken })`;
const getUser = `CometChat.getUser(${JSON.stringify(other)})`;

const takeEvents = () => at.page.evaluate("events.splice(0)");
/** What the page's function for tokens was asked since the last look: `[uid, reason]` each. */
const takeAsked = () => at.page.evaluate("asked.splice(0)");
const routes = async () => (await at.emulator.requests()).map(({ route }) => route);
const currentUid = () =>
  at.page.evaluate("CometChat.getLoggedinUser().then((user) => user && user.getUid())");

/**
 * @param {string} call
 * @param {Partial<import("./application.mjs").Settled>} expected
 */
async function rejects(call, expected) {
  const result = await settled(at.page, call);
  assert.equal(result.isException, true, `${call}: ${JSON.stringify(result)}`);
  for (const [field, value] of Object.entries(expected)) {
    assert.deepEqual(Reflect.get(result, field), value, `${call}: ${field}`);
  }
}

/** @param {number} timeout of a request, in milliseconds */
const initWithTimeout = (timeout) =>
  at.page.evaluate(
    async (/** @type {string} */ appId, /** @type {number} */ timeout) => {
      const builder = new CometChat.AppSettingsBuilder().setRegion("eu");
      await CometChat.init(appId, builder.setRequestTimeout(timeout).build());
    },
    app.appId,
    timeout,
  );

/** Logged in by the page's function for tokens, with nothing told and nothing sent yet. */
async function ensured() {
  await giveTokens(at.page, at.emulator.url);
  await at.application.init();
  const user = await at.page.evaluate(`await ${ensure}`);
  await at.emulator.clearRequests();
  await takeEvents();
  await takeAsked();
  return user;
}

// ---- init ----

test("init: an override that is not a host, or plain http to another machine", async () => {
  for (const name of ["adminHost", "clientHost"]) {
    for (const host of [
      "a b",
      "a|b",
      "http://example.org",
      "ftp://localhost",
      "user@example.org",
    ]) {
      await rejects(`CometChat.init("app", { ${name}: "${host}" })`, { code: "INVALID_HOST" });
    }
    for (const host of ["example.org:8443/v3", "https://example.org/x", "http://localhost:1"]) {
      const { resolved } = await settled(at.page, `CometChat.init("app", { ${name}: "${host}" })`);
      assert.equal(resolved, true, host);
    }
  }
});

test("init: settings of the wrong type", async () => {
  for (const settings of ["5", '"eu"', "true"]) {
    await rejects(`CometChat.init("app", ${settings})`, { code: "INVALID_SETTINGS" });
  }
  for (const settings of ["undefined", "null", '{ region: "us" }']) {
    const { resolved } = await settled(at.page, `CometChat.init("app", ${settings})`);
    assert.equal(resolved, true, settings);
  }
});

test("init: a login that comes before it is over waits for it", async () => {
  await at.page.evaluate(`CometChat.useEmulator(${JSON.stringify(at.emulator.url)})`);
  const both = `(CometChat.init(${JSON.stringify(app.appId)}), ${login})`;
  assert.equal((await settled(at.page, both)).resolved.uid, uid);
});

// ---- login ----

test("login: good", async () => {
  await at.application.init();
  const user = await at.page.evaluate(`await ${login}`);
  assert.deepEqual([user.uid, user.name], [uid, "Andrew Joseph"]);
  assert.deepEqual(await routes(), [asked, "PUT /me"]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  await at.page.reload();
  await init(at.page, at.emulator.url);
  assert.equal(await currentUid(), uid);
  assert.deepEqual(await routes(), [asked, "PUT /me"]);
});

test("login: another login is pending", async () => {
  await at.application.init();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const first = settled(at.page, login);
  await at.emulator.requests({ atLeast: 1 });
  await rejects(loginAs(other), {
    code: -1,
    name: "LOGIN_IN_PROGRESS",
    message: "Please wait until the previous login request ends.",
    details: {},
  });
  await at.emulator.release();
  assert.equal((await first).resolved.uid, uid);
});

test("login: the server says error", async () => {
  await at.application.init();
  const details = { uid: ["It is wrong."] };
  await at.emulator.fault({
    fault: { kind: "error", code: "ERR_BAD_REQUEST", message: "No, not so.", details },
  });
  await rejects(login, { code: "ERR_BAD_REQUEST", message: "No, not so.", details });
  assert.deepEqual(await takeEvents(), [["loginFailure", "ERR_BAD_REQUEST"]]);
});

test("login: a uid that cannot be percent-encoded", async () => {
  await at.application.init();
  await rejects(`CometChat.login("half \\ud83d", ${key})`, { code: "INVALID_UID" });
  assert.deepEqual(await at.emulator.requests(), []);
});

test("login: network down, offline, CORS; not JSON; empty body", async () => {
  await at.application.init();
  for (const [fault, hasCause] of /** @type {const} */ ([
    [{ kind: "drop" }, true],
    [{ kind: "no-cors" }, true],
    [{ kind: "not-json" }, false],
    [{ kind: "empty" }, false],
  ])) {
    await at.emulator.fault({ times: null, fault });
    const { cause, ...error } = await at.page.evaluate(
      `await ${login}.catch((error) => ({ ...error, cause: error.cause instanceof Error }))`,
    );
    assert.equal(error.code, "FAILED_TO_FETCH", fault.kind);
    assert.equal(error.name, "FAILED_TO_FETCH");
    assert.match(error.message, /^There is an unknown issue with the API request\./);
    assert.equal(typeof error.details.reason, "string");
    assert.equal(error.details.status, hasCause ? undefined : 200);
    assert.equal(cause, hasCause);
    assert.deepEqual(await takeEvents(), [["loginFailure", "FAILED_TO_FETCH"]]);
    await at.emulator.clearFaults();
  }
});

test("login: silent server, or a body that stalls", async () => {
  await at.application.init();
  await initWithTimeout(500);
  for (const kind of ["hang", "stall"]) {
    await at.emulator.fault({ times: null, fault: { kind } });
    await rejects(login, { code: "REQUEST_TIMEOUT" });
    assert.deepEqual(await takeEvents(), [["loginFailure", "REQUEST_TIMEOUT"]]);
    assert.equal(await currentUid(), null);
    await at.emulator.clearFaults();
  }
  await at.application.init();
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
});

test("login: `fetch` is missing, throws, or returns something that is not a response", async () => {
  await at.application.init();
  for (const fetch of [
    "undefined",
    "() => { throw new Error('no') }",
    "() => Promise.reject()",
    "() => 5",
    "async () => ({ ok: true })",
  ]) {
    await at.page.evaluate(`window.fetch = ${fetch}, null`);
    await rejects(login, { code: "FAILED_TO_FETCH" });
    assert.deepEqual(await takeEvents(), [["loginFailure", "FAILED_TO_FETCH"]]);
  }
});

test("login: `fetch` hangs and ignores its signal", async () => {
  await at.application.init();
  await initWithTimeout(500);
  await at.page.evaluate("window.fetch = () => new Promise(() => {}), null");
  await rejects(login, { code: "REQUEST_TIMEOUT" });
  assert.deepEqual(await takeEvents(), [["loginFailure", "REQUEST_TIMEOUT"]]);
});

test("login: a redirect", async () => {
  await at.application.init();
  const headers = { Location: `${at.emulator.url}/v3.0/me` };
  await at.emulator.fault({ times: null, fault: { kind: "status", status: 307, headers } });
  await rejects(login, { code: "FAILED_TO_FETCH" });
  assert.ok(!(await routes()).includes("POST /me"));
  assert.equal(await currentUid(), null);
});

test("login: 429, 503, network failure", async () => {
  await at.application.init();
  const headers = { "Retry-After": "1" };
  await at.emulator.fault({ fault: { kind: "error", code: "ERR_TOO_MANY_REQUESTS", headers } });
  await at.emulator.fault({ route: "PUT /me", fault: { kind: "drop" } });
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
  assert.deepEqual(await routes(), [asked, asked, "PUT /me", "PUT /me"]);
});

test("login: offline for a moment", async () => {
  await at.application.init();
  await at.page.evaluate(`(() => {
    const { fetch } = window;
    let isOnline = false;
    Object.defineProperty(navigator, "onLine", {
      get() {
        // It is over once this turn is.
        setTimeout(() => { isOnline = true; });
        return isOnline;
      },
    });
    window.fetch = (...given) =>
      isOnline ? fetch(...given) : Promise.reject(new TypeError("Failed to fetch"));
  })()`);
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
  assert.deepEqual(await routes(), [asked, "PUT /me"]);
});

test("login: storage fails", async () => {
  for (const [state, ruin] of /** @type {const} */ ([
    [
      "failing",
      "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }",
    ],
    [
      "unavailable",
      `for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
      }`,
    ],
  ])) {
    await at.page.evaluate(`(() => { ${ruin} })()`);
    await at.application.init();
    assert.equal((await settled(at.page, login)).resolved.uid, uid);
    assert.equal((await at.page.evaluate("CometChat.getStorageStatus()")).state, state);
    await at.page.reload();
    await init(at.page, at.emulator.url);
    assert.equal(await currentUid(), null);
    await at.page.reload();
    await at.page.waitFor("typeof CometChat === 'function'");
  }
});

test("login: the caller's signal aborts", async () => {
  await at.application.init();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const call = `${login.slice(0, -1)}, { signal: abort.signal })`;
  const pending = settled(at.page, `(window.abort = new AbortController(), ${call})`);
  await at.emulator.requests({ atLeast: 1 });
  await at.page.evaluate("abort.abort()");
  assert.equal((await pending).code, "LOGIN_CANCELLED");
  assert.equal(await currentUid(), null);
});

// ---- getLoggedinUser, logout, users ----

test("getLoggedinUser: null without a session, else a fresh User each call", async () => {
  await at.application.init();
  assert.equal(await currentUid(), null);
  await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  const found = await at.page.evaluate(`await (async () => {
    const [first, second] = [await CometChat.getLoggedinUser(), await CometChat.getLoggedInUser()];
    first.setName("Changed");
    return [first, second].every((user) => user instanceof CometChat.User) && second.getName();
  })()`);
  assert.equal(found, "Andrew Joseph");
  assert.deepEqual(await at.emulator.requests({ preflights: true }), []);
});

test("logout: good", async () => {
  const { authToken } = await ensured();
  const data = { success: true, message: "Goodbye", more: [1] };
  await at.emulator.fault({ fault: { kind: "json", body: { data } } });
  assert.deepEqual((await settled(at.page, "CometChat.logout()")).resolved, data);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  assert.equal(await currentUid(), null);
  const [request, ...more] = await at.emulator.requests();
  assert.deepEqual([request.route, request.headers.authtoken], ["DELETE /me", authToken]);
  assert.deepEqual(more, []);
});

test("logout: not logged in", async () => {
  await at.application.init();
  await rejects("CometChat.logout()", {
    code: "ERR_NOT_LOGGED_IN",
    message: "No active user session.",
    details: "Please log in before attempting to log out.",
  });
  assert.deepEqual(await takeEvents(), [["logoutFailure", "ERR_NOT_LOGGED_IN"]]);
});

test("users: key missing or blank, no uid, no name", async () => {
  await at.application.init();
  for (const [call, code] of /** @type {const} */ ([
    // The key comes first: these users would be refused, too.
    ['createUser({ uid: "" }, " ")', "INVALID_AUTH_KEY"],
    ["updateUser({}, undefined)", "INVALID_AUTH_KEY"],
    [`createUser({ uid: "" }, ${key})`, "INVALID_UID"],
    [`updateUser({ name: "Ada" }, ${key})`, "UID_IS_COMPULSORY"],
    [`createUser(new CometChat.User("ada"), ${key})`, "USER_NAME_IS_COMPULSORY"],
  ])) {
    await rejects(`CometChat.${call}`, { code });
  }
  assert.deepEqual(await at.emulator.requests(), []);
});

// ---- ensureLoggedIn, checkSession, expired tokens ----

test("ensureLoggedIn: nobody is logged in", async () => {
  await giveTokens(at.page, at.emulator.url);
  await at.application.init();
  assert.equal((await at.page.evaluate(`await ${ensure}`)).uid, uid);
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

test("ensureLoggedIn: the function throws, rejects, returns no token, or takes too long", async () => {
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
    await rejects(call, { code: "AUTH_TOKEN_UNAVAILABLE" });
    assert.deepEqual(await takeEvents(), [["loginFailure", "AUTH_TOKEN_UNAVAILABLE"]]);
  }
  assert.deepEqual(await routes(), []);
});

test("ensureLoggedIn: no uid; neither token nor key", async () => {
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

test("checkSession: the session is valid, or the server has ended it", async () => {
  const user = await ensured();
  assert.deepEqual((await settled(at.page, "CometChat.checkSession()")).resolved, user);
  assert.deepEqual(await routes(), [`GET /users/${uid}`]);
  const isUser = "(await CometChat.checkSession()) instanceof CometChat.User";
  assert.equal(await at.page.evaluate(isUser), true);
  await at.page.evaluate("await CometChat.logout()");
  const { authToken } = await at.page.evaluate(`await ${login}`);
  await takeEvents();
  await at.emulator.revokeToken(authToken);
  assert.equal((await settled(at.page, "CometChat.checkSession()")).resolved, null);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
});

test("Expired tokens: `ensureLoggedIn` was given a function for this user", async () => {
  const { authToken: dead } = await ensured();
  await at.emulator.revokeToken(dead);
  assert.equal((await at.page.evaluate(`await ${getUser}`)).uid, other);
  assert.deepEqual(await takeAsked(), [[uid, "expired"]]);
  const token = await at.page.evaluate("CometChat.getUserAuthToken()");
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
});

test("Expired tokens: the call was cancelled by its signal", async () => {
  const { authToken } = await ensured();
  await at.emulator.revokeToken(authToken);
  await at.emulator.fault({ route: "GET /users/*", fault: { kind: "hang" } });
  await at.page.evaluate("window.controller = new AbortController()");
  const call = `${getUser.slice(0, -1)}, { signal: controller.signal })`;
  const pending = settled(at.page, call);
  await at.emulator.requests({ route: "GET /users/*", outcome: "pending", atLeast: 1 });
  await at.page.evaluate("controller.abort()");
  assert.equal((await pending).code, "REQUEST_CANCELLED");
  await at.emulator.release();
  await at.emulator.requests({ route: "GET /users/*", outcome: "answered", atLeast: 1 });
  assert.equal(await currentUid(), uid);
  assert.deepEqual(await takeAsked(), []);
});
