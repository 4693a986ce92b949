// @ts-check
/**
 * How each call ends: the rows of the tables in docs/protocol.md#outcomes, each by its name.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../harness/index.mjs";
import { app, init, namespace, scene, settled, uids } from "./application.mjs";
import { everyRowHasItsTest, row } from "./rows.mjs";

const at = scene();

const [uid, other] = uids;
const key = JSON.stringify(app.authKey);
const loginAs = (/** @type {string} */ uid) => `CometChat.login(${JSON.stringify(uid)}, ${key})`;
const login = loginAs(uid);
const currentUid = "CometChat.getLoggedinUser().then((user) => user && user.getUid())";
const userKey = `${namespace}:common_store/user`;

const takeEvents = () => at.page.evaluate("events.splice(0)");

/** @param {string | null} expected */
async function assertUser(expected) {
  assert.equal(await at.page.evaluate(currentUid), expected);
}

const notInitialized = {
  code: "-1",
  name: "COMETCHAT_INITIALIZATION_NOT_DONE",
  message: "please initialize the cometchat before using login method.",
};

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
  return result;
}

/** What makes storage fail, each in a page that has just been loaded. */
const sabotage = {
  full: "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }",
  blocked: `for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
  }`,
};

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

// ---- init ----

const initCall = `CometChat.init(${JSON.stringify(app.appId)})`;

row("init", "valid", async () => {
  assert.equal((await settled(at.page, initCall)).resolved, true);
  assert.deepEqual(await at.emulator.requests({ preflights: true }), []);
  assert.deepEqual(await takeEvents(), []);
});

row("init", "again, or twice at once", async () => {
  const both = await settled(at.page, `Promise.all([${initCall}, ${initCall}])`);
  assert.deepEqual(both.resolved, [true, true]);
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  assert.equal((await settled(at.page, initCall)).resolved, true);
  await assertUser(uid);
});

row("init", "app id missing, blank or not text", async () => {
  for (const given of ["", "undefined", "null", '""', '"  "', "{}", "[]", "true"]) {
    await rejects(`CometChat.init(${given})`, {
      code: "MISSING_PARAMETERS",
      name: "Invalid or no parameter passed to the method.",
      message: "AppID cannot be empty. Please specify a valid appID.",
    });
  }
  assert.equal(await at.page.evaluate("CometChat.isInitialized()"), false);
  assert.equal((await settled(at.page, "CometChat.init(5)")).resolved, true);
  assert.equal(await at.page.evaluate("CometChat.getAppId()"), "5");
});

row("init", "app id or region that is not valid in a host name", async () => {
  await rejects('CometChat.init("a.b/c")', { code: "INVALID_APP_ID" });
  await rejects('CometChat.init("a", { region: "eu.evil.example/" })', { code: "INVALID_REGION" });
  assert.deepEqual(await at.page.evaluate("Object.keys(localStorage)"), []);
});

row("init", "another app id while logged in", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  const stored = `localStorage.getItem(${JSON.stringify(userKey)})`;
  const session = await at.page.evaluate(stored);
  await at.emulator.clearRequests();
  assert.equal((await settled(at.page, 'CometChat.init("other-app")')).resolved, true);
  await assertUser(null);
  assert.equal(await at.page.evaluate(stored), session);
  assert.equal((await settled(at.page, initCall)).resolved, true);
  await assertUser(uid);
  assert.deepEqual(await at.emulator.requests(), []);
});

row("init", "an override that is not a host, or plain http to another machine", async () => {
  for (const name of ["adminHost", "clientHost"]) {
    for (const host of [
      "a b",
      "a|b",
      "http://example.org",
      "ftp://localhost",
      "user@example.org",
    ]) {
      const settings = JSON.stringify({ [name]: host });
      await rejects(`CometChat.init("app", ${settings})`, { code: "INVALID_HOST" });
    }
    for (const host of ["example.org:8443/v3", "https://example.org/x", "http://localhost:1"]) {
      const settings = JSON.stringify({ [name]: host });
      const { resolved } = await settled(at.page, `CometChat.init("app", ${settings})`);
      assert.equal(resolved, true, host);
    }
  }
});

