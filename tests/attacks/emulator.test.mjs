// @ts-check
/** An emulator where there is a production session, and the other way round. */
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { startEmulator } from "../harness/index.mjs";
import { alice, app, bob, calls, keys, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;

/** @type {import("../harness/emulator.mjs").Emulator} */
let local;
before(async () => {
  local = await startEmulator();
});
beforeEach(() => local.reset());
after(() => local?.stop());

/** The page with an emulator. */
const develop = () => at.get(`(CometChat.useEmulator(${text(local.url)}), ${calls.init})`);

const reload = async () => {
  await at.page.reload();
  await at.page.waitFor("window.ready");
};

/** What the emulator was told, as text. */
const told = async () => text(await local.requests());

at.attack("emulator-gets-session", async () => {
  await at.init();
  await at.get(calls.login());
  const token = await at.get(calls.token);
  await reload();
  await develop();
  assert.equal(await at.get(calls.user), null, "a production session counts with an emulator");
  await at.end(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  await at.end(calls.logout);
  assert.ok(!(await told()).includes(token), "a production token was sent to the emulator");
  await reload();
  await at.init();
  assert.equal(await at.get(calls.user), alice, "the emulator has ended the production session");
  assert.equal(await at.get(calls.token), token);
});

at.attack("emulator-makes-session", async () => {
  await develop();
  await at.get(calls.login(bob));
  const token = at.guard(await at.get(calls.token));
  assert.equal(at.requests().length, 0);
  await reload();
  await at.init();
  assert.equal(await at.get(calls.user), null, "an emulator's session counts in production");
  await at.end(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  assert.equal(at.requests().length, 0);
  const { user } = await at.page.evaluate(`({ user: localStorage.getItem(${text(keys.user)}) })`);
  assert.equal(user, null);
  await reload();
  await develop();
  assert.equal(await at.get(calls.token), token, "the emulator's own session is lost");
});

at.attack("emulator-side-by-side", async () => {
  const other = await at.tab();
  await at.init();
  await at.get(`(CometChat.useEmulator(${text(local.url)}), ${calls.init})`, other);
  await at.get(calls.login());
  await at.get(calls.login(bob), other);
  assert.equal(await at.get(calls.user), alice);
  assert.equal(await at.get(calls.user, other), bob);
  await at.get(calls.logout, other);
  assert.equal(await at.get(calls.user), alice);
  assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", alice]]);
});

at.attack("emulator-late", async () => {
  await at.init();
  await at.get(calls.login());
  const token = await at.get(calls.token);
  await at.page.evaluate(`CometChat.useEmulator(${text(local.url)})`);
  await at.end(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  await at.end(`CometChat.updateCurrentUserDetails({ statusMessage: "x" }).then(() => 1)`);
  await at.end(calls.logout);
  assert.ok(!(await told()).includes(token), "a production token was sent to the emulator");
});

at.attack("emulator-keys", async () => {
  await develop();
  await at.get(calls.login());
  const stored = await at.page.evaluate("Object.keys(localStorage)");
  const foreign = stored.filter((/** @type {string} */ key) => !key.startsWith("emulator:"));
  assert.deepEqual(foreign, [], "an emulator writes among production's keys");
  assert.ok(stored.includes(`emulator:${keys.user}`), stored.join());
});

at.attack("emulator-unnoticed", async () => {
  await develop();
  await develop();
  await at.get(calls.login());
  const said = (await at.page.messages()).filter(({ text }) => /emulator/i.test(text));
  assert.equal(said.length, 1, `the console says ${text(said)}`);
  assert.equal(said[0].type, "info");
  await reload();
  await at.init();
});

at.attack("emulator-url-with-secret", async () => {
  for (const address of [
    `http://user:pass@127.0.0.1:1`,
    `${local.url}/?token=x`,
    `${local.url}/#x`,
    `${local.url}/..\\x`,
  ]) {
    await at.page.evaluate(`CometChat.useEmulator(${text(address)})`);
    assert.equal((await at.end(calls.init)).code, "INVALID_HOST", address);
  }
  assert.equal((await local.requests()).length, 0);
  assert.ok(app.appId);
});
