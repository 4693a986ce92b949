// @ts-check
/** Answers that get lost, after the server has done what it was asked. */
import assert from "node:assert/strict";
import { holdDeadlines } from "../harness/deadlines.mjs";
import { until } from "../harness/index.mjs";
import { hurry } from "./page.mjs";
import { alice, app, calls, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;
const tokens = "POST /users/*/auth_tokens";

/** How an answer gets lost. */
const losses = [
  { kind: "drop" },
  { kind: "drop", reset: true },
  { kind: "hang" },
  { kind: "not-json" },
  { kind: "empty", status: 502 },
  { kind: "truncate" },
];

const posts = async () => (await at.emulator.requests({ route: tokens })).length;

/** How a login ends whose answer is lost; it gives up once the server has been asked. */
const lost = async () => {
  await at.page.evaluate(`void (window.ending = endOf(() => ${calls.login()}))`);
  await until(async () => (await posts()) > 0);
  await at.page.evaluate("expire()");
  return at.page.evaluate("await window.ending");
};

at.attack(
  "lost-token",
  async () => {
    const wrong = [];
    for (const fault of losses) {
      await at.emulator.reset();
      await at.init();
      await at.emulator.fault({ route: tokens, times: null, after: true, fault });
      const ending = await (fault.kind === "hang" ? lost() : at.end(calls.login()));
      if (!ending.code) wrong.push(`${text(fault)}: ${text(ending)}`);
      if ((await posts()) !== 1) wrong.push(`${text(fault)}: asked ${await posts()} times`);
      if ((await at.tokens()).length > 1)
        wrong.push(`${text(fault)}: ${(await at.tokens()).length} tokens`);
      await at.emulator.clearFaults();
      await at.get(calls.login());
      await at.get(calls.logout);
      const left = (await at.tokens()).length;
      if (left > 1) wrong.push(`${text(fault)}: ${left} tokens after the logout`);
    }
    assert.deepEqual(wrong, []);
  },
  { prelude: holdDeadlines },
);

at.attack("lost-once", async () => {
  await at.init();
  await at.emulator.fault({ route: tokens, times: 1, after: true, fault: { kind: "drop" } });
  await at.end(calls.login());
  assert.equal(await posts(), 1, "asked again for a token that may have been made");
});

at.attack("refused-token", async () => {
  await at.init();
  for (const status of [429, 503]) {
    await at.emulator.reset();
    await at.emulator.fault({
      route: tokens,
      times: 1,
      fault: { kind: "status", status, headers: { "Retry-After": "0" } },
    });
    assert.equal((await at.get(calls.login())).uid, alice);
    assert.equal((await at.tokens()).length, 1);
    await at.get(calls.logout);
    assert.deepEqual(await at.tokens(), []);
  }
});

at.attack(
  "lost-registration",
  async () => {
    await at.init();
    await at.emulator.fault({
      route: "PUT /me",
      times: null,
      after: true,
      fault: { kind: "drop" },
    });
    assert.equal((await at.end(calls.login())).code, "FAILED_TO_FETCH");
    await until(
      async () => (await at.tokens()).length === 0,
      "the token of the failed login to be revoked",
    );
    assert.equal(await at.get(calls.user), null);
  },
  { prelude: hurry },
);

at.attack(
  "lost-logout",
  async () => {
    await at.init();
    await at.get(calls.login());
    await at.emulator.fault({ route: "DELETE /me", times: 1, fault: { kind: "drop" } });
    await at.get(calls.logout);
    assert.equal(await at.get(calls.user), null);
    await until(async () => (await at.tokens()).length === 0, "the token to be revoked after all");
  },
  { prelude: hurry },
);

at.attack("abandoned-login", async () => {
  await at.init();
  for (const route of [tokens, "PUT /me"]) {
    await at.emulator.reset();
    await at.emulator.fault({ route, after: true, fault: { kind: "hang" } });
    await at.page.evaluate("void (window.aborting = new AbortController())");
    const login = at.end(
      `CometChat.login(${text(alice)}, ${text(app.authKey)}, { signal: aborting.signal })`,
    );
    await at.emulator.requests({ route, outcome: "pending", atLeast: 1 });
    await at.page.evaluate("aborting.abort()");
    assert.equal((await login).code, "LOGIN_CANCELLED");
    await at.emulator.release();
    await until(
      async () => (await at.tokens()).length === 0,
      "the token of the abandoned login to be revoked",
    );
    assert.equal(await at.get(calls.user), null);
  }
});

at.attack("overtaken-login", async () => {
  await at.init();
  for (const route of [tokens, "PUT /me"]) {
    await at.emulator.reset();
    await at.emulator.fault({ route, after: true, fault: { kind: "hang" } });
    const login = at.end(calls.login());
    await at.emulator.requests({ route, outcome: "pending", atLeast: 1 });
    await at.end(calls.logout);
    assert.equal((await login).code, "LOGIN_CANCELLED");
    await at.emulator.release();
    await until(
      async () => (await at.tokens()).length === 0,
      "the token of the overtaken login to be revoked",
    );
    assert.equal(await at.get(calls.user), null);
  }
});
