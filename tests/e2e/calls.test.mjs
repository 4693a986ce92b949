// @ts-check
/** `CometChatCalls`: docs/protocol.md#cometchatcalls. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();

const [uid] = uids;
const key = JSON.stringify(app.authKey);
const credentials = `uid: ${JSON.stringify(uid)}, authKey: ${key}`;
const login = `CometChatCalls.login(${JSON.stringify(uid)}, ${key})`;

/** Static members, by what they give. */
const members = {
  promise: [
    ...["init", "login", "loginWithAuthToken", "getLoggedInUser", "getUserAuthToken", "logout"],
  ],
  value: ["isUserLoggedIn"],
  nothing: ["addLoginListener", "removeLoginListener"],
};

/** @param {string} call */
async function rejects(call) {
  const { code, isException, message, ...result } = await settled(at.page, call);
  assert.equal(isException, true, `${call}: ${JSON.stringify(result)}`);
  assert.ok(message, `${call} has no message`);
  return code;
}

test("has every member, each gives what it should, and there is no other", async () => {
  const found = await at.page.evaluate(() => {
    /** @type {Record<string, string[]>} */
    const kinds = { promise: [], value: [], nothing: [] };
    for (const name of Object.getOwnPropertyNames(CometChatCalls)) {
      if (["length", "name", "prototype"].includes(name)) continue;
      const given = CometChatCalls[name]();
      given?.catch?.(() => {});
      kinds[given instanceof Promise ? "promise" : given === undefined ? "nothing" : "value"].push(
        name,
      );
    }
    return kinds;
  });
  for (const kind of /** @type {const} */ (["promise", "value", "nothing"])) {
    assert.deepEqual(found[kind].sort(), [...members[kind]].sort());
  }
});

describe("init", () => {
  for (const [how, call] of /** @type {const} */ ([
    ["with an app id", `CometChatCalls.init(${JSON.stringify(app.appId)})`],
    [
      "with settings that name the app",
      `CometChatCalls.init({ appId: "${app.appId}", region: "us" })`,
    ],
  ])) {
    test(how, async () => {
      assert.equal((await settled(at.page, call)).resolved, true);
      assert.equal(await at.page.evaluate("CometChat.getAppId()"), app.appId);
      assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), false);
    });
  }

  test("without an app id", async () => {
    for (const given of ["", "null", "{}", '{ appId: " " }']) {
      assert.equal(await rejects(`CometChatCalls.init(${given})`), "MISSING_PARAMETERS");
    }
  });
});

