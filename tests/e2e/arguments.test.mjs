// @ts-check
/** Wrong arguments: every promise rejects with a reason, nothing throws, traps or hangs, and the SDK still works. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();

const uid = JSON.stringify(uids[0]);
const key = JSON.stringify(app.authKey);
const login = `CometChat.login(${uid}, ${key})`;

/** Source texts of values that are no text, no number and no options. */
const wrong = [
  ...["undefined", "null", '""', '"   "', '"\\t\\n"', "{}", "[]", "[1]", "true", "false"],
  ...["() => 1", "Symbol('s')", "new Date(0)", "new Proxy({}, {})", "Object.create(null)"],
  ...["new (class { get length() { throw 1; } })()", "document", "new Uint8Array(3)"],
];

/** Those that are options without any: a text before them is a token. */
const options = [
  ...["undefined", "{}", "new Proxy({}, {})"],
  "new (class { get length() { throw 1; } })()",
];

/**
 * @param {string} call
 * @param {unknown} [code]
 */
async function settles(call, code) {
  const { message, isException, ...result } = await settled(at.page, call);
  assert.equal(result.threw, undefined, `${call} threw ${result.threw}`);
  assert.equal(result.hung, undefined, `${call} did not settle`);
  if (code === undefined) return;
  assert.equal(result.code, code, `${call} gave ${JSON.stringify(result)}`);
  assert.equal(isException, true, call);
  assert.ok(message, `${call} has no message`);
}

/** Whatever went before, the SDK still works. */
async function stillWorks() {
  await at.application.init();
  assert.equal((await settled(at.page, login)).resolved?.uid, uids[0]);
  const messages = await at.page.messages();
  const trouble = messages.filter(({ text }) => /RuntimeError|unreachable/.test(text));
  assert.deepEqual(trouble, []);
}

test("login without a uid, a key or a token", async () => {
  await at.application.init();
  assert.match((await settled(at.page, "CometChat.login()")).message ?? "", /uid/i);
  for (const value of wrong) {
    const calls = [`login(${value})`, `login(${value}, ${key})`, `loginWithAuthToken(${value})`];
    if (!options.includes(value)) calls.push(`login(${uid}, ${value})`);
    for (const call of calls) await settles(`CometChat.${call}`, "MISSING_PARAMETERS");
  }
  assert.deepEqual(await at.emulator.requests(), []);
  await stillWorks();
});

test("login: a token, then `undefined` or `{}`", async () => {
  const token = JSON.stringify(await at.emulator.addToken(uids[0]));
  await at.application.init();
  for (const value of options) {
    const { resolved, ...result } = await settled(at.page, `CometChat.login(${token}, ${value})`);
    assert.equal(resolved?.uid, uids[0], `${value}: ${JSON.stringify(result)}`);
    await settled(at.page, "CometChat.logout()");
    await settles(`CometChat.login(${token}, ${value}, ${key})`, "MISSING_PARAMETERS");
    await at.emulator.addToken(uids[0], JSON.parse(token));
  }
  await stillWorks();
});

test("login: a number", async () => {
  await at.application.init();
  await settles(`CometChat.login(5, ${key})`, "ERR_UID_NOT_FOUND");
  const [request] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/5/auth_tokens");
  await settles(`CometChat.login(${uid}, 5)`, "AUTH_ERR_APIKEY_NOT_FOUND");
  await settles("CometChat.login(5)", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  assert.equal((await settled(at.page, "CometChat.init(5)")).resolved, true);
  assert.equal(await at.page.evaluate("CometChat.getAppId()"), "5");
  await stillWorks();
});

test("init with what is no app id, no region and no host", async () => {
  for (const value of wrong) await settles(`CometChat.init(${value})`, "MISSING_PARAMETERS");
  for (const [given, code] of [
    ...["a b", "é"].map((appId) => [JSON.stringify(appId), "INVALID_APP_ID"]),
    ['"app", { region: "evil.example#" }', "INVALID_REGION"],
    ['"app", new CometChat.AppSettingsBuilder().setRegion("@").build()', "INVALID_REGION"],
    ['"app", { adminHost: "http://example.org" }', "INVALID_HOST"],
    ['"app", { clientHost: "a b" }', "INVALID_HOST"],
    ...["5", '"eu"', "true"].map((settings) => [`"app", ${settings}`, "INVALID_SETTINGS"]),
  ]) {
    await settles(`CometChat.init(${given})`, code);
  }
  assert.equal(await at.page.evaluate("CometChat.isInitialized()"), false);
  assert.deepEqual(await at.page.evaluate("Object.keys(localStorage)"), []);
  for (const settings of ["undefined", "null", '{ clientHost: "http://localhost:1" }']) {
    const { resolved } = await settled(at.page, `CometChat.init("app", ${settings})`);
    assert.equal(resolved, true, settings);
  }
  for (const settings of wrong) await settles(`CometChat.init("app", ${settings})`);
  await stillWorks();
});

test("before init, everything says so", async () => {
  for (const call of [
    ...["login", "getLoggedinUser", "getLoggedInUser", "logout"].map((name) => `${name}("token")`),
    ...[`login(${uid}, ${key})`, `getUser(${uid})`],
  ]) {
    const result = await settled(at.page, `CometChat.${call}`);
    assert.equal(result.name, "COMETCHAT_INITIALIZATION_NOT_DONE", call);
    assert.equal(result.code, "-1", call);
    assert.equal(result.isException, true, call);
  }
  await stillWorks();
});

test("listeners that are none do no harm", async () => {
  await at.application.init();
  for (const value of wrong) {
    await at.page.evaluate(`(() => {
      try { CometChat.addLoginListener(${value}, { loginSuccess() {} }); } catch {}
      try { CometChat.addLoginListener("none", ${value}); } catch {}
      try { CometChat.addLoginListener("none", { loginSuccess: ${value}, loginFailure: 1 }); } catch {}
      try { CometChat.removeLoginListener(${value}); } catch {}
    })()`);
  }
  await settles(`CometChat.login("nobody", ${key})`, "ERR_UID_NOT_FOUND");
  await stillWorks();
});

test("other calls settle whatever they are given", async () => {
  await at.application.init();
  await settled(at.page, login);
  for (const value of wrong) {
    for (const call of [
      `createUser(${value}, ${key})`,
      `createUser({ uid: "ada", name: "Ada" }, ${value})`,
      `updateUser(${value}, ${key})`,
      `updateUser({ uid: "ada" }, ${value})`,
      `updateCurrentUserDetails(${value})`,
      `getUser(${value})`,
    ]) {
      await settles(`CometChat.${call}`);
    }
  }
  await stillWorks();
});
