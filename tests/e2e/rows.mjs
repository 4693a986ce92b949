// @ts-check
/** The rows of the tables in docs/protocol.md#outcomes: each has a test of its name. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** The tables, by the file that tests them. */
const tables = /** @type {const} */ ({
  "outcomes.test.mjs": ["init", "login", "logout", "users"],
  "sessions.test.mjs": ["ensureLoggedIn", "checkSession", "Expired tokens"],
});

/** @type {string[]} */
const tested = [];

/**
 * The test of a row.
 *
 * @param {(typeof tables)[keyof typeof tables][number]} table
 * @param {string} name of the row
 * @param {() => Promise<void>} run
 */
export function row(table, name, run) {
  tested.push(`${table}: ${name}`);
  test(`${table}: ${name}`, run);
}

/**
 * Call at the end of a file: no row of its tables is without a test, and no table without a file.
 *
 * @param {keyof typeof tables} file
 */
export function everyRowHasItsTest(file) {
  test("every row of docs/protocol.md#outcomes has its test, and there is no other", () => {
    const told = documented();
    assert.deepEqual([...told.keys()].sort(), Object.values(tables).flat().sort());
    const expected = tables[file].flatMap((table) =>
      (told.get(table) ?? []).map((name) => `${table}: ${name}`),
    );
    assert.deepEqual(tested.toSorted(), expected.sort());
  });
}

/** The names of the rows, by table. */
function documented() {
  const protocol = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const [, outcomes] = protocol.split("\n## Outcomes\n");
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const section of outcomes.split("\n### ")) {
    const [heading, ...lines] = section.split("\n");
    const names = lines
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|")[1].trim())
      .filter((cell) => cell !== "case" && cell !== "check");
    if (names.length > 0) found.set(heading, names);
  }
  return found;
}