describe("login", () => {
  for (const [how, call] of /** @type {const} */ ([
    ["with a uid and the auth key", login],
    ["with an object", `CometChatCalls.login({ ${credentials} })`],
    ["with a token", 'CometChatCalls.loginWithAuthToken("a-token")'],
    [
      "with an object that has a token",
      'CometChatCalls.loginWithAuthToken({ authToken: "a-token" })',
    ],
  ])) {
    test(how, async () => {
      await at.emulator.addToken(uid, "a-token");
      await at.application.init();
      const user = await at.page.evaluate(`await ${call}`);
      assert.equal(user.uid, uid);
      assert.equal(user.name, "Andrew Joseph");
      assert.ok(user.avatar && user.status);
      assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), true);
      assert.deepEqual(await at.page.evaluate("await CometChatCalls.getLoggedInUser()"), user);
      const token = await at.page.evaluate("await CometChatCalls.getUserAuthToken()");
      assert.equal(token, user.authToken);
    });
  }

  test("what it refuses has the codes of the Calls SDK, and the listeners hear it", async () => {
    await at.application.init();
    await at.page.evaluate(`(() => {
      window.heard = [];
      CometChatCalls.addLoginListener("calls", { onLoginFailure: (error) => heard.push(error.code) });
    })()`);
    for (const [call, code] of /** @type {const} */ ([
      ["login()", "ERROR_INVALID_UID"],
      [`login("", ${key})`, "ERROR_INVALID_UID"],
      [`login("  ", ${key})`, "ERROR_INVALID_UID"],
      [`login(null, ${key})`, "ERROR_INVALID_UID"],
      [`login({ authKey: ${key} })`, "ERROR_INVALID_UID"],
      [`login("two words", ${key})`, "ERROR_UID_WITH_SPACE"],
      [`login({ uid: " uid", authKey: ${key} })`, "ERROR_UID_WITH_SPACE"],
      ['login("uid")', "ERROR_API_KEY_NOT_FOUND"],
      ['login("uid", "")', "ERROR_API_KEY_NOT_FOUND"],
      ['login({ uid: "uid", authKey: " " })', "ERROR_API_KEY_NOT_FOUND"],
      [`login(${JSON.stringify(uid)}, "wrong-key")`, "ERROR_API_KEY_NOT_FOUND"],
      [`login("nobody", ${key})`, "ERR_UID_NOT_FOUND"],
      ["loginWithAuthToken()", "ERROR_BLANK_AUTHTOKEN"],
      ['loginWithAuthToken("  ")', "ERROR_BLANK_AUTHTOKEN"],
      ["loginWithAuthToken({})", "ERROR_BLANK_AUTHTOKEN"],
      ['loginWithAuthToken("a token")', "ERROR_AUTHTOKEN_WITH_SPACE"],
      ['loginWithAuthToken({ authToken: "token\\n" })', "ERROR_AUTHTOKEN_WITH_SPACE"],
      ['loginWithAuthToken("unknown")', "AUTH_ERR_AUTH_TOKEN_NOT_FOUND"],
    ])) {
      assert.equal(await rejects(`CometChatCalls.${call}`), code);
      assert.deepEqual(await at.page.evaluate("heard.splice(0)"), [code]);
      assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), false);
    }
  });

  test("while another is pending", async () => {
    await at.application.init();
    await at.emulator.fault({ fault: { kind: "hang" } });
    const first = settled(at.page, login);
    await at.emulator.requests({ atLeast: 1 });
    const other = `CometChatCalls.login(${JSON.stringify(uids[1])}, ${key})`;
    assert.equal(await rejects(other), "ERROR_LOGIN_IN_PROGRESS");
    await at.emulator.release();
    assert.equal((await first).resolved.uid, uid);
  });

  test("before init", async () => {
    for (const call of [
      login,
      'CometChatCalls.loginWithAuthToken("a-token")',
      "CometChatCalls.getLoggedInUser()",
      "CometChatCalls.getUserAuthToken()",
      "CometChatCalls.logout()",
    ]) {
      assert.equal(await rejects(call), "ERROR_SDK_NOT_INITIALIZED", call);
    }
  });
});

describe("logout", () => {
  test("ends the session", async () => {
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    const { resolved } = await settled(at.page, "CometChatCalls.logout()");
    assert.equal(typeof resolved.message, "string");
    assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), false);
    assert.equal(await at.page.evaluate("await CometChatCalls.getLoggedInUser()"), null);
    assert.equal(await at.page.evaluate("await CometChatCalls.getUserAuthToken()"), null);
  });

  test("without a session", async () => {
    await at.application.init();
    assert.equal(await rejects("CometChatCalls.logout()"), "ERROR_NO_USER_LOGGED_IN");
  });
});

