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
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;
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

test("every call that gives a user gives a fresh User", async () => {
  await giveTokens(at.page, at.emulator.url);
  await at.application.init();
  assert.equal(await currentUid(), null);
  const found = await at.page.evaluate(`await (async () => {
    const ada = new CometChat.User("ada", "Ada");
    const users = [
      await CometChat.createUser(ada, ${key}),
      await CometChat.updateUser(ada, ${key}),
      await ${ensure},
      await ${login},
      await CometChat.updateCurrentUserDetails({ name: "Andy" }),
      await CometChat.getUser("ada"),
      await CometChat.checkSession(),
      await CometChat.getLoggedInUser(),
      await CometChat.getLoggedinUser(),
    ];
    users.at(-2).setName("Changed");
    return users.map((user) => user instanceof CometChat.User && [user.getUid(), user.getName()]);
  })()`);
  const names = ["Andrew Joseph", "Andrew Joseph", "Andy"];
  const [own, ada] = [names.map((name) => [uid, name]), ["ada", "Ada"]];
  const later = [
    [uid, "Andy"],
    [uid, "Changed"],
    [uid, "Andy"],
  ];
  assert.deepEqual(found, [ada, ada, ...own, ada, ...later]);
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
