// @ts-check
/** An emulator where there is a production session, and the other way round. */
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { startEmulator } from "../harness/index.mjs";
import { alice, bob, calls, keys, scene, text } from "./scene.mjs";

const at = scene();

/** @type {import("../harness/emulator.mjs").Emulator} */
let local;
before(async () => {
  local = await startEmulator();
});
beforeEach(() => local.reset());
after(() => local?.stop());

/** The page with an emulator. */
const develop = (page = at.page) =>
  at.get(`(CometChat.useEmulator(${text(local.url)}), ${calls.init})`, page);

/** The emulator was not told this token. @param {string} token */
const assertNotTold = async (token) =>
  assert.ok(
    !text(await local.requests()).includes(token),
    "a production token was sent to the emulator",
  );

at.attack("emulator-gets-session", async () => {
  await at.init();
  await at.login();
  const token = await at.token();
  await at.reload();
  await develop();
  assert.equal(await at.user(), null, "a production session counts with an emulator");
  await at.end(calls.getUser);
  await at.end(calls.logout);
  await assertNotTold(token);
  await at.reload();
  await at.init();
  assert.equal(await at.user(), alice, "the emulator has ended the production session");
  assert.equal(await at.token(), token);
});

at.attack("emulator-makes-session", async () => {
  await develop();
  await at.login(bob);
  const token = at.guard(await at.token());
  assert.equal(at.requests().length, 0);
  await at.reload();
  await at.init();
  assert.equal(await at.user(), null, "an emulator's session counts in production");
  await at.end(calls.getUser);
  assert.equal(at.requests().length, 0);
  assert.equal(await at.stored(), null);
  await at.reload();
  await develop();
  assert.equal(await at.token(), token, "the emulator's own session is lost");
});

at.attack("emulator-side-by-side", async () => {
  const other = await at.tab();
  await at.init();
  await develop(other);
  await at.login();
  await at.login(bob, other);
  assert.equal(await at.user(), alice);
  assert.equal(await at.user(other), bob);
  await at.logout(other);
  assert.equal(await at.user(), alice);
  assert.deepEqual(await at.run("events"), [["loginSuccess", alice]]);
});

at.attack("emulator-late", async () => {
  await at.init();
  await at.login();
  const token = await at.token();
  await at.run(`CometChat.useEmulator(${text(local.url)})`);
  for (const call of [calls.getUser, calls.update, calls.logout]) await at.end(call);
  await assertNotTold(token);
});

at.attack("emulator-keys", async () => {
  await develop();
  await at.login();
  /** @type {string[]} */
  const stored = await at.run("Object.keys(localStorage)");
  const foreign = stored.filter((key) => !key.startsWith("emulator:"));
  assert.deepEqual(foreign, [], "an emulator writes among production's keys");
  assert.ok(stored.includes(`emulator:${keys.user}`), stored.join());
});

at.attack("emulator-unnoticed", async () => {
  await develop();
  await develop();
  await at.login();
  const said = (await at.page.messages()).filter(({ text }) => /emulator/i.test(text));
  assert.equal(said.length, 1, `the console says ${text(said)}`);
  assert.equal(said[0].type, "info");
  await at.reload();
  await at.init();
});

at.attack("emulator-url-with-secret", async () => {
  const wrong = ["/?token=x", "/#x", "/..\\x"].map((end) => local.url + end);
  for (const address of ["http://user:pass@127.0.0.1:1", ...wrong]) {
    await at.run(`CometChat.useEmulator(${text(address)})`);
    await at.rejects(calls.init, "INVALID_HOST");
  }
  assert.equal((await local.requests()).length, 0);
});
