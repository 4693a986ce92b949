// @ts-check
/** Wrong arguments: every promise rejects with a reason, nothing throws, traps or hangs. */
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
 * @param {unknown} code
 */
async function rejects(call, code) {
  const { message, ...result } = await settled(at.page, call);
  assert.equal(result.threw, undefined, `${call} threw ${result.threw}`);
  assert.equal(result.hung, undefined, `${call} did not settle`);
  assert.equal(result.code, code, `${call} gave ${JSON.stringify(result)}`);
  assert.equal(result.isException, true, call);
  assert.ok(message, `${call} has no message`);
}

/** Whatever went before, the SDK still works. */
async function stillWorks() {
  assert.equal((await settled(at.page, login)).resolved?.uid, uids[0]);
  const trouble = (await at.page.messages()).filter(({ text }) =>
    /RuntimeError|unreachable/.test(text),
  );
  assert.deepEqual(trouble, []);
}

test("login without a uid, a key or a token", async () => {
  await at.application.init();
  await rejects("CometChat.login()", "MISSING_PARAMETERS");
  assert.match((await settled(at.page, "CometChat.login()")).message ?? "", /uid/i);
  for (const value of wrong) {
    await rejects(`CometChat.login(${value})`, "MISSING_PARAMETERS");
    await rejects(`CometChat.login(${value}, ${key})`, "MISSING_PARAMETERS");
    if (!options.includes(value)) {
      await rejects(`CometChat.login(${uid}, ${value})`, "MISSING_PARAMETERS");
    }
    await rejects(`CometChat.loginWithAuthToken(${value})`, "MISSING_PARAMETERS");
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
    await rejects(`CometChat.login(${token}, ${value}, ${key})`, "MISSING_PARAMETERS");
    await at.emulator.addToken(uids[0], JSON.parse(token));
  }
  await stillWorks();
});

test("login: a number", async () => {
  await at.application.init();
  await rejects(`CometChat.login(5, ${key})`, "ERR_UID_NOT_FOUND");
  const [request] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/5/auth_tokens");
  await rejects(`CometChat.login(${uid}, 5)`, "AUTH_ERR_APIKEY_NOT_FOUND");
  await rejects("CometChat.login(5)", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  assert.equal((await settled(at.page, "CometChat.init(5)")).resolved, true);
  assert.equal(await at.page.evaluate("CometChat.getAppId()"), "5");
  await at.application.init();
  await stillWorks();
});

test("init without an app id", async () => {
  await rejects("CometChat.init()", "MISSING_PARAMETERS");
  for (const value of wrong) await rejects(`CometChat.init(${value})`, "MISSING_PARAMETERS");
  assert.equal(await at.page.evaluate("CometChat.isInitialized()"), false);
  assert.deepEqual(await at.page.evaluate("Object.keys(localStorage)"), []);
  await at.application.init();
  await stillWorks();
});

test("init with what cannot be part of a host's name", async () => {
  for (const appId of ["a b", "a/b", "a.b", "a@b", "-a", "é"]) {
    await rejects(`CometChat.init(${JSON.stringify(appId)})`, "INVALID_APP_ID");
  }
  for (const region of ["e u", "eu/", "evil.example#", "@"]) {
    await rejects(
      `CometChat.init("app", new CometChat.AppSettingsBuilder().setRegion(${JSON.stringify(region)}).build())`,
      "INVALID_REGION",
    );
  }
  await at.application.init();
  await stillWorks();
});

test("init with settings from elsewhere settles", async () => {
  for (const settings of wrong) {
    const result = await settled(at.page, `CometChat.init("app", ${settings})`);
    assert.equal(result.threw ?? result.hung, undefined, settings);
  }
  await at.application.init();
  await stillWorks();
});

test("before init, everything says so", async () => {
  const calls = [
    login,
    `CometChat.login("token")`,
    "CometChat.getLoggedinUser()",
    "CometChat.getLoggedInUser()",
    "CometChat.logout()",
    `CometChat.getUser(${uid})`,
  ];
  for (const call of calls) {
    const result = await settled(at.page, call);
    assert.equal(result.name, "COMETCHAT_INITIALIZATION_NOT_DONE", call);
    assert.equal(result.code, "-1", call);
    assert.equal(result.isException, true, call);
  }
  await at.application.init();
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
  await rejects(`CometChat.login("nobody", ${key})`, "ERR_UID_NOT_FOUND");
  await stillWorks();
});

test("other calls settle whatever they are given", async () => {
  await at.application.init();
  await settled(at.page, login);
  for (const value of wrong) {
    for (const call of [
      `CometChat.createUser(${value}, ${key})`,
      `CometChat.createUser({ uid: "ada", name: "Ada" }, ${value})`,
      `CometChat.updateUser(${value}, ${key})`,
      `CometChat.updateUser({ uid: "ada" }, ${value})`,
      `CometChat.updateCurrentUserDetails(${value})`,
      `CometChat.getUser(${value})`,
    ]) {
      const result = await settled(at.page, call);
      assert.equal(result.threw ?? result.hung, undefined, `${call}: ${JSON.stringify(result)}`);
    }
  }
  await stillWorks();
});
