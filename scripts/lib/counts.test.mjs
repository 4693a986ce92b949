// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { add, cargoTest, countsOf, describe, matrix, nextest, nodeTest, none } from "./counts.mjs";

/**
 * @param {number} passed
 * @param {number} [failed]
 * @param {number} [skipped]
 */
const counts = (passed, failed = 0, skipped = 0) => ({ passed, failed, skipped });

test("nextest: everything passed", () => {
  const output = `
    Starting 3 tests across 2 binaries
        PASS [   0.004s] cometchat-wasm core::session
────────────
     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped
`;
  assert.deepEqual(nextest(output), counts(3));
});

test("nextest: one test", () => {
  assert.deepEqual(nextest("     Summary [   0.005s] 1 test run: 1 passed, 2 skipped"), {
    ...counts(1, 0, 2),
  });
});

test("nextest: failures of every kind count, remarks in brackets do not", () => {
  const output =
    "     Summary [  12.000s] 14 tests run: 10 passed (1 slow, 2 flaky), 2 failed (1 due to being leaky), 1 exec failed, 1 timed out, 7 skipped";
  assert.deepEqual(nextest(output), counts(10, 4, 7));
});

test("nextest: tests that were not started because of a failure have not passed", () => {
  const output = "     Summary [   0.1s] 2/5 tests run: 1 passed, 1 failed, 0 skipped";
  assert.deepEqual(nextest(output), counts(1, 4));
});

test("nextest: colours do not matter", () => {
  const output =
    "\u001b[32;1m     Summary\u001b[0m [   0.005s] \u001b[1m3\u001b[0m tests run: \u001b[1m3\u001b[0m \u001b[32;1mpassed\u001b[0m, \u001b[1m0\u001b[0m \u001b[33;1mskipped\u001b[0m";
  assert.deepEqual(nextest(output), counts(3));
});

test("cargo test: binaries are added up", () => {
  const output = `
running 3 tests
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 2 tests
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.02s
`;
  assert.deepEqual(cargoTest(output), counts(3, 1, 1));
});

test("cargo test: wasm-bindgen's runner prints the same line", () => {
  const output = "test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.1s";
  assert.deepEqual(cargoTest(output), counts(5));
});

test("node: the spec reporter's closing lines", () => {
  const output = `
✔ adds (0.5ms)
ℹ tests 6
ℹ suites 1
ℹ pass 2
ℹ fail 1
ℹ cancelled 1
ℹ skipped 1
ℹ todo 1
ℹ duration_ms 40.1
`;
  assert.deepEqual(nodeTest(output), counts(2, 2, 2));
});

test("node: TAP, and a test that prints such lines itself", () => {
  const output =
    "# pass 7\n# fail 9\n1..1\n# tests 1\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n";
  assert.deepEqual(nodeTest(output), counts(1));
});

for (const reader of [nextest, cargoTest, nodeTest]) {
  test(`${reader.name}: output without a summary has no counts`, () => {
    assert.equal(reader("error: could not compile `cometchat-wasm`\n"), undefined);
  });
}

test("a check that is one command counts as one", () => {
  assert.deepEqual(countsOf(undefined, { ok: true, output: "" }), counts(1));
  assert.deepEqual(countsOf(undefined, { ok: false, output: "" }), counts(0, 1));
});

test("a command that failed has a failure, whatever it printed", () => {
  const output = "test result: ok. 2 passed; 0 failed; 0 ignored";
  assert.equal(countsOf(cargoTest, { ok: false, output }).failed, 1);
  assert.equal(countsOf(cargoTest, { ok: false, output: "" }).failed, 1);
});

test("a command that should have run tests and ran none has failed", () => {
  assert.equal(countsOf(nodeTest, { ok: true, output: "# pass 0\n# fail 0" }).failed, 1);
  assert.equal(countsOf(nodeTest, { ok: true, output: "" }).failed, 1);
  assert.equal(
    countsOf(nodeTest, { ok: true, output: "# pass 0\n# fail 0\n# skipped 3" }).failed,
    1,
  );
});

test("the closing line names skipped tests only if there are any", () => {
  assert.equal(describe(add(counts(3), none)), "3 passed, 0 failed");
  assert.equal(describe(add(counts(3, 1), counts(0, 1, 2))), "3 passed, 2 failed, 2 skipped");
});

test("the fault matrix: cells of all engines are added up", () => {
  const output = `
firefox: 3 cells
  wrong: logout / silent
matrix firefox: 3 cells, 2 right, 1 wrong
matrix webkit: 3 cells, 3 right, 0 wrong
`;
  assert.deepEqual(matrix(output), counts(5, 1));
  assert.equal(matrix("firefox: 3 cells"), undefined);
});
