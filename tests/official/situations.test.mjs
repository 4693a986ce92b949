// @ts-check
/** The companion where something comes in between. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, until } from "../harness/index.mjs";
import { agree, first, heard, initOfficial, login, logout, second, update } from "./agreement.mjs";
import { openStage, useStage } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Tab} Tab */

const stage = useStage(openStage);

/** Both SDKs of a new tab in step, with the first user. */
async function inStep() {
  const tab = await stage.open();
  await tab.run("accompany()");
  await login(tab, "Here", first);
  await agree(stage.emulator, [tab], first);
  return tab;
}

describe("a session from before", () => {
  test("of this SDK is taken over", async () => {
    const tab = await stage.open();
    await login(tab, "Here", first);
    await tab.reload();
    await tab.run("accompany()");
    await agree(stage.emulator, [tab], first);
    assert.equal(await update(tab), first);
    assert.deepEqual(await heard(tab), []);
  });

  test("of the official SDK is taken over", async () => {
    const tab = await stage.open();
    await tab.run("official()");
    await initOfficial(tab);
    await login(tab, "Official", first);
    await until(() => tab.run("Here.getLoggedinUser()"));
    await tab.reload();
    await tab.run("accompany()");
    await agree(stage.emulator, [tab], first);
    assert.equal(await update(tab), first);
  });

  test("outlives a reload, and a switch in another tab meanwhile", async () => {
    const tab = await inStep();
    await tab.reload();
    await tab.run("accompany()");
    await agree(stage.emulator, [tab], first);
    const other = await stage.open();
    await login(other, "Here", second);
    await tab.reload();
    await tab.run("accompany()");
    await other.run("accompany()");
    await agree(stage.emulator, [tab, other], second);
  });
});

