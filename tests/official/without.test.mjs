// @ts-check
/** Both SDKs on one page without the companion: what docs/with-the-official-sdk.md says of that. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { until } from "../harness/index.mjs";
import { first, initOfficial, login, logout, second, update } from "./agreement.mjs";
import { openStage, useStage } from "./stage.mjs";

const stage = useStage(openStage);
/** @type {import("./stage.mjs").Tab} */
let tab;
beforeEach(async () => {
  tab = await stage.open();
});

const user = () => tab.run("Here.getLoggedinUser().then((user) => user?.getUid() ?? null)");
/** Logs in to the official SDK: its session is this one's, too. */
async function takenOver() {
  await tab.run("official()");
  await initOfficial(tab);
  await login(tab, "Official", first);
  await until(async () => (await user()) === first);
}
const connected = () => tab.sockets().some(({ uid }) => uid === first);

test("its init takes a session of this SDK over, and connects", async () => {
  await login(tab, "Here", first);
  await tab.run("official()");
  await initOfficial(tab);
  await until(connected);
  assert.equal(await update(tab), first);
});

test("its init takes the stored session away until the server has answered", async () => {
  await login(tab, "Here", first);
  await tab.run("official()");
  await stage.emulator.fault({ route: "PUT /me", times: null, fault: { kind: "hang" } });
  await initOfficial(tab);
  assert.equal(await user(), null);
});

test("initialised before a login here, it gives the user and cannot use it", async () => {
  await tab.run("official()");
  await initOfficial(tab);
  await login(tab, "Here", first);
  assert.equal(await update(tab), "TypeError");
  assert.deepEqual(tab.sockets(), []);
  await initOfficial(tab);
  await until(connected);
  assert.equal(await update(tab), first);
});

test("a session of its own is taken over here; after a switch here it sends the old token, and takes the session away", async () => {
  await takenOver();
  await login(tab, "Here", second);
  await until(async () => (await stage.emulator.state()).tokens.length === 1);
  assert.equal(await update(tab), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  await until(async () => (await user()) === null);
});

test("a logout here leaves it connected", async () => {
  await takenOver();
  await until(connected);
  await logout(tab, "Here");
  await until(async () => (await stage.emulator.state()).tokens.length === 0);
  assert.equal(await update(tab), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
});

test("its logout ends the session here", async () => {
  await takenOver();
  await logout(tab, "Official");
  await until(async () => (await user()) === null);
});
