// @ts-check
/** Answers that get lost, after the server has done what it was asked. */
import assert from "node:assert/strict";
import { holdDeadlines } from "../harness/deadlines.mjs";
import { until } from "../harness/index.mjs";
import { calls, hurry, scene, text } from "./scene.mjs";

const at = scene();

const tokens = "POST /users/*/auth_tokens";

/** How an answer gets lost. */
const losses = [
  ...[{ kind: "drop" }, { kind: "drop", reset: true }, { kind: "hang" }, { kind: "not-json" }],
  ...[{ kind: "empty", status: 502 }, { kind: "truncate" }],
];

const posts = async () => (await at.emulator.requests({ route: tokens })).length;

/** How a login ends whose answer is lost; it gives up once the server has been asked. */
const lost = async () => {
  await at.run(`void (window.ending = endOf(() => ${calls.login}))`);
  await until(async () => (await posts()) > 0);
  await at.run("expire()");
  return at.run("await window.ending");
};

at.attack("lost-token", { prelude: holdDeadlines }, async () => {
  for (const fault of losses) {
    const how = text(fault);
    await at.emulator.reset();
    await at.init();
    await at.emulator.fault({ route: tokens, times: null, after: true, fault });
    const ending = await (fault.kind === "hang" ? lost() : at.end(calls.login));
    assert.ok(ending.code, `${how}: ${text(ending)}`);
    assert.equal(await posts(), 1, `${how}: asked again`);
    assert.ok((await at.tokens()).length <= 1, how);
    await at.emulator.clearFaults();
    await at.login();
    await at.logout();
    assert.ok((await at.tokens()).length <= 1, `${how}, after the logout`);
  }
});

at.attack("lost-once", async () => {
  await at.init();
  await at.emulator.fault({ route: tokens, times: 1, after: true, fault: { kind: "drop" } });
  await at.end(calls.login);
  assert.equal(await posts(), 1, "asked again for a token that may have been made");
});

at.attack("refused-token", async () => {
  await at.init();
  for (const status of [429, 503]) {
    await at.emulator.reset();
    const fault = { kind: "status", status, headers: { "Retry-After": "0" } };
    await at.emulator.fault({ route: tokens, times: 1, fault });
    await at.login();
    assert.equal((await at.tokens()).length, 1);
    await at.logout();
    assert.deepEqual(await at.tokens(), []);
  }
});

at.attack("lost-registration", { prelude: hurry }, async () => {
  await at.init();
  const fault = { kind: "drop" };
  await at.emulator.fault({ route: "PUT /me", times: null, after: true, fault });
  await at.rejects(calls.login, "FAILED_TO_FETCH");
  await at.onlyAlive([]);
  assert.equal(await at.user(), null);
});

at.attack("lost-logout", { prelude: hurry }, async () => {
  await at.init();
  await at.login();
  await at.emulator.fault({ route: "DELETE /me", times: 1, fault: { kind: "drop" } });
  await at.logout();
  assert.equal(await at.user(), null);
  await at.onlyAlive([]);
});

for (const [id, login, end] of [
  [
    "abandoned-login",
    "CometChat.login(alice, key, { signal: (window.aborting = new AbortController()).signal })",
    "Promise.resolve(aborting.abort())",
  ],
  ["overtaken-login", calls.login, calls.logout],
])
  at.attack(id, async () => {
    await at.init();
    for (const route of [tokens, "PUT /me"]) {
      await at.emulator.reset();
      const { code } = await at.during(route, login, () => at.end(end), { after: true });
      assert.equal(code, "LOGIN_CANCELLED");
      await at.onlyAlive([]);
      assert.equal(await at.user(), null);
    }
  });