describe("the official SDK", () => {
  test("has the settings of this one, and its device", async () => {
    const tab = await inStep();
    assert.deepEqual(tab.sockets(), [{ uid: first, presence: "ALL_USERS" }]);
    const requests = await stage.emulator.requests({ route: "PUT /me" });
    assert.deepEqual(
      requests.map(({ headers }) => headers.sdk.split("@")[1] === "4.2.0"),
      [false, true],
    );
    assert.equal(requests[1].body.deviceId, requests[0].body.deviceId);
  });

  test("is there before this one is initialised", async () => {
    const tab = await stage.open("null");
    await tab.run("{ accompanied: (window.accompanied = accompany(), null) }");
    await tab.run(
      `Here.init("${app.appId}", new Here.AppSettingsBuilder().setRegion("us").build())`,
    );
    await tab.run("accompanied");
    await login(tab, "Here", first);
    await agree(stage.emulator, [tab], first);
  });

  test("is initialised again by the application, and no session is lost", async () => {
    const tab = await inStep();
    const other = await stage.open();
    await initOfficial(tab);
    await agree(stage.emulator, [tab], first);
    assert.equal(await update(tab), first);
    await login(tab, "Here", second);
    await agree(stage.emulator, [tab], second);
    assert.deepEqual(await heard(other), [`here loginSuccess ${second}`]);
  });

  test("takes no session away with the answer to a request from before a switch", async () => {
    const tab = await inStep();
    await stage.emulator.fault({ route: "GET /users/*", fault: { kind: "hang" } });
    await tab.run(
      `{ asked: (window.asked = Official.getUser("${second}").catch(() => {}), null) }`,
    );
    await stage.emulator.requests({ route: "GET /users/*", atLeast: 1 });
    await login(tab, "Here", second);
    await agree(stage.emulator, [tab], second);
    await stage.emulator.release();
    await tab.run("asked");
    await until(() => tab.run("events.includes('official logoutSuccess')"));
    await agree(stage.emulator, [tab], second);
    assert.equal(await update(tab), second);
    assert.deepEqual(await heard(tab), [
      `here loginSuccess ${first}`,
      `here loginSuccess ${second}`,
    ]);
  });

  test("meets a dead token first: the session has ended for both", async () => {
    const tab = await inStep();
    const [{ authToken }] = (await stage.emulator.state()).tokens;
    await stage.emulator.revokeToken(authToken);
    assert.equal(await update(tab), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    await agree(stage.emulator, [tab], null);
    assert.deepEqual(await heard(tab), [`here loginSuccess ${first}`, "here logoutSuccess"]);
  });
});

describe("nobody waits for anybody", () => {
  test("login, switch and logout at once here", async () => {
    const tab = await stage.open();
    await tab.run("accompany()");
    await login(tab, "Here", first);
    await login(tab, "Here", second);
    await agree(stage.emulator, [tab], second);
    await login(tab, "Here", first);
    await logout(tab, "Here");
    await agree(stage.emulator, [tab], null);
  });

  test("login there, switch here, logout there", async () => {
    const tab = await stage.open();
    await tab.run("accompany()");
    await login(tab, "Official", first);
    await login(tab, "Here", second);
    await tab.run("companion.ready()");
    await logout(tab, "Official");
    await agree(stage.emulator, [tab], null);
  });

  test("a login here during a logout there", async () => {
    const tab = await inStep();
    await stage.emulator.fault({ route: "DELETE /me", fault: { kind: "hang" } });
    await tab.run("{ out: (window.out = Official.logout(), null) }");
    await login(tab, "Here", second);
    await stage.emulator.release();
    await tab.run("out");
    await agree(stage.emulator, [tab], second);
    assert.equal(await update(tab), second);
  });

  test("a login there during a logout there", async () => {
    const tab = await inStep();
    await stage.emulator.fault({ route: "DELETE /me", times: 2, fault: { kind: "hang" } });
    await tab.run("{ out: (window.out = Official.logout(), null) }");
    await login(tab, "Official", second);
    await stage.emulator.release();
    await tab.run("out");
    await agree(stage.emulator, [tab], (await tab.state()).here);
  });

  test("logins in two tabs at the same time", async () => {
    const tabs = [await stage.open(), await stage.open()];
    for (const tab of tabs) await tab.run("accompany()");
    await Promise.allSettled([login(tabs[0], "Here", first), login(tabs[1], "Official", second)]);
    for (const tab of tabs) await tab.run("companion.ready()");
    const { here } = await tabs[0].state();
    await agree(stage.emulator, tabs, here);
  });
});

describe("the server", () => {
  test("fails: `ready` says so, and works when called again", async () => {
    const tab = await stage.open();
    await login(tab, "Here", first);
    await stage.emulator.fault({
      route: "PUT /me",
      fault: { kind: "error", code: "ERR_BAD_REQUEST" },
    });
    await tab.run("{ companion: (window.companion = keepInStep(Here, loadOfficial), null) }");
    assert.deepEqual(
      await tab.run(`companion.ready().catch((error) =>
        [error instanceof Here.CometChatException, error.code, error.details.reason])`),
      [true, "CHAT_NOT_READY", "ERR_BAD_REQUEST"],
    );
    await tab.run("companion.ready().then((official) => { window.Official = official; })");
    await agree(stage.emulator, [tab], first);
  });

  test("is silent: a late answer changes nobody here", async () => {
    const tab = await inStep();
    await tab.clock.install();
    await stage.emulator.fault({ route: "PUT /me", skip: 1, fault: { kind: "hang" } });
    await login(tab, "Here", second);
    await stage.emulator.requests({ route: "PUT /me", atLeast: 4 });
    await tab.clock.fastForward(31_000);
    await login(tab, "Here", first);
    await stage.emulator.release();
    await until(async () => {
      await tab.clock.fastForward(1_000);
      return (await tab.state()).official === first;
    });
    await agree(stage.emulator, [tab], first);
    assert.deepEqual(
      await heard(tab),
      [first, second, first].map((uid) => `here loginSuccess ${uid}`),
    );
  });
});

describe("a companion", () => {
  test("leaves all as it is when it is stopped", async () => {
    const tab = await inStep();
    await tab.run("companion.stop()");
    assert.equal(await update(tab), first);
    await login(tab, "Here", second);
    await logout(tab, "Official").catch(() => {});
    assert.equal((await tab.state()).here, second);
    assert.match(await tab.run("companion.ready().catch(String)"), /stopped/);
    await tab.run("accompany()");
    await agree(stage.emulator, [tab], second);
  });

  test("is started twice and stopped once, as React does in development", async () => {
    const tab = await stage.open();
    await login(tab, "Here", first);
    await tab.run("{ none: (keepInStep(Here, loadOfficial).stop(), null) }");
    await tab.run("{ none: (window.early = keepInStep(Here, loadOfficial), null) }");
    await tab.run("early.ready().then(() => { early.stop(); })");
    await tab.run("accompany()");
    await agree(stage.emulator, [tab], first);
    const requests = await stage.emulator.requests({ route: "PUT /me" });
    assert.equal(requests.length, 2);
  });

  test("refuses an official SDK whose session is in the same place", async () => {
    const tab = await stage.open();
    await tab.run("official()");
    await initOfficial(tab);
    await login(tab, "Here", first);
    const said = await tab.run("keepInStep(Here, Official).ready().catch(String)");
    assert.match(said, /Call keepInStep\(\) before its init/);
    assert.equal((await tab.state()).here, first);
  });
});
