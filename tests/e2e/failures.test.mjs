// @ts-check
/** What a login that fails rejects with, and that it always settles. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { startEmulator } from "../harness/index.mjs";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const [uid] = uids;

/**
 * @param {string} uid
 * @param {string} [key]
 */
const login = (uid, key = app.authKey) =>
  `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(key)})`;

/** @param {unknown} code what the listener was told, and nothing else */
async function told(code) {
  assert.deepEqual(await at.page.evaluate("events.splice(0)"), [["loginFailure", code]]);
  assert.equal(await at.page.evaluate("await CometChat.getLoggedinUser()"), null);
}

/** After whatever failed, the next login works. */
async function nextLoginWorks() {
  await at.emulator.clearFaults();
  assert.equal((await at.page.evaluate(`await ${login(uid)}`)).uid, uid);
}

test("a wrong key", async () => {
  const result = await settled(at.page, login(uid, "wrong-secret-key"));
  assert.equal(result.code, "AUTH_ERR_APIKEY_NOT_FOUND");
  assert.equal(result.isException, true);
  assert.doesNotMatch(JSON.stringify(result), /wrong-secret-key/);
  await told("AUTH_ERR_APIKEY_NOT_FOUND");
  await nextLoginWorks();
});

test("an unknown uid", async () => {
  const result = await settled(at.page, login("nobody"));
  assert.equal(result.code, "ERR_UID_NOT_FOUND");
  assert.match(result.message ?? "", /nobody/);
  await told("ERR_UID_NOT_FOUND");
  await nextLoginWorks();
});

test("an unknown token, which no error repeats", async () => {
  const result = await settled(at.page, `CometChat.login("cometchat-uid-1_1700000000secret")`);
  assert.equal(result.code, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  assert.doesNotMatch(JSON.stringify(result), /1700000000secret/);
  assert.deepEqual((await at.page.evaluate("events"))[0], [
    "loginFailure",
    "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
  ]);
  await nextLoginWorks();
});

test("a server that is down", async () => {
  await at.emulator.fault({ times: null, fault: { kind: "drop" } });
  const result = await settled(at.page, login(uid));
  assert.equal(result.code, "FAILED_TO_FETCH");
  assert.equal(result.name, "FAILED_TO_FETCH");
  assert.match(result.message ?? "", /check your internet connection/);
  await told("FAILED_TO_FETCH");
  await nextLoginWorks();
});

test("no server at all", async () => {
  const stopped = await startEmulator();
  await stopped.stop();
  await at.page.evaluate(
    async (/** @type {string} */ url, /** @type {string} */ appId) => {
      CometChat.useEmulator(url);
      await CometChat.init(appId);
    },
    stopped.url,
    app.appId,
  );
  assert.equal((await settled(at.page, login(uid))).code, "FAILED_TO_FETCH");
  await told("FAILED_TO_FETCH");
});

test("a server that is down for a moment does not matter", async () => {
  await at.emulator.fault({ times: 1, fault: { kind: "status", status: 503 } });
  await nextLoginWorks();
});

for (const [what, fault] of /** @type {const} */ ([
  ["an answer that is not JSON", { kind: "not-json" }],
  ["an answer without a body", { kind: "empty" }],
  ["an answer that another origin may not read", { kind: "no-cors" }],
])) {
  test(what, async () => {
    await at.emulator.fault({ times: null, fault });
    assert.equal((await settled(at.page, login(uid))).code, "FAILED_TO_FETCH");
    await told("FAILED_TO_FETCH");
    await nextLoginWorks();
  });
}

for (const [what, body] of /** @type {const} */ ([
  ["neither data nor an error", {}],
  ["data that is no object", { data: [] }],
  ["no token", { data: { uid } }],
  ["nothing", null],
])) {
  test(`a first answer with ${what}`, async () => {
    await at.emulator.fault({ times: null, fault: { kind: "json", body } });
    assert.equal((await settled(at.page, login(uid))).code, "INVALID_RESPONSE");
    await told("INVALID_RESPONSE");
    await nextLoginWorks();
  });
}

test("a second answer without a uid", async () => {
  const fault = { kind: "json", body: { data: { name: "?" } } };
  await at.emulator.fault({ route: "PUT /me", times: null, fault });
  assert.equal((await settled(at.page, login(uid))).code, "INVALID_RESPONSE");
  await told("INVALID_RESPONSE");
  await nextLoginWorks();
});