row("init", "settings of the wrong type", async () => {
  for (const settings of ["5", '"eu"', "true"]) {
    await rejects(`CometChat.init("app", ${settings})`, { code: "INVALID_SETTINGS" });
  }
  for (const settings of ["undefined", "null", '{ region: "us" }']) {
    const { resolved } = await settled(at.page, `CometChat.init("app", ${settings})`);
    assert.equal(resolved, true, settings);
  }
});

row("init", "storage blocked, full or corrupt", async () => {
  for (const ruin of Object.values(sabotage)) {
    await at.page.evaluate(`(() => { ${ruin} })()`);
    assert.equal((await settled(at.page, initCall)).resolved, true);
    await assertUser(null);
    await at.page.reload();
    await at.page.waitFor("typeof CometChat === 'function'");
  }
  const device = `localStorage[${JSON.stringify(`${app.appId}:keys_store/deviceId`)}]`;
  await at.page.evaluate(`(() => {
    for (const name of ["common_store/user", "common_store/appId", "keys_store/deviceId"]) {
      localStorage.setItem(${JSON.stringify(app.appId)} + ":" + name, "{");
    }
  })()`);
  assert.equal((await settled(at.page, initCall)).resolved, true);
  await assertUser(null);
  assert.match(await at.page.evaluate(device), new RegExp(`^"${app.appId}_`));
});

row("init", "`isInitialized()`", async () => {
  const found = await at.page.evaluate(`await (async () => {
    const pending = ${initCall};
    const before = CometChat.isInitialized();
    await pending;
    return [before, CometChat.isInitialized()];
  })()`);
  assert.deepEqual(found, [false, true]);
});

// ---- login ----

/** @param {import("../harness/emulator.mjs").Entry[]} requests */
const routes = (requests) => requests.map(({ route }) => route);
const asked = `POST /users/${uid}/auth_tokens`;

row("login", "good", async () => {
  await at.application.init();
  const user = await at.page.evaluate(`await ${login}`);
  assert.equal(user.uid, uid);
  assert.deepEqual(routes(await at.emulator.requests()), [asked, "PUT /me"]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);

  const token = await at.emulator.addToken(other);
  await at.page.evaluate("await CometChat.logout()");
  await at.emulator.clearRequests();
  await takeEvents();
  const next = await at.page.evaluate(`await CometChat.login(${JSON.stringify(token)})`);
  assert.deepEqual([next.uid, next.authToken], [other, token]);
  assert.deepEqual(routes(await at.emulator.requests()), ["PUT /me"]);
  assert.deepEqual(await takeEvents(), [["loginSuccess", other]]);
});

row("login", "the same user, or token, is logged in", async () => {
  await at.application.init();
  const user = await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  await takeEvents();
  for (const again of [login, `CometChat.login(${JSON.stringify(user.authToken)})`]) {
    assert.deepEqual(await at.page.evaluate(`await ${again}`), user);
    assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  }
  assert.deepEqual(await at.emulator.requests(), []);
});

row("login", "another user is logged in", async () => {
  await at.application.init();
  const { authToken } = await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  await at.emulator.fault({ fault: { kind: "error", code: "ERR_PLAN_RESTRICTION" } });
  await rejects(loginAs(other), { code: "ERR_PLAN_RESTRICTION" });
  await assertUser(uid);

  await at.page.evaluate(`await ${loginAs(other)}`);
  await assertUser(other);
  const [revoked] = await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  assert.equal(revoked.headers.authtoken, authToken);
  const all = await at.emulator.requests();
  assert.deepEqual(routes(all).slice(-2), ["PUT /me", "DELETE /me"]);
});

row("login", "no arguments; uid, key or token undefined, blank or an object", async () => {
  await at.application.init();
  await rejects("CometChat.login()", { code: "MISSING_PARAMETERS" });
  await takeEvents();
  for (const value of ["undefined", '""', '"  "', "{}", "[]"]) {
    const isToken = ["undefined", "{}"].includes(value);
    /** @type {[call: string, parameter: RegExp][]} */
    const calls = [
      [`CometChat.login(${value}, ${key})`, /uid/i],
      [`CometChat.login(${value})`, /auth ?token/i],
      [`CometChat.loginWithAuthToken(${value})`, /auth ?token/i],
    ];
    // Options alone make the first argument a token.
    if (!isToken) calls.push([`CometChat.login("${uid}", ${value})`, /auth ?key/i]);
    for (const [call, parameter] of calls) {
      const { message } = await rejects(call, { code: "MISSING_PARAMETERS" });
      assert.match(message ?? "", parameter, call);
      assert.deepEqual(await takeEvents(), [["loginFailure", "MISSING_PARAMETERS"]]);
    }
  }
  assert.deepEqual(await at.emulator.requests(), []);
});

