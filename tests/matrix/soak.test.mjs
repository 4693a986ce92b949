// @ts-check
/** A page that stays open for long keeps nothing of what is over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app } from "../harness/index.mjs";
import { growth, soak } from "./soak.mjs";

const cycles = 200;

/** @param {string} [also] */
async function left(also) {
  const { before, after } = await soak(cycles, { also });
  return growth(before, after, cycles);
}

// `npm run soak` does 2,000.
test("logins and logouts leave nothing behind", { timeout: 600_000 }, async () => {
  assert.deepEqual(await left(), []);
});

test("a page that keeps something of each cycle is found out", { timeout: 600_000 }, async () => {
  const found = await left(`
    (window.kept ??= []).push({ id }, await CometChat.login("cometchat-uid-1", ${JSON.stringify(app.authKey)}));
    await CometChat.logout();
    addEventListener("never", () => {});
    setTimeout(() => {}, 1e9);`);
  for (const kind of ["object Object", "closure ", "handles", "listeners", "timers"]) {
    assert.ok(
      found.some((sentence) => sentence.includes(`(${kind})`)),
      `${kind}: ${found}`,
    );
  }
});

test("what the engine makes now and then is not taken for a leak", () => {
  const before = {
    strings: 10_000,
    "object DOMException": 1,
    listeners: 3,
    timers: 0,
    memory: 65_536,
  };
  const more = (/** @type {Record<string, number>} */ counts) =>
    growth(before, { ...before, ...counts }, 100).length;
  assert.equal(more({ strings: 10_040, "object DOMException": 4, "closure DOMException": 1 }), 0);
  assert.equal(more({ strings: 10_100 }), 1);
  assert.equal(more({ "object DOMException": 101 }), 1);
  assert.equal(more({ "closure made": 100 }), 1);
  assert.equal(more({ listeners: 4 }), 1);
  assert.equal(more({ timers: 1 }), 1);
  assert.equal(more({ memory: 131_072 }), 1);
});
