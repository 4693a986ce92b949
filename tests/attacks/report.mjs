// @ts-check
/**
 * How the attacks of a run ended, as the table in docs/security.md.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { themes } from "./table.mjs";

/** @typedef {import("./attack.mjs").Ending} Ending */

/** Where attacks are tried. */
export const places = ["chromium", "firefox", "webkit", "node"];

/**
 * How attacks ended, by the report that they left in a folder.
 *
 * @param {string} folder
 * @returns {Ending[]}
 */
export function endingsIn(folder) {
  const file = path.join(folder, "endings.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const headings = ["Chromium", "Firefox", "WebKitGTK", "Node"];

/**
 * The table: a part for each theme, a row for each attack.
 *
 * @param {Ending[]} endings
 */
export function tableOf(endings) {
  /** @param {string} id @param {string} where */
  const sign = (id, where) => {
    const there = endings.filter((ending) => ending.id === id && ending.where === where);
    if (there.length === 0) return "–";
    return there.every(({ held }) => held) ? "✓" : "**✗**";
  };
  const lines = [];
  for (const [theme, attacks] of Object.entries(themes)) {
    lines.push(`### ${theme}`, "");
    lines.push(`| An attacker … | and succeeds if … | ${headings.join(" | ")} |`);
    lines.push(`|---|---|${places.map(() => ":-:|").join("")}`);
    for (const [id, does, not] of attacks)
      lines.push(`| ${does} | ${not} | ${places.map((place) => sign(id, place)).join(" | ")} |`);
    lines.push("");
  }
  return lines.join("\n").trimEnd();
}

const begin = "<!-- attacks: written by `npm run attacks`; do not edit -->";
const end = "<!-- end of attacks -->";

/**
 * A document with another table between its marks.
 *
 * @param {string} text
 * @param {string} table
 */
export function withTable(text, table) {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error("The document has no place for the table.");
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/**
 * The table that a document has.
 *
 * @param {string} text
 */
export function tableIn(text) {
  return text.split(begin)[1]?.split(end)[0].trim() ?? "";
}
