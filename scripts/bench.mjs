// @ts-check
/**
 * `npm run bench`: how fast the package is, side by side with the same written by hand and with any
 * other module of the same API (`-- --peer path.js`, or `-- --peer name@version` of npm).
 *
 * `-- --only loads,speed` measures a part: `loads` (until the user is known, on each visit) and `speed`
 * (each call); and, only where they are asked for,
 * `size` (of this package), `sizes` (next to other authentication, which npm installs), `beside` (with
 * the official SDK loaded later), `emulator` and `starts` (how large the emulator's npm package is, and
 * how long it takes to start), `chats` (from a click until a UI Kit's list is there).
 * `-- --runs 50` runs each more often, `-- --write` puts the tables into the documents.
 *
 * `npm run figures` measures all that has to do with size, and brings every document up to date.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, buildEmulator } from "./build.mjs";
import { main, must, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

/** The documents that hold tables, by the table: docs/performance.md unless told. @type {Record<string, string>} */
const documents = {
  beside: "docs/with-the-official-sdk.md",
  chats: "docs/with-the-official-sdk.md",
  emulator: "emulator-npm/README.md",
  starts: "emulator-npm/README.md",
};

await main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: "loads,speed" },
      peer: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "30" },
      write: { type: "boolean", default: false },
    },
  });
  const wanted = values.only.split(",");
  await build();
  if (wanted.includes("emulator") || wanted.includes("starts")) await buildEmulator();
  if (wanted.includes("starts")) {
    await must("cargo", ["build", "--quiet", "--package", "cometchat-emulator"]);
  }
  await setup(["chromium"]);
  // These need npm's packages, which the line above has installed.
  const { bench } = await import("../bench/bench.mjs");
  const { chats } = await import("../bench/chat.mjs");
  const { pageLoads } = await import("../bench/page-load.mjs");
  const { emulator, starts } = await import("../bench/emulator.mjs");
  const { beside, size, sizes } = await import("../bench/sizes.mjs");
  const { subjects } = await import("../bench/subjects.mjs");
  const measured = await subjects(values.peer);
  const runs = Number(values.runs);
  const parts = {
    loads: pageLoads,
    speed: bench,
    size,
    sizes,
    beside,
    chats,
    emulator,
    starts,
  };
  for (const part of wanted) {
    const measure = parts[/** @type {keyof typeof parts} */ (part)];
    if (!measure)
      throw new Error(`There is no part ${part}, but ${Object.keys(parts).join(", ")}.`);
    const table = await measure(measured, runs);
    say(`\n${table}\n`);
    if (values.write) await write(part, table);
  }
  if (values.write) {
    const { writeFigures } = await import("../tests/documents/figures.mjs");
    writeFigures();
  }
});

/**
 * Puts a table between its marks.
 *
 * @param {string} part
 * @param {string} table
 */
async function write(part, table) {
  const report = path.join(root, documents[part] ?? "docs/performance.md");
  const text = await readFile(report, "utf8");
  const marks = new RegExp(`(<!-- ${part} -->)[\\s\\S]*(<!-- /${part} -->)`);
  await writeFile(report, text.replace(marks, `$1\n\n${table}\n\n$2`));
}
