// @ts-check
/** The figures in the README are those of the pages that it names. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string} document */
const read = (document) => readFileSync(path.join(root, document), "utf8");

/** The rows of a document's tables, as cells. @param {string} text */
const rowsOf = (text) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));

/** @param {string} text such as `117,705` */
const number = (text) => Number(text.replaceAll(",", ""));

const [names, , figures] = read("README.md")
  .split("<!-- figures -->")[1]
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.replaceAll("**", "").trim()));

/** @param {string} name of a column */
const figure = (name) => figures[names.indexOf(name)];

test("the sizes are those of docs/performance.md", () => {
  const rows = rowsOf(read("docs/performance.md"));
  /** @param {RegExp} row */
  const gzip = (row) => number(rows.find((cells) => row.test(cells[1]))?.[3] ?? "");
  for (const [name, row] of /** @type {const} */ ([
    ["size, gzip", /^application with four calls/],
    ["official SDK", /^@cometchat/],
    ["Auth0", /^@auth0/],
    ["Firebase", /^@firebase/],
    ["Supabase", /^@supabase/],
  ])) {
    assert.equal(figure(name), `${(gzip(row) / 1000).toFixed(1)} kB`, name);
  }
});

test("the faults and engines are those of docs/reliability.md", () => {
  const cells = rowsOf(read("docs/reliability.md"))
    .filter((row) => row[1].startsWith("matrix"))
    .map((row) => /(\d+) right, 0 wrong/.exec(row[2])?.[1]);
  assert.equal(number(figure("engines")), cells.length);
  const survived = cells.reduce((sum, right) => sum + Number(right), 0);
  assert.equal(number(figure("faults survived")), survived);
});

test("the tools are those of docs/consumers.md", () => {
  const [, ...rows] = rowsOf(read("docs/consumers.md"));
  assert.equal(number(figure("tools it was tried with")), new Set(rows.map((row) => row[1])).size);
});
