// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, startEmulator } from "./emulator.mjs";

/**
 * @param {string} url
 * @param {string} uid
 */
const createToken = (url, uid) =>
  fetch(`${url}/v3.0/users/${uid}/auth_tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", appid: app.appId, apikey: app.authKey },
    body: "{}",
  });

test("starts, records, misbehaves as told, forgets, and stops", async () => {
  const emulator = await startEmulator();
  const good = await createToken(emulator.url, "cometchat-uid-1");
  assert.equal(good.status, 200);
  assert.equal((await good.json()).data.uid, "cometchat-uid-1");

  const [request] = await emulator.requests({ atLeast: 1 });
  assert.equal(request.route, "POST /users/cometchat-uid-1/auth_tokens");
  assert.equal(request.headers.apikey, app.authKey);
  await emulator.clearRequests();
  assert.deepEqual(await emulator.requests(), []);

  await emulator.fault({ fault: { kind: "status", status: 503 } });
  assert.equal((await emulator.faults()).length, 1);
  assert.equal((await createToken(emulator.url, "cometchat-uid-1")).status, 503);
  assert.equal((await createToken(emulator.url, "cometchat-uid-1")).status, 200);

  await emulator.reset();
  assert.deepEqual(await emulator.faults(), []);
  assert.deepEqual((await emulator.state()).tokens, []);

  await emulator.stop();
  await assert.rejects(createToken(emulator.url, "cometchat-uid-1"));
});

test("two emulators know nothing of each other", async () => {
  const first = await startEmulator({ args: ["--user", "ada=Ada"] });
  const second = await startEmulator({ faults: [{ fault: { kind: "empty" } }] });
  assert.equal((await createToken(first.url, "ada")).status, 200);
  assert.equal(await (await createToken(second.url, "ada")).text(), "");
  assert.equal((await createToken(second.url, "ada")).status, 404);
  await first.stop();
  await second.stop();
});

test("what the emulator does not understand is an error", async () => {
  const emulator = await startEmulator();
  await assert.rejects(emulator.fault({ fault: { kind: "no such kind" } }), /refuses/);
  await emulator.stop();
});
