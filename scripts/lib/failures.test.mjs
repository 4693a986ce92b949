// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { cargoTest, matrix, nextest, nodeTest } from "./counts.mjs";
import { failuresIn } from "./failures.mjs";

for (const [name, reader, failures] of /** @type {const} */ ([
  ["node --test", nodeTest, "✖ failing tests:\n\ntest at a.test.mjs:3:1\n✖ logs in"],
  [
    "cargo nextest",
    nextest,
    "        FAIL [   0.1s] core login\n  stdout: panicked\n     Summary [ 1s]",
  ],
  ["cargo test", cargoTest, "failures:\n\n---- login stdout ----\npanicked"],
  ["the matrix", matrix, "  wrong: login / silent\n    hung"],
])) {
  test(`of ${name}: from where they are told`, () => {
    assert.equal(failuresIn(reader, `✔ one\nPASS two\n${failures}\n`), failures);
  });
}

test("of another program: its last lines", () => {
  const lines = Array.from({ length: 1_000 }, (_, line) => `line ${line}`);
  const shown = failuresIn(undefined, lines.join("\n")).split("\n");
  assert.equal(shown.at(-1), "line 999");
  assert.equal(shown.length, 200);
});

test("of a runner that did not come to its summary: its last lines", () => {
  assert.equal(failuresIn(nodeTest, "SyntaxError: no\n"), "SyntaxError: no");
});
