// @ts-check
/** What one test leaves on its way to the server does not reach the next. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();
const [uid, other] = uids;

/** @type {string} */
let before;

test("a login as somebody else ends the former session on the server, in the background", async () => {
  before = at.emulator.url;
  await at.application.init();
  await at.page.evaluate(`await CometChat.login("${uid}", "${app.authKey}")`);
  await at.page.evaluate(`await CometChat.login("${other}", "${app.authKey}")`);
  const [revoked] = await at.emulator.requests({ route: "DELETE /me", atLeast: 1 });
  assert.ok(revoked);
});

test("a request that comes after its test is not in the next one's journal", async () => {
  const late = fetch(`${before}/v3.0/me`, { method: "DELETE" });
  // Whoever listens there now, if anybody does, it is not this test's emulator.
  await late.catch(() => {});
  assert.deepEqual(await at.emulator.requests(), []);
});
