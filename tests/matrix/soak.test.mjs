// @ts-check
/** A page that stays open for long does not grow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { growth, soak } from "./soak.mjs";

test("logins and logouts leave nothing behind", { timeout: 600_000 }, async () => {
  // `npm run soak` does 2,000.
  assert.deepEqual(growth(await soak(600)), []);
});

test("a page that grows is found out", () => {
  const still = { heap: 1_000_000, listeners: 3, memory: 65_536 };
  const flat = Array.from({ length: 10 }, () => ({ ...still }));
  assert.deepEqual(growth(flat), []);
  for (const [key, more] of /** @type {const} */ ([
    ["heap", 20_000],
    ["memory", 65_536],
    ["listeners", 1],
  ])) {
    const growing = flat.map((usage, look) => ({ ...usage, [key]: usage[key] + look * more }));
    assert.equal(growth(growing).length, 1, key);
  }
});