row("login", "a token, then `undefined` or `{}`", async () => {
  await at.application.init();
  for (const options of ["undefined", "{}"]) {
    const token = await at.emulator.addToken(uid);
    const { resolved } = await settled(at.page, `CometChat.login("${token}", ${options})`);
    assert.deepEqual([resolved?.uid, resolved?.authToken], [uid, token]);
    await at.page.evaluate("await CometChat.logout()");
  }
  const calls = routes(await at.emulator.requests());
  assert.deepEqual(calls, ["PUT /me", "DELETE /me", "PUT /me", "DELETE /me"]);
});

row("login", "`null`", async () => {
  await at.application.init();
  for (const args of ["null", `null, ${key}`, `"${uid}", null`, "null, null"]) {
    await rejects(`CometChat.login(${args})`, { code: "MISSING_PARAMETERS" });
  }
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
});

row("login", "a number", async () => {
  await at.application.init();
  await rejects(`CometChat.login(5, ${key})`, { code: "ERR_UID_NOT_FOUND" });
  const [request] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/5/auth_tokens");
});

row("login", "a uid that cannot be percent-encoded", async () => {
  await at.application.init();
  await rejects(`CometChat.login("half \\ud83d", ${key})`, { code: "INVALID_UID" });
  assert.deepEqual(await takeEvents(), [["loginFailure", "INVALID_UID"]]);
  assert.deepEqual(await at.emulator.requests(), []);
});

row("login", "uid with spaces", async () => {
  await at.application.init();
  await rejects(loginAs("two words"), { code: "ERR_UID_NOT_FOUND" });
  const [request] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/two%20words/auth_tokens");
  await rejects(`CometChatCalls.login("two words", ${key})`, { code: "ERROR_UID_WITH_SPACE" });
  assert.equal((await at.emulator.requests()).length, 1);
});

row("login", "another login is pending", async () => {
  await at.application.init();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const first = settled(at.page, login);
  await at.emulator.requests({ atLeast: 1 });
  const same = settled(at.page, login);
  await rejects(loginAs(other), {
    code: -1,
    name: "LOGIN_IN_PROGRESS",
    message: "Please wait until the previous login request ends.",
    details: {},
  });
  assert.deepEqual(await takeEvents(), []);
  await at.emulator.release();
  assert.equal((await first).resolved.uid, uid);
  assert.equal((await same).resolved.uid, uid);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  assert.deepEqual(routes(await at.emulator.requests()), [asked, "PUT /me"]);
});

row("login", "`init` is pending", async () => {
  await at.page.evaluate(`CometChat.useEmulator(${JSON.stringify(at.emulator.url)})`);
  const { resolved } = await settled(at.page, `(${initCall}, ${login})`);
  assert.equal(resolved.uid, uid);
});

row("login", "`init` never called, or failed", async () => {
  await rejects(login, notInitialized);
  await rejects("CometChat.init()", { code: "MISSING_PARAMETERS" });
  await rejects(login, notInitialized);
  await rejects('CometChat.login("token")', notInitialized);
});

row("login", "the server says error", async () => {
  await at.application.init();
  const details = { uid: ["It is wrong."] };
  await at.emulator.fault({
    fault: { kind: "error", code: "ERR_BAD_REQUEST", message: "No, not so.", details },
  });
  await rejects(login, { code: "ERR_BAD_REQUEST", message: "No, not so.", details });
  assert.deepEqual(await takeEvents(), [["loginFailure", "ERR_BAD_REQUEST"]]);

  // A 200 with an error is one; and this emulator's messages repeat keys and tokens.
  await at.emulator.fault({ fault: { kind: "error", code: "AUTH_ERR_NO_ACCESS", status: 200 } });
  const echoed = await rejects(login, { code: "AUTH_ERR_NO_ACCESS" });
  const unknown = await rejects('CometChat.login("a-secret")', {
    code: "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
  });
  assert.doesNotMatch(JSON.stringify([echoed, unknown]), new RegExp(`${app.authKey}|a-secret`));
});

