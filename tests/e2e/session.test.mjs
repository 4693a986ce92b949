// @ts-check
/** Logging in, staying logged in, logging out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, init, scene, settled, uids } from "./application.mjs";

const at = scene();

const [uid, other] = uids;
const login = `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`;
const currentUid = "CometChat.getLoggedinUser().then((user) => user && user.getUid())";
const takeEvents = () => at.page.evaluate("events.splice(0)");

test("init resolves with true and sends nothing", async () => {
  await at.application.init();
  assert.equal(
    (await settled(at.page, `CometChat.init(${JSON.stringify(app.appId)})`)).resolved,
    true,
  );
  assert.equal(await at.page.evaluate("CometChat.isInitialized()"), true);
  assert.equal(await at.page.evaluate(currentUid), null);
  assert.deepEqual(await at.emulator.requests({ preflights: true }), []);
});

test("logs in with a uid and the auth key", async () => {
  await at.application.init();
  const user = await at.page.evaluate(`await ${login}`);
  assert.equal(user.uid, uid);
  assert.equal(user.name, "Andrew Joseph");
  assert.ok(user.authToken);
  assert.equal(await at.page.evaluate(`(await ${login}) instanceof CometChat.User`), true);
  assert.equal(await at.page.evaluate(currentUid), uid);
  const { tokens } = await at.emulator.state();
  assert.equal(tokens.length, 1);
});

test("logs in with an auth token, and never sees a key", async () => {
  const token = await at.emulator.addToken(uid);
  await at.application.init();
  const user = await at.page.evaluate(
    (/** @type {string} */ token) => CometChat.login(token),
    token,
  );
  assert.equal(user.uid, uid);
  assert.equal(user.authToken, token);
  const requests = await at.emulator.requests();
  assert.deepEqual(
    requests.map(({ route }) => route),
    ["PUT /me"],
  );
  assert.equal(requests[0].headers.apikey, undefined);
});

test("a reload keeps the session, without a request", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  await at.page.reload();
  await init(at.page, at.emulator.url);
  assert.equal(await at.page.evaluate(currentUid), uid);
  assert.equal(
    await at.page.evaluate("(await CometChat.getLoggedinUser()) instanceof CometChat.User"),
    true,
  );
  assert.deepEqual(await at.emulator.requests({ preflights: true }), []);
});

test("logging in again as the same user sends nothing", async () => {
  await at.application.init();
  const first = await at.page.evaluate(`await ${login}`);
  await at.emulator.clearRequests();
  await takeEvents();
  assert.deepEqual(await at.page.evaluate(`await ${login}`), first);
  assert.deepEqual(await takeEvents(), [["loginSuccess", uid]]);
  assert.deepEqual(await at.emulator.requests(), []);
});

test("a failed login as somebody else leaves the session alone", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  const failed = await settled(
    at.page,
    `CometChat.login("nobody", ${JSON.stringify(app.authKey)})`,
  );
  assert.equal(failed.code, "ERR_UID_NOT_FOUND");
  assert.equal(await at.page.evaluate(currentUid), uid);
});

test("a login as somebody else replaces the session and revokes the old token", async () => {
  await at.application.init();
  const { authToken } = await at.page.evaluate(`await ${login}`);
  await at.page.evaluate(
    (/** @type {string} */ uid, /** @type {string} */ key) => CometChat.login(uid, key),
    other,
    app.authKey,
  );
  assert.equal(await at.page.evaluate(currentUid), other);
  const [revoked] = await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  assert.equal(revoked.headers.authtoken, authToken);
});

test("logs out, here and on the server", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  await takeEvents();
  const { resolved } = await settled(at.page, "CometChat.logout()");
  assert.equal(typeof resolved.message, "string");
  assert.equal(await at.page.evaluate(currentUid), null);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  assert.deepEqual((await at.emulator.state()).tokens, []);
  await at.page.reload();
  await init(at.page, at.emulator.url);
  assert.equal(await at.page.evaluate(currentUid), null);
});

test("logging out twice at once is one logout", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  await takeEvents();
  await at.page.evaluate("await Promise.all([CometChat.logout(), CometChat.logout()])");
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
  assert.equal((await at.emulator.requests({ route: "DELETE /me" })).length, 1);
});

test("logging out when nobody is logged in rejects, without a request", async () => {
  await at.application.init();
  const result = await settled(at.page, "CometChat.logout()");
  assert.equal(result.code, "ERR_NOT_LOGGED_IN");
  assert.equal(result.message, "No active user session.");
  assert.equal(result.isException, true);
  assert.deepEqual(await takeEvents(), [["logoutFailure", "ERR_NOT_LOGGED_IN"]]);
  assert.deepEqual(await at.emulator.requests(), []);
});

test("logging out while the server is away ends the session all the same", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  await takeEvents();
  await at.emulator.fault({
    route: "DELETE /me",
    times: null,
    fault: { kind: "status", status: 500 },
  });
  const { resolved } = await settled(at.page, "CometChat.logout()");
  assert.equal(resolved.revoked, false);
  assert.equal(await at.page.evaluate(currentUid), null);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
});

test("a session that the server has ended is dropped when a call finds out", async () => {
  await at.application.init();
  const { authToken } = await at.page.evaluate(`await ${login}`);
  await takeEvents();
  await at.emulator.revokeToken(authToken);
  const result = await settled(at.page, `CometChat.getUser(${JSON.stringify(uid)})`);
  assert.equal(result.code, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  assert.equal(await at.page.evaluate(currentUid), null);
  assert.deepEqual(await takeEvents(), [["logoutSuccess"]]);
});
