// @ts-check
/** An emulator in Node: its fetch, and what a test does with it. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, test } from "node:test";
import { api, auth, load, packed, rest, session } from "./package.mjs";

const { createEmulator, createEmulatorSync } = await load("node.js");

/** @type {any[]} */
const emulators = [];

/** @param {object} [options] */
async function emulate(options) {
  const emulator = await createEmulator(options);
  emulators.push(emulator);
  return emulator;
}

afterEach(() => Promise.all(emulators.splice(0).map((emulator) => emulator.dispose())));

/** @param {() => unknown} refused */
function refusal(refused) {
  try {
    refused();
  } catch (/** @type {any} */ error) {
    assert.ok(error instanceof Error);
    return { code: Reflect.get(error, "code"), message: error.message };
  }
  throw new Error("It was not refused.");
}

test("a user logs in and out, whatever the host", async () => {
  const { fetch, requests } = await emulate();
  const made = await fetch(`${api}/users/cometchat-uid-1/auth_tokens`, {
    method: "POST",
    headers: auth,
  });
  const { authToken } = (await made.json()).data;
  const headers = session(authToken);
  const me = await fetch(new Request("http://localhost:1/v3.0/me", { method: "PUT", headers }));
  assert.equal((await me.json()).data.name, "Andrew Joseph");
  const out = await fetch(new URL("https://a.example/v3/me"), { method: "DELETE", headers });
  assert.equal((await out.json()).data.success, true);
  const gone = await fetch("/v3.0/me", { headers });
  assert.equal(gone.status, 401);
  assert.equal(gone.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(
    requests().map((/** @type {any} */ { route, status }) => [route, status]),
    [
      ["POST /users/cometchat-uid-1/auth_tokens", 200],
      ["PUT /me", 200],
      ["DELETE /me", 200],
      ["GET /me", 401],
    ],
  );
});

test("each emulator has the users, tokens, keys and roles that it was made with", async () => {
  const emulator = createEmulatorSync({
    appId: "mine",
    authKey: "key",
    users: [{ uid: "ada", name: "Ada" }],
    tokens: [{ uid: "bob", token: "bobs-token" }],
    roles: ["manager"],
    region: undefined,
  });
  emulators.push(emulator);
  const other = await emulate();
  const headers = { appid: "mine", authtoken: "bobs-token" };
  assert.equal((await emulator.fetch(`${api}/me`, { headers })).status, 200);
  assert.equal((await other.fetch(`${api}/me`, { headers })).status, 401);
  emulator.addUser({ uid: "eve", name: "Eve", role: "manager" });
  assert.deepEqual(
    emulator
      .state()
      .users.map((/** @type {any} */ { uid }) => uid)
      .sort(),
    ["ada", "bob", ...[1, 2, 3, 4, 5].map((n) => `cometchat-uid-${n}`), "eve"],
  );
  assert.deepEqual(emulator.about(), {
    name: "cometchat-emulator",
    version: emulator.about().version,
    appId: "mine",
    region: "us",
  });
});

test("what the API would refuse cannot be seeded, ordered or added", async () => {
  const emulator = await emulate();
  const nobody = refusal(() => createEmulatorSync({ users: [{ uid: "a b", name: "A" }] }));
  assert.equal(nobody.code, "ERR_BAD_REQUEST");
  assert.match(nobody.message, /letters, numbers, dashes/);
  assert.match(refusal(() => createEmulatorSync({ apId: "a" })).message, /unknown field `apId`/);
  assert.match(refusal(() => emulator.fault({ fault: { kind: "flood" } })).message, /`flood`/);
  assert.match(refusal(() => emulator.fault({ rout: "*" })).message, /unknown field `rout`/);
  assert.match(refusal(() => emulator.requests({ least: 1 })).message, /unknown field `least`/);
  const again = refusal(() => emulator.addUser({ uid: "cometchat-uid-1", name: "Again" }));
  assert.equal(again.code, "ERR_UID_ALREADY_EXISTS");
  assert.equal(refusal(() => emulator.revoke("unheard-of")).code, "ERR_NOT_FOUND");
  assert.equal(refusal(() => emulator.clearFaults(7)).code, "ERR_NOT_FOUND");
});

test("an auth token is made, and ended behind the user's back", async () => {
  const emulator = await emulate();
  const { authToken } = emulator.addToken("ada");
  assert.equal(emulator.addToken("ada", "my-token").authToken, "my-token");
  const me = () => emulator.fetch(`${api}/me`, { headers: session(authToken) });
  assert.equal((await me()).status, 200);
  emulator.revoke(authToken);
  assert.equal((await me()).status, 401);
});

test("a body that is cut short breaks while it is read", async () => {
  const emulator = await emulate();
  emulator.fault({ fault: { kind: "truncate", bytes: 9 } });
  const response = await emulator.fetch(`${api}/me`);
  const reader = response.body.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value), '{"error":');
  await assert.rejects(reader.read(), TypeError);
});