row("login", "network down, offline, CORS; not JSON; empty body", async () => {
  await at.application.init();
  for (const [fault, hasCause] of /** @type {const} */ ([
    [{ kind: "drop" }, true],
    [{ kind: "no-cors" }, true],
    [{ kind: "not-json" }, false],
    [{ kind: "empty" }, false],
  ])) {
    const order = await at.emulator.fault({ times: null, fault });
    assert.equal(typeof order.id, "number");
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

row("login", "JSON without `data` and `error`; `data` without `authToken` or `uid`", async () => {
  await at.application.init();
  for (const [route, body] of /** @type {const} */ ([
    ["POST *", {}],
    ["POST *", []],
    ["POST *", { data: { uid } }],
    ["PUT /me", {}],
    ["PUT /me", { data: { name: "?", authToken: "t" } }],
  ])) {
    const pattern = route === "POST *" ? "POST /users/*/auth_tokens" : route;
    await at.emulator.fault({ route: pattern, times: null, fault: { kind: "json", body } });
    await rejects(login, { code: "INVALID_RESPONSE" });
    await at.emulator.clearFaults();
    await assertUser(null);
  }
});

row("login", "silent server, or a body that stalls", async () => {
  await at.application.init();
  await initWithTimeout(500);
  for (const kind of ["hang", "stall"]) {
    await at.emulator.fault({ times: null, fault: { kind } });
    await rejects(login, { code: "REQUEST_TIMEOUT" });
    assert.deepEqual(await takeEvents(), [["loginFailure", "REQUEST_TIMEOUT"]]);
    await assertUser(null);
    await at.emulator.clearFaults();
  }
  await at.application.init();
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
});

row(
  "login",
  "`fetch` is missing, throws, or returns something that is not a response",
  async () => {
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
  },
);

row("login", "`fetch` hangs and ignores its signal", async () => {
  await at.application.init();
  await initWithTimeout(500);
  await at.page.evaluate("window.fetch = () => new Promise(() => {}), null");
  await rejects(login, { code: "REQUEST_TIMEOUT" });
  assert.deepEqual(await takeEvents(), [["loginFailure", "REQUEST_TIMEOUT"]]);
});

row("login", "a redirect", async () => {
  await at.application.init();
  const headers = { Location: `${at.emulator.url}/v3.0/me` };
  await at.emulator.fault({ times: null, fault: { kind: "status", status: 307, headers } });
  await rejects(login, { code: "FAILED_TO_FETCH" });
  assert.ok(!routes(await at.emulator.requests()).includes("POST /me"));
  await assertUser(null);
});

row("login", "429, 503, network failure", async () => {
  await at.application.init();
  for (const fault of [
    { kind: "error", code: "ERR_TOO_MANY_REQUESTS", headers: { "Retry-After": "1" } },
    { kind: "status", status: 503 },
  ]) {
    await at.emulator.fault({ fault });
    assert.equal((await settled(at.page, login)).resolved.uid, uid, JSON.stringify(fault));
    await at.page.evaluate("await CometChat.logout()");
  }
  await at.emulator.fault({ route: "PUT /me", fault: { kind: "drop" } });
  await at.emulator.clearRequests();
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
  assert.deepEqual(routes(await at.emulator.requests()), [asked, "PUT /me", "PUT /me"]);
  await at.page.evaluate("await CometChat.logout()");

  await at.emulator.clearRequests();
  await at.emulator.fault({ times: null, fault: { kind: "status", status: 503 } });
  await rejects(login, { code: "FAILED_TO_FETCH" });
  assert.deepEqual(routes(await at.emulator.requests()), [asked, asked, asked]);
});

row("login", "the answer to the token request is lost", async () => {
  await at.application.init();
  await at.emulator.fault({ after: true, fault: { kind: "drop" } });
  await rejects(login, { code: "FAILED_TO_FETCH" });
  assert.deepEqual(routes(await at.emulator.requests()), [asked]);
  assert.equal((await at.emulator.state()).tokens.length, 1);
  assert.equal((await settled(at.page, login)).resolved.uid, uid);
});

row("login", "offline for a moment", async () => {
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
  assert.deepEqual(routes(await at.emulator.requests()), [asked, "PUT /me"]);
});

row("login", "storage fails", async () => {
  for (const [state, ruin] of /** @type {const} */ ([
    ["failing", sabotage.full],
    ["unavailable", sabotage.blocked],
  ])) {
    await at.page.evaluate(`(() => { ${ruin} })()`);
    await at.application.init();
    assert.equal((await settled(at.page, login)).resolved.uid, uid);
    await assertUser(uid);
    assert.equal((await at.page.evaluate("CometChat.getStorageStatus()")).state, state);
    await at.page.reload();
    await init(at.page, at.emulator.url);
    await assertUser(null);
    await at.page.reload();
    await at.page.waitFor("typeof CometChat === 'function'");
  }
});

row("login", "the caller's signal aborts", async () => {
  await at.application.init();
  await at.emulator.fault({ fault: { kind: "hang" } });
  const call = `${login.slice(0, -1)}, { signal: abort.signal })`;
  const pending = settled(at.page, `(window.abort = new AbortController(), ${call})`);
  await at.emulator.requests({ atLeast: 1 });
  await at.page.evaluate("abort.abort()");
  assert.equal((await pending).code, "LOGIN_CANCELLED");
  await assertUser(null);
});

// ---- getLoggedinUser, which has no table ----

test("getLoggedinUser: null without a session, else a fresh User each call", async () => {
  await at.application.init();
  await assertUser(null);
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

test("getLoggedinUser: waits for an init that is pending, rejects without one", async () => {
  await rejects("CometChat.getLoggedinUser()", notInitialized);
  const { resolved } = await settled(at.page, `(${initCall}, CometChat.getLoggedinUser())`);
  assert.equal(resolved, null);
});

for (const status of [200, 401, 404]) {
  test(`a token that the server does not know, status ${status}, ends the session once`, async () => {
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    await takeEvents();
    const fault = { kind: "error", code: "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", status };
    await at.emulator.fault({ times: null, fault });
    const getUser = `CometChat.getUser("${other}")`;
    const ends = await settled(at.page, `Promise.allSettled([${getUser}, ${getUser}])`);
    assert.deepEqual(
      ends.resolved.map((/** @type {any} */ end) => end.reason.code),
      [fault.code, fault.code],
    );
    await assertUser(null);
    assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  });
}

// ---- logout ----

/** Logged in, with nothing told and nothing sent yet. */
async function loggedIn() {
  await at.application.init();
  const user = await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  await takeEvents();
  return user;
}

row("logout", "good", async () => {
  const { authToken } = await loggedIn();
  const { resolved } = await settled(at.page, "CometChat.logout()");
  assert.equal(resolved.success, true);
  assert.match(resolved.message, new RegExp(uid));
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  await assertUser(null);
  const [request, ...more] = await at.emulator.requests();
  assert.deepEqual([request.route, request.headers.authtoken], ["DELETE /me", authToken]);
  assert.deepEqual(more, []);

  await loggedIn();
  const data = { success: true, message: "Goodbye", more: [1] };
  await at.emulator.fault({ fault: { kind: "json", body: { data } } });
  assert.deepEqual((await settled(at.page, "CometChat.logout()")).resolved, data);
});

row("logout", "the server no longer knows the token", async () => {
  const { authToken } = await loggedIn();
  await at.emulator.revokeToken(authToken);
  const { resolved } = await settled(at.page, "CometChat.logout()");
  assert.equal(resolved.success, true);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  assert.equal((await at.emulator.requests()).length, 1);
});

row("logout", "server error, network down", async () => {
  for (const fault of [{ kind: "status", status: 500 }, { kind: "drop" }]) {
    await loggedIn();
    await at.emulator.fault({ route: "DELETE /me", times: null, fault });
    const { resolved } = await settled(at.page, "CometChat.logout()");
    assert.equal(resolved.success, true);
    assert.equal(resolved.revoked, false);
    assert.equal(typeof resolved.message, "string");
    assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
    await assertUser(null);
    // The server recovers, and is told in the background.
    await at.emulator.clearFaults();
    await until(async () => (await at.emulator.state()).tokens.length === 0, "the token to end");
    assert.deepEqual(await takeEvents(), []);
  }
});

row("logout", "silent server", async () => {
  await loggedIn();
  await initWithTimeout(500);
  await at.emulator.fault({ route: "DELETE /me", times: null, fault: { kind: "hang" } });
  const logout = settled(at.page, "CometChat.logout()");
  await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  await assertUser(null);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  const { resolved } = await logout;
  assert.deepEqual([resolved.success, resolved.revoked], [true, false]);
});

row("logout", "not logged in", async () => {
  await at.application.init();
  await rejects("CometChat.logout()", {
    code: "ERR_NOT_LOGGED_IN",
    message: "No active user session.",
    details: "Please log in before attempting to log out.",
  });
  assert.deepEqual(await takeEvents(), [["logoutFailure", "ERR_NOT_LOGGED_IN"]]);
  assert.deepEqual(await at.emulator.requests(), []);
});

row("logout", "twice at once", async () => {
  await loggedIn();
  const { resolved } = await settled(
    at.page,
    "Promise.all([CometChat.logout(), CometChat.logout()])",
  );
  assert.deepEqual(resolved[0], resolved[1]);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  assert.deepEqual(routes(await at.emulator.requests()), ["DELETE /me"]);
});

row("logout", "while a login is pending", async () => {
  await at.application.init();
  await at.emulator.fault({ route: "PUT /me", after: true, fault: { kind: "hang" } });
  const pending = settled(at.page, login);
  await at.emulator.requests({ route: "PUT /me", atLeast: 1 });
  const logout = settled(at.page, "CometChat.logout()");
  assert.equal((await pending).code, "LOGIN_CANCELLED");
  assert.equal((await logout).resolved.success, true);
  await assertUser(null);
  await at.emulator.release();
  await at.emulator.requests({ route: "DELETE /me", outcome: "answered", atLeast: 1 });
  assert.deepEqual((await at.emulator.state()).tokens, []);
  await assertUser(null);
});

row("logout", "login while a logout is pending", async () => {
  await loggedIn();
  await at.emulator.fault({ route: "DELETE /me", fault: { kind: "hang" } });
  const logout = settled(at.page, "CometChat.logout()");
  await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  assert.equal((await settled(at.page, loginAs(other))).resolved.uid, other);
  await at.emulator.release();
  assert.equal((await logout).resolved.success, true);
  await assertUser(other);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"], ["loginSuccess", other]]);
});

row("logout", "before `init`", async () => {
  await rejects("CometChat.logout()", notInitialized);
});

// ---- createUser, updateUser ----

/**
 * @param {string[]} calls
 * @param {string} code
 * @param {string} message
 */
async function refuses(calls, code, message) {
  for (const call of calls) await rejects(`CometChat.${call}`, { code, message });
  assert.deepEqual(await at.emulator.requests(), []);
}

row("users", "key missing or blank", async () => {
  await rejects(`CometChat.createUser({ uid: "ada", name: "Ada" }, ${key})`, notInitialized);
  await at.application.init();
  await refuses(
    ["undefined", "null", '""', '" "'].flatMap((key) => [
      // The key comes first: these users would be refused, too.
      `createUser({ uid: "" }, ${key})`,
      `updateUser({}, ${key})`,
    ]),
    "INVALID_AUTH_KEY",
    "Invalid AUTH_KEY. Please provide a valid AUTH_KEY.",
  );
});

row("users", 'uid is `""`', async () => {
  await at.application.init();
  await refuses(
    [`createUser({ uid: "" }, ${key})`, `updateUser({ uid: "" }, ${key})`],
    "INVALID_UID",
    "Invalid UID provided for a user. Please provide a valid UID.",
  );
});

row("users", "no uid", async () => {
  await at.application.init();
  await refuses(
    [`createUser({}, ${key})`, `updateUser({ name: "Ada" }, ${key})`],
    "UID_IS_COMPULSORY",
    "UID cannot be blank. Please provide a valid UID.",
  );
});

row("users", "no name (`createUser` only)", async () => {
  await at.application.init();
  await refuses(
    [`createUser({ uid: "ada" }, ${key})`, `createUser(new CometChat.User("ada"), ${key})`],
    "USER_NAME_IS_COMPULSORY",
    "User name cannot be blank. Please provide a valid User name.",
  );
  const { resolved } = await settled(at.page, `CometChat.updateUser({ uid: "${uid}" }, ${key})`);
  assert.equal(resolved.uid, uid);
});

everyRowHasItsTest("outcomes.test.mjs");
