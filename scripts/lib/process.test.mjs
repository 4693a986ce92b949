// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "./process.mjs";

const folder = path.join(root, "scripts");

for (const script of readdirSync(folder).filter((name) => name.endsWith(".mjs"))) {
  test(`${script} declares its variables before it begins`, () => {
    // A variable after a top-level await has no value until the script is over.
    const [, ...rest] = readFileSync(path.join(folder, script), "utf8").split(/^await main\(/m);
    assert.doesNotMatch(rest.join(""), /^(?:let|const) .*/m);
  });
}
