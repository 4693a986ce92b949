// @ts-check
/**
 * `npm run matrix`: every fault times every operation, in every engine, and docs/fault-matrix.md.
 *
 * `npm run matrix -- --engine firefox --fault silent --operation logout` tries a part, by parts of
 * names, and writes no document; `--core` tries what is tried where time is short; `--package
 * FOLDER` tests another package than pkg/.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { engines } from "../tests/harness/index.mjs";
import { documentOf, summaryOf } from "../tests/matrix/report.mjs";
import { cellsOf, tryCells } from "../tests/matrix/stage.mjs";
import { main, Problem, root, say } from "./lib/process.mjs";

const list = /** @type {const} */ ({ type: "string", multiple: true });

await main(async () => {
  const { values } = parseArgs({
    options: {
      engine: list,
      fault: list,
      operation: list,
      core: { type: "boolean" },
      package: { type: "string" },
    },
  });
  const { engine: named = [], fault: faults = [], operation: operations = [] } = values;
  const unknown = named.filter((name) => !engines.some((engine) => engine === name));
  if (unknown.length > 0) throw new Problem(`There is no engine ${unknown.join(", ")}.`);
  const picked = engines.filter((engine) => named.length === 0 || named.includes(engine));
  const cells = cellsOf(
    (fault) => (!values.core || fault.core === true) && isNamed(fault.name, faults),
    (operation) => isNamed(operation.name, operations),
  );
  if (cells.length === 0) throw new Problem("There is no such cell.");

  /** @type {import("../tests/matrix/report.mjs").Run[]} */
  const runs = [];
  for (const engine of picked) {
    say(`${engine}: ${cells.length} cells`);
    const started = performance.now();
    const { version, tried } = await tryCells(engine, cells, {
      source: values.package,
      tell: ({ cell, wrong }) => {
        if (wrong.length === 0) return;
        say(`  wrong: ${cell.operation.name} / ${cell.fault.name}`);
        for (const complaint of wrong) say(`    ${complaint}`);
      },
    });
    runs.push({ engine, version, tried });
    say(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  const isWhole = picked.length === engines.length && cells.length === cellsOf().length;
  if (isWhole && values.package === undefined) {
    writeFileSync(path.join(root, "docs/fault-matrix.md"), documentOf(runs));
  }
  for (const line of summaryOf(runs)) say(line);
  return runs.some(({ tried }) => tried.some(({ wrong }) => wrong.length > 0)) ? 1 : 0;
});

/**
 * @param {string} name
 * @param {string[]} parts of names; none stand for all
 */
function isNamed(name, parts) {
  return parts.length === 0 || parts.some((part) => name.includes(part));
}
