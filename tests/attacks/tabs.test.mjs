// @ts-check
/** Tabs that shout, lag behind, or do the opposite at the same time. */
import assert from "node:assert/strict";
import { until } from "../harness/index.mjs";
import { alice, bob, calls, carol, keys, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;

/** A second tab, where the SDK runs too. */
async function secondTab() {
  await at.init();
  const other = await at.tab();
  await at.init(other);
  return other;
}

/**
 * A browser may take a moment to show in one tab what another has stored.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @param {import("../harness/engines.mjs").Page} writer
 */
async function seesWhatIsStored(page, writer) {
  const stored = `localStorage.getItem(${text(keys.user)})`;
  await until(
    async () => (await page.evaluate(stored)) === (await writer.evaluate(stored)),
    "a tab to see what another has stored",
  );
}

/** The page neither hears of other tabs by the browser's events nor by channels. */
function deaf() {
  const { addEventListener } = window;
  window.addEventListener = /** @type {any} */ (
    (/** @type {string} */ name, /** @type {any} */ ...rest) => {
      if (name !== "storage" && name !== "pageshow")
        Reflect.apply(addEventListener, window, [name, ...rest]);
    }
  );
  /** @type {any} */ (window).BroadcastChannel = class {
    postMessage() {}
    close() {}
  };
}

/**
 * The same user is logged in in both tabs, by a token that is alive, and no other token is.
 *
 * @param {import("../harness/engines.mjs").Page} other
 */
async function assertOneTruth(other) {
  await seesWhatIsStored(at.page, other);
  const token = await at.get(calls.token);
  assert.equal(await at.get(calls.token, other), token, "the tabs do not agree");
  await at.onlyAlive(token === null ? [] : [token]);
}

at.attack(
  "late-tab-updates",
  async () => {
    const other = await secondTab();
    await at.get(calls.login(), other);
    await seesWhatIsStored(at.page, other);
    assert.equal(await at.get(calls.user), alice);
    await at.emulator.fault({ route: "PUT /me", fault: { kind: "hang" } });
    const update = at.end(
      `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(() => 1)`,
    );
    await at.emulator.requests({ route: "PUT /me", outcome: "pending", atLeast: 1 });
    await at.get(calls.logout, other);
    await at.get(calls.login(bob), other);
    const fresh = await at.get(calls.token, other);
    await seesWhatIsStored(at.page, other);
    await at.emulator.release();
    await update;
    const stored = await at.page.evaluate(`localStorage.getItem(${text(keys.user)})`);
    assert.ok(stored?.includes(fresh), "the other tab's session was overwritten");
    await assertOneTruth(other);
  },
  { prelude: deaf },
);

at.attack(
  "late-tab-logs-in",
  async () => {
    const other = await secondTab();
    await at.emulator.fault({ route: "PUT /me", fault: { kind: "hang" } });
    const login = at.end(calls.login());
    await at.emulator.requests({ route: "PUT /me", outcome: "pending", atLeast: 1 });
    await at.get(calls.login(bob), other);
    await seesWhatIsStored(at.page, other);
    await at.emulator.release();
    await login;
    await assertOneTruth(other);
  },
  { prelude: deaf },
);

at.attack(
  "late-tab-same-user",
  async () => {
    const other = await secondTab();
    await at.emulator.fault({ route: "PUT /me", fault: { kind: "hang" } });
    const login = at.end(calls.login());
    await at.emulator.requests({ route: "PUT /me", outcome: "pending", atLeast: 1 });
    await at.get(calls.login(alice), other);
    await seesWhatIsStored(at.page, other);
    await at.emulator.release();
    await login;
    await assertOneTruth(other);
  },
  { prelude: deaf },
);

at.attack(
  "late-tab-logs-out",
  async () => {
    const other = await secondTab();
    await at.get(calls.login());
    await seesWhatIsStored(other, at.page);
    assert.equal(await at.get(calls.user, other), alice);
    await at.get(calls.logout);
    await at.get(calls.login(bob));
    await seesWhatIsStored(other, at.page);
    await at.get(calls.logout, other);
    await assertOneTruth(other);
    assert.equal(await at.get(calls.user), null);
  },
  { prelude: deaf },
);

at.attack(
  "late-tab-dead-token",
  async () => {
    const other = await secondTab();
    await at.get(calls.login());
    await seesWhatIsStored(other, at.page);
    assert.equal(await at.get(calls.user, other), alice);
    await at.emulator.fault({ route: "GET /users/*", fault: { kind: "hang" } });
    const get = at.end(`CometChat.getUser(${text(bob)}).then(() => 1)`, other);
    await at.emulator.requests({ route: "GET /users/*", outcome: "pending", atLeast: 1 });
    await at.get(calls.logout);
    await at.get(calls.login());
    await seesWhatIsStored(other, at.page);
    await at.emulator.release();
    await get;
    await assertOneTruth(other);
    assert.equal(await at.get(calls.user), alice);
  },
  { prelude: deaf },
);

/** What a tab may do while the other does something, and the request that ends it. */
const moves = {
  "log in": { call: calls.login(), last: "PUT /me" },
  "log in as another": { call: calls.login(bob), last: "PUT /me" },
  "log out": { call: calls.logout, last: "DELETE /me" },
};

/** Whether each pair of moves is tried with a user and without, and in both orders: else, in one way each. */
const inEveryWay = process.env.COMETCHAT_EVERY_ORDER === "1";

at.attack("tabs-in-every-order", async () => {
  const other = await secondTab();
  let turn = 0;
  for (const [here, mine] of Object.entries(moves))
    for (const [there, theirs] of Object.entries(moves)) {
      turn += 1;
      for (const begin of [false, true])
        for (const first of [0, 1]) {
          if (!inEveryWay && Number(begin) * 2 + first !== turn % 4) continue;
          if (begin) {
            await at.get(calls.login(carol));
            await seesWhatIsStored(other, at.page);
            await at.get(calls.user, other);
          }
          // Both are held at their last request, and let go one after the other.
          const held = [];
          for (const [page, { call, last }] of /** @type {const} */ ([
            [at.page, mine],
            [other, theirs],
          ])) {
            const { id } = await at.emulator.fault({ route: last, fault: { kind: "hang" } });
            let over = false;
            const ended = at.end(call, page).finally(() => {
              over = true;
            });
            await until(
              async () => over || (await at.emulator.state()).held === held.length + 1,
              call,
            );
            held.push({ id, page, ended });
          }
          const order = first === 0 ? held : held.reverse();
          for (const { id, page, ended } of order) {
            await at.emulator.release(id);
            await ended;
            await seesWhatIsStored(page === other ? at.page : other, page);
          }
          await at.emulator.clearFaults();
          await assertOneTruth(other).catch((error) => {
            const who = begin ? "with a user, " : "";
            throw new Error(
              `${who}${here} here, ${there} there, ${first + 1} first: ${error.message}`,
            );
          });
          await at.end(calls.logout);
          await seesWhatIsStored(other, at.page);
          await assertOneTruth(other);
        }
    }
});

at.attack("channel-flood", async () => {
  await at.init();
  await at.get(calls.login());
  const other = await at.browser.open(`${at.origin}/empty`);
  await other.evaluate(`(() => {
    const channel = new BroadcastChannel("cometchat-wasm");
    const hostile = [0, null, undefined, "logout", { type: "logout" }, [], new Error("hostile"), NaN,
      { key: ${text(keys.user)}, newValue: "{}" }, new Map(), new ArrayBuffer(1_000), "x".repeat(100_000)];
    for (let round = 0; round < 500; round++)
      for (const message of hostile) channel.postMessage(message);
  })()`);
  for (let round = 0; round < 5; round++) assert.equal(await at.get(calls.user), alice);
  await at.get(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", alice]]);
  assert.equal(at.requests().length, 3);
  await other.close();
});

at.attack("channel-overheard", async () => {
  const token = at.guard(await at.emulator.addToken(alice));
  const other = await at.browser.open(`${at.origin}/empty`);
  await other.evaluate(`(() => {
    window.heard = [];
    new BroadcastChannel("cometchat-wasm").onmessage = ({ data }) => heard.push(JSON.stringify(data));
  })()`);
  await at.init();
  await at.get(calls.loginWith(token));
  // A channel that was just opened may miss the first messages.
  for (let turn = 0; turn < 20 && (await other.evaluate("heard.length")) < 2; turn++) {
    await at.get(calls.logout);
    await at.get(calls.login());
  }
  assert.ok((await other.evaluate("heard.length")) >= 2, "nothing was heard");
  assert.doesNotMatch(text(await other.evaluate("heard")), /token|uid|_\d{6}/);
  await other.close();
});

at.attack("frame-of-the-page", async () => {
  await at.init();
  await at.get(calls.login());
  const heard = await at.page.evaluate(`await (async () => {
    const heard = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const frame = Object.assign(document.createElement("iframe"), {
      sandbox: "allow-scripts",
      srcdoc: "<script>" +
        "let stolen; try { stolen = JSON.stringify({ ...localStorage }); } catch (error) { stolen = error.name; }" +
        "parent.postMessage(stolen, '*');" +
        "try { new BroadcastChannel('cometchat-wasm').postMessage('logout'); } catch {}" +
        "for (let n = 0; n < 100; n++) parent.postMessage({ type: 'logout', key: '${keys.user}' }, '*');" +
        "</" + "script>",
    });
    document.body.append(frame);
    while (heard.length < 101) await new Promise((resolve) => setTimeout(resolve, 20));
    return heard[0];
  })()`);
  assert.equal(heard, "SecurityError");
  assert.equal(await at.get(calls.user), alice);
});
