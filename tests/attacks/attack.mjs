// @ts-check
/**
 * One attack: a test that is in the table, and whose end goes into the report of the run.
 */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { attacks, open } from "./table.mjs";

/** Where the run is: a browser's engine, or `node`. */
export const engine = process.env.COMETCHAT_ENGINE ?? "chromium";

/** Where the report of the run is to be, if there is one. */
const folder = process.env.COMETCHAT_ATTACKS_REPORT;

/**
 * Registers the test of an attack.
 *
 * @param {string} id its place in the table
 * @param {() => Promise<void>} body throws, if the attack succeeds
 * @param {{ where?: string }} [options] `where`: an engine, for what is not tried in the one of the run
 */
export function attack(id, body, { where = engine } = {}) {
  const entry = attacks.find((entry) => entry.id === id);
  if (!entry) throw new TypeError(`There is no attack ${id} in the table.`);
  // Those are tried for the report only, which is to show when they are withstood.
  const skip = open.has(id) && !folder && "not withstood yet";
  test(`${id}: an attacker ${entry.does}`, { skip }, async () => {
    const succeeded = await body().then(
      () => undefined,
      (error) => error,
    );
    report({ id, where, held: succeeded === undefined });
    if (succeeded && !open.has(id)) throw succeeded;
  });
}

/**
 * @typedef {object} Ending
 * @property {string} id of the attack
 * @property {string} where the engine
 * @property {boolean} held whether the package withstood it
 */

/** @param {Ending} ending */
function report(ending) {
  if (folder) appendFileSync(path.join(folder, "endings.jsonl"), `${JSON.stringify(ending)}\n`);
}
