// @ts-check
/**
 * The table of attacks in docs/security.md: each row is an attack, whose test has its name, and shows how the last run of
 * `npm run attacks` ended.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

/** Where attacks are tried: browsers' engines, and Node. In the order of the table's columns. */
export const places = ["chromium", "firefox", "webkit", "node"];

/** Where this run is. */
export const engine = process.env.COMETCHAT_ENGINE ?? "chromium";

const file = new URL("../../docs/security.md", import.meta.url);
export const document = readFileSync(file, "utf8");

const row = /^(\| `([\w-]+)` \| (.*) \| .*?)((?: \| (?:✓|–|\*\*✗\*\*)){4}) \|$/gm;

/** The attacks: their names, what an attacker does, and how the last run ended. */
export const attacks = [...document.matchAll(row)].map(([, , id, does, ends]) => ({
  id,
  does,
  ends,
}));

/**
 * Registers the test of an attack.
 *
 * @param {string} id its name in the table
 * @param {() => Promise<void>} body throws, if the attack succeeds
 * @param {string} [where] the place, if it is not that of the run
 */
export function attack(id, body, where = engine) {
  const entry = attacks.find((entry) => entry.id === id);
  if (!entry) throw new TypeError(`docs/security.md has no attack ${id}.`);
  test(`${id}: an attacker ${entry.does}`, async () => {
    let held = false;
    try {
      await body();
      held = true;
    } finally {
      const report = process.env.COMETCHAT_ATTACKS_REPORT;
      if (report) appendFileSync(report, `${JSON.stringify({ id, where, held })}\n`);
    }
  });
}

/**
 * How the attacks of a run ended.
 *
 * @param {string} report the file that they left
 * @returns {{ id: string, where: string, held: boolean }[]}
 */
export function endingsIn(report) {
  if (!existsSync(report)) return [];
  return JSON.parse(`[${readFileSync(report, "utf8").trim().split("\n").join()}]`);
}

/**
 * Writes into the table how a run of all attacks ended.
 *
 * @param {ReturnType<typeof endingsIn>} endings
 */
export function show(endings) {
  /** @type {(id: string, where: string) => string} */
  const sign = (id, where) => {
    const there = endings.filter((ending) => ending.id === id && ending.where === where);
    if (there.length === 0) return "–";
    return there.every(({ held }) => held) ? "✓" : "**✗**";
  };
  const shown = document.replace(
    row,
    (_, begin, id) => `${[begin, ...places.map((place) => sign(id, place))].join(" | ")} |`,
  );
  writeFileSync(file, shown);
}
