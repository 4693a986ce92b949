// @ts-check
/** Table, tests and docs/security.md are about the same attacks. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { places, tableIn, tableOf } from "./report.mjs";
import { attacks, open } from "./table.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const document = readFileSync(path.join(here, "../../docs/security.md"), "utf8");

test("each attack of the table has a test, and one place in it", () => {
  const sources = readdirSync(here)
    .filter((name) => name.endsWith(".test.mjs") && name !== "table.test.mjs")
    .map((name) => readFileSync(path.join(here, name), "utf8"))
    .join("\n");
  const ids = attacks.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const untested = ids.filter((id) => !sources.includes(`"${id}"`));
  assert.deepEqual(untested, []);
});

test("docs/security.md has the table, and shows which attacks are not withstood", () => {
  const table = tableIn(document);
  const signs = /(?: \| (?:✓|–|\*\*✗\*\*))+ \|$/gm;
  assert.equal(table.replace(signs, " |"), tableOf([]).replace(signs, " |"));
  const rows = table.split("\n").filter((line) => /(?:✓|–|✗\*\*) \|$/.test(line));
  assert.equal(rows.length, attacks.length);
  for (const [index, { id }] of attacks.entries()) {
    const results = rows[index].split(" | ").slice(-places.length).join();
    assert.ok(/✓|✗/.test(results), `not tried: ${rows[index]}`);
    assert.equal(results.includes("✗"), open.has(id), rows[index]);
  }
});
