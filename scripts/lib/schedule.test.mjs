// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { estimate, lanes, next } from "./schedule.mjs";
import { suites } from "./suites.mjs";

const build = { name: "build", seconds: 100 };
const e2e = { name: "e2e", seconds: 200, after: ["build"] };
const format = { name: "format", seconds: 5 };
const lint = { name: "lint", seconds: 50, uses: ["cargo"] };
const core = { name: "core", seconds: 60, uses: ["cargo"] };
const quiet = { name: "quiet", seconds: 300, alone: true };

test("what others wait for starts first", () => {
  assert.equal(next([format, lint, e2e, build], []), build);
});

test("a suite waits for those that it comes after, if they run at all", () => {
  assert.equal(next([e2e, format], [build]), format);
  assert.equal(next([e2e, format], []), e2e);
});

test("no two suites use the same thing at a time", () => {
  assert.equal(next([core], [lint]), undefined);
  assert.equal(next([core, format], [lint]), format);
});

test("no more suites run than there are lanes", () => {
  const running = Array.from({ length: lanes }, () => format);
  assert.equal(next([core], running), undefined);
  assert.equal(next([core], running.slice(1)), core);
});

test("a suite that runs alone comes last, and has no company", () => {
  assert.equal(next([quiet, format], []), format);
  assert.equal(next([quiet], [format]), undefined);
  assert.equal(next([quiet], []), quiet);
  assert.equal(next([format], [quiet]), undefined);
});

test("the estimate is the schedule's own", () => {
  assert.equal(estimate([], [], 10), 0);
  assert.equal(Math.round(estimate([build, e2e], [], 0)), 300);
  // build 0–100, e2e 100–300; core 0–60, lint 60–110, format 110–115.
  assert.equal(Math.round(estimate([build, e2e, core, lint, format], [], 0)), 300);
  assert.equal(Math.round(estimate([e2e], [{ job: build, since: 0 }], 40)), 260);
  // One that takes longer than it should may end any time.
  assert.equal(Math.round(estimate([], [{ job: build, since: 0 }], 500)), 0);
});

test("no suite waits for one that there is not, or for itself", () => {
  const names = suites.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const [index, { name, after = [] }] of suites.entries()) {
    for (const each of after) {
      assert.ok(names.indexOf(each) >= 0, `${name} comes after ${each}`);
      assert.ok(names.indexOf(each) < index, `${name} stands before ${each} in the table`);
    }
  }
});
