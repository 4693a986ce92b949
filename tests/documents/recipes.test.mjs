// @ts-check
/** The code in the recipes is that of the examples, word for word. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(path.join(root, "docs/recipes.md"), "utf8");

/** Each block, with the file that the link before it leads to. */
const blocks = [...text.matchAll(/(?:\[[^\]]+\]\(\.\.\/(\S+)\)\n\n)?^```(\w*)\n(.*?)^```$/gms)].map(
  ([, file, language, code]) => ({ file, language, code }),
);

test("there are recipes, and each block has a file or is a command", () => {
  assert.ok(blocks.length > 10);
  for (const { file, language, code } of blocks) assert.ok(file || language === "sh", code);
});

for (const { file, code } of blocks.filter(({ file }) => file)) {
  test(`${file} is as the recipes show it`, () => {
    assert.equal(code, readFileSync(path.join(root, file), "utf8"));
  });
}
