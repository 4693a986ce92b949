// @ts-check
/** docs/security.md and the tests are about the same attacks, and all are withstood. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { attacks, document } from "./table.mjs";

const here = new URL(".", import.meta.url);

test("each attack of the table has a test, and one place in it", () => {
  const sources = readdirSync(here)
    .filter((name) => !name.startsWith("table."))
    .map((name) => readFileSync(new URL(name, here), "utf8"))
    .join("\n");
  const ids = attacks.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    ids.filter((id) => !sources.includes(`"${id}"`)),
    [],
  );
});

test("docs/security.md shows that each attack was tried, and withstood", () => {
  const [, table] = document.split(/<!-- (?:end of )?attacks/);
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  assert.equal(rows.length, attacks.length);
  assert.deepEqual(
    attacks.filter(({ ends }) => !ends.includes("✓") || ends.includes("✗")),
    [],
  );
});