test("faults are ordered, listed and ended, and held requests go on when they are released", async () => {
  const emulator = await emulate();
  emulator.fault({ route: "GET /me", times: 2, after: undefined, fault: { kind: "hang" } });
  for (const release of [
    () => assert.equal(emulator.release(), 1),
    () => emulator.clearFaults(1),
  ]) {
    emulator.clearRequests();
    const answer = emulator.fetch(`${api}/me`);
    const [request] = await emulator.waitForRequests(1, { outcome: "pending" });
    assert.deepEqual(request.fault, { id: 1, kind: "hang" });
    assert.equal(emulator.state().held, 1);
    assert.equal(emulator.release(2), 0);
    assert.equal(emulator.faults().length, 1);
    release();
    assert.equal((await answer).status, 400);
  }
  emulator.fault({ times: null, fault: { kind: "drop" } });
  emulator.clearFaults();
  assert.deepEqual(emulator.faults(), []);
  assert.equal((await emulator.fetch(`${api}/me`)).status, 400);
});

test("who aborts a request is noticed, before its answer and in it", async () => {
  const emulator = await emulate();
  for (const kind of ["hang", "stall"]) {
    emulator.reset();
    emulator.fault({ fault: { kind } });
    const abort = new AbortController();
    const answer = emulator
      .fetch(`${api}/me`, { signal: abort.signal })
      .then((/** @type {Response} */ response) => response.text());
    answer.catch(() => {});
    await emulator.waitForRequests(1, { outcome: "pending" });
    // The body of a stalled answer is being read.
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error("enough"));
    await assert.rejects(answer, /enough/);
    const [request] = await emulator.waitForRequests(1, { outcome: "abandoned" });
    assert.equal(request.fault.kind, kind);
    assert.equal(emulator.state().held, 0);
  }
  const late = emulator.fetch(`${api}/me`, { signal: AbortSignal.abort(new Error("before")) });
  await assert.rejects(late, /before/);
});

test("a body that nobody reads on is noticed", async () => {
  const emulator = await emulate();
  emulator.fault({ fault: { kind: "stall" } });
  const response = await emulator.fetch(`${api}/me`);
  await response.body.cancel();
  await emulator.waitForRequests(1, { outcome: "abandoned" });
});

test("waiting for requests ends with an error if they do not come", async () => {
  const emulator = await emulate();
  await emulator.fetch(`${api}/me`);
  await assert.rejects(emulator.waitForRequests(2, { timeoutMs: 1 }), {
    code: "ERR_TIMEOUT",
    message: "1 requests came where 2 were awaited",
  });
});