test("callbacks: each is told, and the promise is free", async () => {
  await at.emulator.addToken(uid, "a-token");
  await at.application.init();
  const both = "onSuccess, onError";
  const calls = /** @type {const} */ ([
    [`getLoggedInUser({ ${both} })`, ["onSuccess", null]],
    [`getUserAuthToken({ ${both} })`, ["onSuccess", null]],
    [`logout({ ${both} })`, ["onError", "ERROR_NO_USER_LOGGED_IN"]],
    [`login({ uid: "", authKey: "k", ${both} })`, ["onError", "ERROR_INVALID_UID"]],
    [`loginWithAuthToken({ authToken: "", ${both} })`, ["onError", "ERROR_BLANK_AUTHTOKEN"]],
    [`loginWithAuthToken({ authToken: "a-token", ${both} })`, ["onSuccess", uid]],
    [`login({ ${credentials}, ${both} })`, ["onSuccess", uid]],
    [`login("${uid}", ${key}, { ${both} })`, ["onSuccess", uid]],
    [`logout({ ${both} })`, ["onSuccess", `The user ${uid} has been logged out successfully.`]],
  ]);
  const found = await at.page.evaluate(`await (async () => {
    const unhandled = [];
    addEventListener("unhandledrejection", (event) => {
      unhandled.push(event.reason?.message);
      event.preventDefault();
    });
    const told = [];
    for (const call of [${calls.map(([call]) => `(onSuccess, onError) => CometChatCalls.${call}`)}]) {
      told.push(await new Promise((resolve) => call(
        (value) => resolve(["onSuccess", value?.uid ?? value]),
        (error) => resolve(["onError", error.code]),
      )));
    }
    // The browser tells of rejections that nobody takes in the order in which they come.
    Promise.reject(new Error("the mark"));
    while (unhandled.length === 0) await new Promise((resolve) => setTimeout(resolve));
    return { told, unhandled };
  })()`);
  assert.deepEqual(found, { told: calls.map(([, told]) => told), unhandled: ["the mark"] });
});

test("a login's signal gives it up", async () => {
  await at.application.init();
  const call = `CometChatCalls.login({ ${credentials}, signal: AbortSignal.abort() })`;
  assert.equal(await rejects(call), "LOGIN_CANCELLED");
});

describe("listeners", () => {
  const listen = `(() => {
    window.heard = [];
    CometChatCalls.addLoginListener("page", {
      onLoginSuccess: (user) => heard.push(["onLoginSuccess", user.getUid()]),
      onLoginFailure: (error) => heard.push(["onLoginFailure", error.code]),
      onLogoutSuccess: () => heard.push(["onLogoutSuccess"]),
      onLogoutFailure: (error) => heard.push(["onLogoutFailure", error.code]),
    });
  })()`;

  test("hear all four, with the codes of the Calls SDK", async () => {
    await at.page.evaluate(listen);
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    await settled(at.page, `CometChatCalls.login("two words", ${key})`);
    await at.page.evaluate("await CometChatCalls.logout()");
    await settled(at.page, "CometChatCalls.logout()");
    assert.deepEqual(await at.page.evaluate("heard"), [
      ["onLoginSuccess", uid],
      ["onLoginFailure", "ERROR_UID_WITH_SPACE"],
      ["onLogoutSuccess"],
      ["onLogoutFailure", "ERROR_NO_USER_LOGGED_IN"],
    ]);
  });

  test("have ids of their own, and a partial one is enough", async () => {
    await at.application.init();
    await at.page.evaluate(listen);
    await at.page.evaluate('CometChatCalls.addLoginListener("partial", {})');
    await at.page.evaluate(`await ${login}`);
    // `events` is what the page's listener of CometChat was told, under the same id.
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid]]);
    assert.deepEqual(await at.page.evaluate("heard.splice(0)"), [["onLoginSuccess", uid]]);
    await at.page.evaluate('CometChatCalls.removeLoginListener("page")');
    await at.page.evaluate("await CometChatCalls.logout()");
    assert.deepEqual(await at.page.evaluate("heard"), []);
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid], ["logoutSuccess"]]);
  });
});

describe("one session", () => {
  test("a login here is a login to CometChat", async () => {
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    assert.equal((await at.page.evaluate("await CometChat.getLoggedinUser()")).uid, uid);
    await at.page.evaluate("await CometChat.logout()");
    assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), false);
  });

  test("a login to CometChat is a login here, and costs nothing more", async () => {
    await at.application.init();
    await at.page.evaluate(`await ${login.replace("CometChatCalls", "CometChat")}`);
    await at.emulator.clearRequests();
    assert.equal(await at.page.evaluate("CometChatCalls.isUserLoggedIn()"), true);
    assert.equal((await at.page.evaluate(`await ${login}`)).uid, uid);
    assert.deepEqual(await at.emulator.requests(), []);
    await at.page.evaluate("await CometChatCalls.logout()");
    assert.equal(await at.page.evaluate("await CometChat.getLoggedinUser()"), null);
  });
});
