// @ts-check
/** Tabs that shout, lag behind, or do the opposite at the same time. */
import assert from "node:assert/strict";
import { until } from "../harness/index.mjs";
import { alice, bob, calls, carol, inEveryWay, keys, scene, text } from "./scene.mjs";

/** @typedef {import("./scene.mjs").Page} Page */

const at = scene();

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
 * @param {Page} page
 * @param {Page} writer
 */
async function seesWhatIsStored(page, writer) {
  const isSame = async () => (await at.stored(page)) === (await at.stored(writer));
  await until(isSame, "a tab to see what another has stored");
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
 * @param {Page} other
 */
async function assertOneTruth(other) {
  await seesWhatIsStored(at.page, other);
  const token = await at.token();
  assert.equal(await at.token(other), token, "the tabs do not agree");
  await at.onlyAlive(token === null ? [] : [token]);
}

/** The second tab has done something, which this one does not hear of. @param {Page} other */
const unheard = (other) => seesWhatIsStored(at.page, other);

at.attack("late-tab-updates", { prelude: deaf }, async () => {
  const other = await secondTab();
  await at.login(alice, other);
  await unheard(other);
  assert.equal(await at.user(), alice);
  let fresh = "";
  await at.during("PUT /me", calls.update, async () => {
    await at.logout(other);
    await at.login(bob, other);
    fresh = await at.token(other);
    await unheard(other);
  });
  const stored = await at.stored();
  assert.ok(stored?.includes(fresh), "the other tab's session was overwritten");
  await assertOneTruth(other);
});

for (const [id, uid] of [
  ["late-tab-logs-in", bob],
  ["late-tab-same-user", alice],
])
  at.attack(id, { prelude: deaf }, async () => {
    const other = await secondTab();
    await at.during("PUT /me", calls.login, async () => {
      await at.login(uid, other);
      await unheard(other);
    });
    await assertOneTruth(other);
  });

at.attack("late-tab-logs-out", { prelude: deaf }, async () => {
  const other = await secondTab();
  await at.login(alice, other);
  await unheard(other);
  assert.equal(await at.user(), alice);
  await at.logout(other);
  await at.login(bob, other);
  await unheard(other);
  await at.logout();
  await assertOneTruth(other);
  assert.equal(await at.user(other), null);
});

at.attack("late-tab-dead-token", { prelude: deaf }, async () => {
  const other = await secondTab();
  await at.login(alice, other);
  await unheard(other);
  assert.equal(await at.user(), alice);
  await at.during("GET /users/*", calls.getUser, async () => {
    await at.logout(other);
    await at.login(alice, other);
    await unheard(other);
  });
  await assertOneTruth(other);
  assert.equal(await at.user(other), alice);
});

/** What a tab may do while the other does something, and the request that ends it. */
const moves = {
  "log in": { call: calls.login, last: "PUT /me" },
  "log in as another": { call: "CometChat.login(bob, key)", last: "PUT /me" },
  "log out": { call: calls.logout, last: "DELETE /me" },
};

at.attack("tabs-in-every-order", async () => {
  const other = await secondTab();
  const pairs = Object.entries(moves).flatMap(([here, mine]) =>
    Object.entries(moves).map(([there, theirs]) => ({ here, mine, there, theirs })),
  );
  const ways = pairs.flatMap((pair, turn) =>
    [0, 1, 2, 3]
      .filter((way) => inEveryWay || way === (turn + 1) % 4)
      .map((way) => ({ ...pair, begin: way > 1, first: way % 2 })),
  );
  for (const { here, mine, there, theirs, begin, first } of ways) {
    if (begin) {
      await at.login(carol);
      await seesWhatIsStored(other, at.page);
      await at.user(other);
    }
    // Both are held at their last request, and let go one after the other.
    /** @type {{ id: number, page: Page, seer: Page, ended: Promise<unknown> }[]} */
    const held = [];
    for (const [page, seer, { call, last }] of /** @type {const} */ ([
      [at.page, other, mine],
      [other, at.page, theirs],
    ])) {
      const { id } = await at.emulator.fault({ route: last, fault: { kind: "hang" } });
      let over = false;
      const ended = at.end(call, page).finally(() => {
        over = true;
      });
      const isHeld = async () => (await at.emulator.state()).held === held.length + 1;
      await until(async () => over || (await isHeld()), call);
      held.push({ id, page, seer, ended });
    }
    for (const { id, page, seer, ended } of first === 0 ? held : held.reverse()) {
      await at.emulator.release(id);
      await ended;
      await seesWhatIsStored(seer, page);
    }
    await at.emulator.clearFaults();
    await assertOneTruth(other).catch((error) => {
      const who = begin ? "with a user, " : "";
      throw new Error(`${who}${here} here, ${there} there, ${first + 1} first: ${error.message}`);
    });
    await at.end(calls.logout);
    await seesWhatIsStored(other, at.page);
    await assertOneTruth(other);
  }
});

at.attack("channel-flood", async () => {
  await at.init();
  await at.login();
  const other = await at.browser.open(`${at.origin}/empty`);
  await other.evaluate(`(() => {
    const channel = new BroadcastChannel("cometchat-wasm");
    const hostile = [0, null, undefined, "logout", { type: "logout" }, [], new Error("hostile"), NaN,
      { key: ${text(keys.user)}, newValue: "{}" }, new Map(), new ArrayBuffer(1_000), "x".repeat(100_000)];
    for (let round = 0; round < 500; round++)
      for (const message of hostile) channel.postMessage(message);
  })()`);
  for (let round = 0; round < 5; round++) assert.equal(await at.user(), alice);
  await at.get(calls.getUser);
  assert.deepEqual(await at.run("events"), [["loginSuccess", alice]]);
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
  await at.get(`CometChat.login(${text(token)})`);
  // A channel that was just opened may miss the first messages.
  for (let turn = 0; turn < 20 && (await other.evaluate("heard.length")) < 2; turn++) {
    await at.logout();
    await at.login();
  }
  assert.ok((await other.evaluate("heard.length")) >= 2, "nothing was heard");
  assert.doesNotMatch(text(await other.evaluate("heard")), /token|uid|_\d{6}/);
  await other.close();
});

at.attack("frame-of-the-page", async () => {
  await at.init();
  await at.login();
  const heard = await at.run(`await (async () => {
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
  assert.equal(await at.user(), alice);
});
