// @ts-check
/**
 * `npm run bench`: how fast the package is, side by side with the same written by hand and with any
 * other module of the same API (`-- --peer path.js`, or `-- --peer name@version` of npm).
 *
 * `-- --only loads,speed` measures a part: `loads` (until the user is known, on each visit), `speed`
 * (each call), `crossings` (between JavaScript and WebAssembly), and `sizes` (next to other
 * authentication, which npm installs; only where it is asked for). `-- --runs 50` runs each more often,
 * `-- --write` puts the tables into docs/performance.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { main, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

const report = path.join(root, "docs/performance.md");

await main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: "loads,speed,crossings" },
      peer: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "30" },
      write: { type: "boolean", default: false },
    },
  });
  await build();
  await setup({ browsers: ["chromium"] });
  // These need npm's packages, which the line above has installed.
  const { bench, crossings } = await import("../bench/bench.mjs");
  const { pageLoads } = await import("../bench/page-load.mjs");
  const { sizes } = await import("../bench/sizes.mjs");
  const { subjects } = await import("../bench/subjects.mjs");
  const measured = await subjects(values.peer);
  const runs = Number(values.runs);
  const parts = { loads: pageLoads, speed: bench, crossings, sizes };
  for (const part of values.only.split(",")) {
    const measure = parts[/** @type {keyof typeof parts} */ (part)];
    if (!measure)
      throw new Error(`There is no part ${part}, but ${Object.keys(parts).join(", ")}.`);
    const table = await measure(measured, runs);
    say(`\n${table}\n`);
    if (values.write) await write(part, table);
  }
});

/**
 * Puts a table between its marks.
 *
 * @param {string} part
 * @param {string} table
 */
async function write(part, table) {
  const text = await readFile(report, "utf8");
  const marks = new RegExp(`(<!-- ${part} -->)[\\s\\S]*(<!-- /${part} -->)`);
  await writeFile(report, text.replace(marks, `$1\n\n${table}\n\n$2`));
}
