// @ts-check
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "./lib/process.mjs";
import { countsOf, describe, lanes, next, sum } from "./lib/runner.mjs";
import { suites } from "./lib/suites.mjs";

const spec =
  "ℹ tests 6\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 40";
const tap = "# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0";
const ok = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
const many = Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join("\n");
const none = "\nNo test of it ran.";

/** What a runner prints (✗: before it fails), and what that counts as: passed, failed, skipped, and what is shown. */
for (const [runner, output, counts, shown] of /** @type {const} */ ([
  ["nextest", "     Summary [   0.005s] 1 test run: 1 passed, 2 skipped", "1 0 2", ""],
  // Failures of every kind count, and remarks in brackets do not.
  [
    "nextest",
    "PASS a\n  FAIL [ 0.1s] core login\n Summary [  12.000s] 14 tests run: 10 passed (1 slow, 2 flaky), 2 failed (1 due to being leaky), 1 exec failed, 1 timed out, 7 skipped",
    "10 4 7",
    /^ {2}FAIL \[ 0.1s\] core login\n/,
  ],
  // Tests that were not started because of a failure have not passed.
  ["nextest", "     Summary [   0.1s] 2/5 tests run: 1 passed, 1 failed, 0 skipped", "1 4 0"],
  ["nextest", "\u001b[1m     Summary\u001b[0m [   0.005s] 3 tests run: 3 passed", "3 0 0", ""],
  ["nextest", "✗error", "0 1 0", `✗error${none}`],
  [
    "cargo",
    `${ok}\nfailures:\n\n---- login\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 filtered out`,
    "3 1 1",
    /^failures:\n\n---- login/,
  ],
  ["cargo", "", "0 1 0", none],
  ["cargo", `✗${ok}\n${ok}`, "2 1 1", /\nIt failed, though no test did\.$/],
  ["node", `✔ adds (0.5ms)\n${spec}\n✖ failing tests:\n\ntest at a.mjs:3:1`, "2 2 2", /^✖ failing/],
  // A test may print such lines itself.
  ["node", `${tap.replace("1", "7")}\n1..1\n${tap}`, "1 0 0", ""],
  ["node", tap.replace("1", "0").replace("skipped 0", "skipped 3"), "0 1 3"],
  ["node", "✗SyntaxError: no", "0 1 0", `✗SyntaxError: no${none}`],
  [
    "matrix",
    "right\n  wrong: login / silent\nmatrix firefox: 3 cells, 2 right, 1 wrong\nmatrix webkit: 3 cells, 3 right, 0 wrong",
    "5 1 0",
    /^ {2}wrong: login/,
  ],
  ["matrix", "firefox: 3 cells", "0 1 0"],
  [undefined, "", "1 0 0", ""],
  [undefined, `✗${many}`, "0 1 0", many.slice(many.indexOf("line 800"))],
])) {
  test(`${runner ?? "another program"}: ${JSON.stringify(output.slice(0, 60))}: ${counts}`, () => {
    const counted = countsOf(runner, { ok: !output.startsWith("✗"), output });
    assert.equal(`${counted.passed} ${counted.failed} ${counted.skipped}`, counts);
    if (typeof shown === "string") assert.equal(counted.failures, shown);
    else if (shown) assert.match(counted.failures, shown);
  });
}

test("the closing line names skipped tests only if there are any", () => {
  const one = countsOf(undefined, { ok: true, output: "" });
  assert.equal(describe(one), "1 passed, 0 failed");
  const more = countsOf("node", { ok: false, output: spec });
  assert.equal(describe(sum([one, more])), "3 passed, 2 failed, 2 skipped");
});

test("the first suite starts that waits for none and uses what nobody uses, on a free lane", () => {
  const e2e = { name: "e2e", after: ["build"] };
  const format = { name: "format", after: [] };
  const lint = { name: "lint", after: [], uses: /** @type {"debug"[]} */ (["debug"]) };
  assert.equal(next([e2e, format], [{ name: "build", after: [] }]), format);
  assert.equal(next([e2e, format], []), e2e);
  assert.equal(next([{ ...lint, name: "core" }, format], [lint]), format);
  assert.equal(next([lint], Array(lanes).fill(format)), undefined);
});

test("no suite waits for one that there is not, or for itself", () => {
  const seen = new Set();
  for (const { name, after } of suites) {
    for (const each of after) assert.ok(seen.has(each), `${name} comes after ${each}`);
    seen.add(name);
  }
});

test("an option that there is not gets one sentence", () => {
  for (const name of ["bench", "consumers", "demo", "test"]) {
    const command = [path.join(root, `scripts/${name}.mjs`), "--faster"];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: "Unknown option '--faster'\n" },
      name,
    );
  }
});

test("scripts declare their variables before they begin", () => {
  for (const script of readdirSync(path.join(root, "scripts")).filter((it) => /mjs$/.test(it))) {
    // A variable after a top-level await has no value until the script is over.
    const text = readFileSync(path.join(root, "scripts", script), "utf8");
    const [, ...rest] = text.split(/^(?:await main\(|if \(import\.meta\.url)/m);
    assert.doesNotMatch(rest.join(""), /^(?:let|const) .*/m, script);
  }
});
