// @ts-check
/** The figures in the README are those of the pages that it names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { figures, shown } from "./figures.mjs";

test("the README's figures are those that were measured", () => {
  assert.equal(shown(), figures(), "run `node tests/documents/figures.mjs --write`");
});
