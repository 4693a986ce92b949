// @ts-check
/**
 * How often calls cross between JavaScript and WebAssembly: each crossing takes time, and one that is made
 * for the first time takes more. `npm run bench` prints them all.
 */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countCrossings } from "../../bench/bench.mjs";
import { subjects } from "../../bench/subjects.mjs";
import { launch } from "../harness/index.mjs";

/** At most so often, into the WebAssembly and out of it. @type {Record<string, [number, number]>} */
const bounds = {
  init: [7, 158],
  "getLoggedinUser, logged out": [1, 8],
  login: [10, 462],
  "getLoggedinUser, logged in": [1, 11],
  logout: [7, 347],
};

const engine = /** @type {import("../harness/engines.mjs").Engine} */ (
  process.env.COMETCHAT_ENGINE ?? "chromium"
);

/** @type {Record<string, { entered: number, left: number }>} */
let counts;
before(async () => {
  const [, own] = await subjects([]);
  const browser = await launch(engine);
  counts = await countCrossings(browser, own).finally(() => browser.close());
});

for (const [call, [into, out]] of Object.entries(bounds)) {
  test(`${call} crosses ${into} and ${out} times at most`, () => {
    const { entered, left } = counts[call];
    // None at all would mean that nothing was counted.
    assert.ok(entered > 0 && entered <= into, `${entered} times into the WebAssembly`);
    assert.ok(left > 0 && left <= out, `${left} times out of the WebAssembly`);
  });
}
