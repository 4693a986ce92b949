// @ts-check
/**
 * Where the browser keeps what docs/protocol.md tells of. What is kept is in tests/core/storage.rs and sharing.test.mjs;
 * what can be wrong with a storage, or in it, in tests/matrix/faults/storage.mjs and tests/attacks/storage.test.mjs.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, init, namespace, scene, uids } from "./application.mjs";

const at = scene();

const [uid] = uids;
const login = `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`;

const key = {
  appId: `${namespace}:common_store/appId`,
  user: `${namespace}:common_store/user`,
  settings: `${namespace}:common_store/app_settings`,
  deviceId: `${namespace}:keys_store/deviceId`,
  source: `${namespace}:keys_store/integrationSource`,
};
const afterInit = [key.appId, key.deviceId, key.source].sort();
const afterLogin = [...afterInit, key.settings, key.user].sort();
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

/** @param {unknown} value */
const double = (value) => JSON.stringify(JSON.stringify(value));

/** @returns {Promise<{ local: Record<string, string>, session: Record<string, string> }>} */
const stored = () =>
  at.page.evaluate(() => ({ local: { ...localStorage }, session: { ...sessionStorage } }));

/** @param {Record<string, string>} area */
const keys = (area) => Object.keys(area).sort();

test("init stores the app and the device, where nothing was before", async () => {
  assert.deepEqual(await stored(), { local: {}, session: {} });
  await at.application.init();
  const { local, session } = await stored();
  assert.deepEqual(keys(local), afterInit);
  assert.equal(local[key.appId], double(app.appId));
  assert.match(local[key.deviceId], new RegExp(`^"${app.appId}_${uuid}_\\d{13}"$`));
  assert.equal(local[key.source], '"manual"');
  assert.deepEqual(session, {});
});

test("the first request gives the tab an id, which a reload keeps", async () => {
  await at.application.init();
  await at.page.evaluate(`await ${login}`);
  const { session } = await stored();
  assert.deepEqual(keys(session), ["sessionId"]);
  const version = at.application.version.replaceAll(".", "_");
  assert.match(session.sessionId, new RegExp(`^WEB-${version}-${uuid}-\\d{13}$`));
  await at.page.reload();
  await init(at.page, at.emulator.url);
  await at.page.evaluate(`await CometChat.getUser(${JSON.stringify(uid)})`);
  assert.deepEqual((await stored()).session, session);
});

test("logout removes the user, the settings and the tab, and keeps the rest", async () => {
  await at.application.init();
  const before = (await stored()).local;
  await at.page.evaluate(`await ${login}`);
  await at.page.evaluate("await CometChat.logout()");
  const { local, session } = await stored();
  assert.deepEqual(local, before);
  assert.equal(session.sessionId, undefined);
});

test("with StorageMode.SESSION all of it is in sessionStorage", async () => {
  await at.page.evaluate(
    async (/** @type {string} */ url, /** @type {string} */ appId) => {
      CometChat.useEmulator(url);
      const builder = new CometChat.AppSettingsBuilder().setRegion("eu");
      builder.setStorageMode(CometChat.StorageMode.SESSION);
      await CometChat.init(appId, builder.build());
    },
    at.emulator.url,
    app.appId,
  );
  await at.page.evaluate(`await ${login}`);
  const { local, session } = await stored();
  assert.deepEqual(local, {});
  assert.deepEqual(keys(session), [...afterLogin, "sessionId"].sort());
});
