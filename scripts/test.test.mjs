// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { countsOf, describe, readers, sum } from "./lib/counts.mjs";
import { root } from "./lib/process.mjs";
import { estimate, lanes, next } from "./lib/schedule.mjs";
import { suites } from "./lib/suites.mjs";

const spec =
  "ℹ tests 6\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 40";
const tap = "# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0";
const noTap = tap.replace("1", "0");
const [bold, plain] = ["\u001b[1m", "\u001b[0m"];
const ok = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";

/** What runners print, and what it counts as: passed, failed, skipped. @type {Record<keyof typeof readers, [string, string][]>} */
const printed = {
  nextest: [
    ["     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped", "3 0 0"],
    ["     Summary [   0.005s] 1 test run: 1 passed, 2 skipped", "1 0 2"],
    // Failures of every kind count, and remarks in brackets do not.
    [
      "     Summary [  12.000s] 14 tests run: 10 passed (1 slow, 2 flaky), 2 failed (1 due to being leaky), 1 exec failed, 1 timed out, 7 skipped",
      "10 4 7",
    ],
    // Tests that were not started because of a failure have not passed.
    ["     Summary [   0.1s] 2/5 tests run: 1 passed, 1 failed, 0 skipped", "1 4 0"],
    [
      `${bold}     Summary${plain} [   0.005s] ${bold}3${plain} tests run: ${bold}3${plain} ${bold}passed${plain}, 0 skipped`,
      "3 0 0",
    ],
  ],
  cargo: [
    [`${ok}\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 filtered out`, "3 1 1"],
    ["", "0 1 0"],
  ],
  node: [
    [`✔ adds (0.5ms)\n${spec}\n`, "2 2 2"],
    // A test may print such lines itself.
    [`${tap.replace("1", "7")}\n1..1\n${tap}`, "1 0 0"],
    // A command that should have run tests and ran none has failed.
    ["", "0 1 0"],
    [noTap, "0 1 0"],
    [noTap.replace("skipped 0", "skipped 3"), "0 1 3"],
  ],
  matrix: [
    [
      "matrix firefox: 3 cells, 2 right, 1 wrong\nmatrix webkit: 3 cells, 3 right, 0 wrong",
      "5 1 0",
    ],
    ["firefox: 3 cells", "0 1 0"],
  ],
};

/** @type {(counted: import("./lib/counts.mjs").Counted) => string} */
const short = ({ passed, failed, skipped }) => `${passed} ${failed} ${skipped}`;

for (const [name, reader] of Object.entries(readers)) {
  test(`${name}: what it prints is counted`, () => {
    for (const [output, counts] of printed[/** @type {keyof typeof readers} */ (name)]) {
      assert.equal(short(countsOf(reader, { ok: true, output })), counts, output);
    }
  });
}

test("a command that failed has a failure, whatever it printed", () => {
  assert.equal(short(countsOf(undefined, { ok: true, output: "" })), "1 0 0");
  assert.equal(short(countsOf(undefined, { ok: false, output: "" })), "0 1 0");
  assert.equal(short(countsOf(readers.cargo, { ok: false, output: ok })), "2 1 1");
  assert.equal(short(countsOf(readers.nextest, { ok: false, output: "error" })), "0 1 0");
});

const many = Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join("\n");

for (const [name, before, failures] of /** @type {const} */ ([
  ["node", "✔ one", "✖ failing tests:\n\ntest at a.mjs:3:1"],
  ["nextest", "PASS two", "        FAIL [   0.1s] core login\n  panicked"],
  ["cargo", "ok", "failures:\n\n---- login stdout ----"],
  ["matrix", "right", "  wrong: login / silent\n    hung"],
  ["node", "", "SyntaxError: no"],
])) {
  test(`of ${name}'s output, what is said about failures is shown again: ${failures}`, () => {
    const output = `${before}\n${failures}\n`;
    const shown = countsOf(readers[name], { ok: false, output }).failures;
    assert.equal(shown.trim(), `${failures}\nNo test of it ran.`.trim());
  });
}

test("of another program, its last lines are", () => {
  const shown = countsOf(undefined, { ok: false, output: many }).failures;
  assert.equal(shown, many.slice(many.indexOf("line 800")));
});

test("the closing line names skipped tests only if there are any", () => {
  const one = countsOf(undefined, { ok: true, output: "" });
  assert.equal(describe(one), "1 passed, 0 failed");
  const more = countsOf(readers.node, { ok: false, output: spec });
  assert.equal(describe(sum([one, more])), "3 passed, 2 failed, 2 skipped");
});

const none = /** @type {string[]} */ ([]);
const build = { name: "build", seconds: 100, after: none };
const e2e = { name: "e2e", seconds: 200, after: ["build"] };
const format = { name: "format", seconds: 5, after: none };
/** @type {import("./lib/schedule.mjs").Job} */
const lint = { name: "lint", seconds: 50, after: none, uses: ["debug"] };
const core = { ...lint, name: "core", seconds: 60 };

test("what others wait for starts first", () => {
  assert.equal(next([format, lint, e2e, build], []), build);
});

test("a suite waits for those that it comes after, if they run at all", () => {
  assert.equal(next([e2e, format], [build]), format);
  assert.equal(next([e2e, format], []), e2e);
});

test("no two suites use the same thing at a time, and no more run than there are lanes", () => {
  assert.equal(next([core], [lint]), undefined);
  assert.equal(next([core, format], [lint]), format);
  assert.equal(next([core], Array(lanes).fill(format)), undefined);
});

test("what is left is the longest chain, or all there is on every lane", () => {
  assert.equal(estimate([], []), 0);
  assert.equal(estimate([build, e2e, lint], [format]), 300);
  assert.equal(estimate([core, core, core, lint], [core]), 290 / lanes);
});

test("no suite waits for one that there is not, or for itself", () => {
  const seen = new Set();
  for (const { name, after } of suites) {
    for (const each of after) assert.ok(seen.has(each), `${name} comes after ${each}`);
    seen.add(name);
  }
});

for (const script of readdirSync(path.join(root, "scripts")).filter((it) => it.endsWith(".mjs"))) {
  test(`${script} declares its variables before it begins`, () => {
    // A variable after a top-level await has no value until the script is over.
    const text = readFileSync(path.join(root, "scripts", script), "utf8");
    const [, ...rest] = text.split(/^(?:await main\(|if \(import\.meta\.url)/m);
    assert.doesNotMatch(rest.join(""), /^(?:let|const) .*/m);
  });
}