test("a reset forgets everything but the start, and drops what is held", async () => {
  const emulator = await emulate({ tokens: [{ uid: "ada", token: "first" }] });
  const start = emulator.state();
  emulator.addUser({ uid: "eve", name: "Eve", withAuthToken: true });
  emulator.revoke("first");
  emulator.fault({ times: null, fault: { kind: "hang" } });
  const held = emulator.fetch(`${api}/me`);
  await emulator.waitForRequests(1);
  emulator.reset();
  await assert.rejects(held, TypeError);
  const timeless = (/** @type {unknown} */ state) =>
    JSON.stringify(state, (key, value) => (key === "createdAt" ? 0 : value));
  assert.equal(timeless(emulator.state()), timeless(start));
  assert.deepEqual([emulator.requests(), emulator.faults()], [[], []]);
});

test("an emulator that was disposed of says so", async () => {
  const emulator = await emulate();
  const { url } = await emulator.listen();
  assert.equal((await (await fetch(`${url}/_emulator`)).json()).name, "cometchat-emulator");
  await emulator.dispose();
  await emulator.dispose();
  assert.throws(() => emulator.requests(), /disposed of/);
  await assert.rejects(emulator.fetch(`${api}/me`), /disposed of/);
  await assert.rejects(fetch(`${url}/_emulator`));
});

test("what has no body has none", async () => {
  const emulator = await emulate();
  const preflight = await emulator.fetch(`${api}/me`, { method: "OPTIONS" });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.body, null);
  emulator.fault({ fault: { kind: "json", body: { data: {} }, status: 204 } });
  assert.equal(await (await emulator.fetch(`${api}/me`)).text(), "");
});

test("fakes that are put in place later stop nothing", async () => {
  const emulator = await createEmulator();
  emulator.fault({ fault: { kind: "drip", bytes: 100, ms: 1 } });
  const { queueMicrotask, setTimeout, TextEncoder } = globalThis;
  Object.assign(globalThis, {
    queueMicrotask: () => {},
    setTimeout: () => 0,
    TextEncoder: undefined,
  });
  let during;
  try {
    during = await (await emulator.fetch(`${api}/me`)).json();
  } finally {
    Object.assign(globalThis, { queueMicrotask, setTimeout, TextEncoder });
  }
  assert.equal(during.error.code, "AUTH_ERR_EMPTY_APPID");
  const next = await createEmulator();
  assert.equal((await next.fetch(`${api}/me`)).status, 400);
  await Promise.all([emulator.dispose(), next.dispose()]);
});

test("a request and a signal of any make are taken", async () => {
  const emulator = await createEmulator();
  /** @type {(() => void)[]} */
  const listeners = [];
  const signal = {
    aborted: false,
    reason: "gone",
    addEventListener: (/** @type {string} */ _, /** @type {() => void} */ listener) =>
      listeners.push(listener),
    removeEventListener: () => {},
  };
  const request = {
    method: "POST",
    url: `${api}/users/cometchat-uid-1/auth_tokens`,
    headers: Object.entries(auth),
    signal,
    arrayBuffer: async () => new TextEncoder().encode("{}").buffer,
  };
  const made = await emulator.fetch(request);
  assert.equal((await made.json()).data.uid, "cometchat-uid-1");
  const other = await emulator.fetch(request, { headers: rest });
  assert.equal(other.status, 200);
  const [first, second] = emulator.requests();
  assert.deepEqual([first.rawBody, second.rawBody], ["{}", "{}"]);
  assert.equal(second.headers.apikey, rest.apikey);
  emulator.fault({ fault: { kind: "hang" } });
  listeners.length = 0;
  const held = emulator.fetch(`${api}/me`, { signal });
  await emulator.waitForRequests(1, { outcome: "pending" });
  for (const listener of listeners) listener();
  await assert.rejects(held, (reason) => reason === "gone");
  await emulator.dispose();
});

test("CommonJS has the same", async () => {
  const required = createRequire(`${(await packed()).folder}/`);
  const common = required("cometchat-emulator");
  const emulator = await common.createEmulator();
  emulators.push(emulator);
  assert.equal((await emulator.fetch(`${api}/me`)).status, 400);
  assert.deepEqual(Object.keys(common).sort(), Object.keys(await load("node.js")).sort());
});
