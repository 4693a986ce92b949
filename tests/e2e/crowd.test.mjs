// @ts-check
/** Very many listeners, and such that add, remove and throw while they are told. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const login = `CometChat.login(${JSON.stringify(uids[0])}, ${JSON.stringify(app.authKey)})`;

test("ten thousand listeners are told once each, in order", async () => {
  const told = await at.page.evaluate(`await (async () => {
    const told = [];
    for (let i = 0; i < 10_000; i += 1) {
      CometChat.addLoginListener("crowd" + i, { loginSuccess: () => told.push(i) });
    }
    await ${login};
    for (let i = 0; i < 10_000; i += 1) CometChat.removeLoginListener("crowd" + i);
    await CometChat.logout();
    await ${login};
    return { count: told.length, inOrder: told.every((it, place) => it === place) };
  })()`);
  assert.deepEqual(told, { count: 10_000, inOrder: true });
});

test("those who add, remove and throw while they are told disturb nobody", async () => {
  const told = await at.page.evaluate(`await (async () => {
    const told = [];
    const reported = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => reported.push(error.message);
    CometChat.addLoginListener("first", { loginSuccess: () => {
      told.push("first");
      CometChat.removeLoginListener("first");
      CometChat.removeLoginListener("third");
      CometChat.addLoginListener("late", { loginSuccess: () => told.push("late") });
      throw new Error("first fails");
    } });
    CometChat.addLoginListener("second", { loginSuccess: () => told.push("second") });
    CometChat.addLoginListener("third", { loginSuccess: () => told.push("third") });
    await ${login};
    told.push("|");
    await CometChat.logout();
    await ${login};
    globalThis.reportError = report;
    for (const id of ["second", "late"]) CometChat.removeLoginListener(id);
    return { told, reported };
  })()`);
  assert.deepEqual(told, {
    told: ["first", "second", "third", "|", "second", "late"],
    reported: ["first fails"],
  });
});

test("a call whose signal is aborted already sends nothing", async () => {
  const code = await at.page.evaluate(`await CometChat.createUser(
    { uid: "never", name: "Never" }, ${JSON.stringify(app.authKey)}, { signal: AbortSignal.abort() },
  ).catch((error) => error.code)`);
  assert.equal(code, "REQUEST_CANCELLED");
  await at.page.evaluate(`await ${login}`);
  const sent = await at.emulator.requests();
  assert.equal(
    sent.some((it) => it.method === "POST" && it.path.endsWith("/users")),
    false,
  );
});
