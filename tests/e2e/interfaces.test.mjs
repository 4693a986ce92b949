// @ts-check
/** What user interfaces do: mount, unmount and mount again, and show the state. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { app, scene, uids } from "./application.mjs";
import { giveTokens } from "./tokens.mjs";

const at = scene();

const [uid, other] = uids;
const key = JSON.stringify(app.authKey);
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;

beforeEach(() => giveTokens(at.page, at.emulator.url));

describe("a component that is mounted ten times makes one login", () => {
  /**
   * Mounts a component ten times, and unmounts it all but the last time. What it shows in the end is
   * what the last mount has got.
   *
   * @param {{ signal: boolean, pause: boolean }} way whether unmounting gives the login up, and whether
   *   time passes between one mount and the next
   */
  const mount = ({ signal, pause }) =>
    at.page.evaluate(`await (async () => {
      const shown = [];
      const mount = (number) => {
        const abort = new AbortController();
        const options = ${signal ? "{ signal: abort.signal }" : "{}"};
        const show = () => shown.push(CometChat.getSession().status);
        const end = CometChat.subscribe(show);
        const user = CometChat.ensureLoggedIn({ uid: "${uid}", authToken: giveToken, ...options });
        user.catch(() => {});
        return { user, unmount: () => { abort.abort(); end(); } };
      };
      let mounted = mount();
      for (let times = 1; times < 10; times += 1) {
        if (${pause}) await new Promise((resolve) => setTimeout(resolve));
        mounted.unmount();
        mounted = mount();
      }
      window.isMounted = true;
      const { uid } = await mounted.user;
      return { uid, shown: shown.at(-1) };
    })()`);

  for (const [how, way, lasting] of /** @type {const} */ ([
    ["in one go", { signal: false, pause: false }, true],
    ["over some time", { signal: false, pause: true }, true],
    ["in one go, each of which gives it up", { signal: true, pause: false }, false],
  ])) {
    test(how, async () => {
      await at.application.init();
      // However fast the login is, it ends after the last mount.
      const order = await at.emulator.fault({
        route: "PUT /me",
        times: 1,
        fault: { kind: "hang" },
      });
      const mounting = mount(way);
      await at.page.waitFor("window.isMounted === true");
      await at.emulator.requests({ route: "PUT /me", atLeast: 1 });
      await at.emulator.release(order.id);
      const { uid: found, shown } = await mounting;
      assert.deepEqual([found, shown], [uid, "loggedIn"]);
      const requests = await at.emulator.requests();
      assert.deepEqual(
        requests.map(({ route }) => route),
        ["PUT /me"],
      );
      assert.deepEqual(await at.page.evaluate("asked"), [[uid, "login"]]);
      assert.equal((await at.emulator.state()).tokens.length, 1);
      const events = await at.page.evaluate("events");
      const good = events.filter((/** @type {string[]} */ [name]) => name === "loginSuccess");
      assert.deepEqual(good, [["loginSuccess", uid]]);
      if (lasting) assert.deepEqual(events, good);
    });
  }

  test("also if it calls init itself, each time, before anything is loaded", async () => {
    const users = await at.page.evaluate(`await (async () => {
      CometChat.useEmulator(${JSON.stringify(at.emulator.url)});
      const users = [];
      for (let times = 0; times < 10; times += 1) {
        CometChat.init(${JSON.stringify(app.appId)}, { region: "eu" });
        users.push(CometChat.ensureLoggedIn({ uid: "${uid}", authToken: giveToken }));
      }
      return (await Promise.all(users)).map((user) => user.uid);
    })()`);
    assert.deepEqual(
      users,
      Array.from({ length: 10 }, () => uid),
    );
    assert.equal((await at.emulator.requests()).length, 1);
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid]]);
  });
});

describe("getSession", () => {
  test("is the same object until something changes, and cannot be changed", async () => {
    assert.equal(await at.page.evaluate("CometChat.getSession().status"), "loading");
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    const found = await at.page.evaluate(`await (async () => {
      "use strict";
      const before = CometChat.getSession();
      await CometChat.getLoggedinUser();
      await CometChat.getUser("${other}");
      const same = before === CometChat.getSession();
      let thrown;
      try { before.status = "mine"; } catch (error) { thrown = error instanceof TypeError; }
      await CometChat.updateCurrentUserDetails({ name: "Andy" });
      const after = CometChat.getSession();
      return { same, thrown, other: after !== before, name: after.user.getName(),
        isUser: after.user instanceof CometChat.User };
    })()`);
    assert.deepEqual(found, { same: true, thrown: true, other: true, name: "Andy", isUser: true });
  });

  test("tells who has unsubscribed nothing more, and others in spite of one who throws", async () => {
    await at.application.init();
    const told = await at.page.evaluate(`await (async () => {
      const told = { first: 0, second: 0 };
      const reported = [];
      window.reportError = (error) => reported.push(error.message);
      const first = () => { told.first += 1; };
      const endings = [CometChat.subscribe(first), CometChat.subscribe(first)];
      CometChat.subscribe(() => { throw new Error("mine"); });
      CometChat.subscribe(() => { told.second += 1; });
      const ratio = () => {
        const { first, second } = told;
        Object.assign(told, { first: 0, second: 0 });
        return second > 0 && first / second;
      };
      await ${login};
      const ratios = [ratio()];
      for (const end of endings) {
        end();
        end();
        await CometChat.logout();
        await ${login};
        ratios.push(ratio());
      }
      return { ratios, reported: [...new Set(reported)] };
    })()`);
    assert.deepEqual(told, { ratios: [2, 1, 0], reported: ["mine"] });
  });
});
