// @ts-check
/**
 * `npm run bench`: how fast the package is, side by side with the same written by hand and with any
 * other module of the same API (`-- --peer path.js`).
 *
 * `-- --runs 50` runs each more often, `-- --write` puts the table into docs/performance.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { main, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

const report = path.join(root, "docs/performance.md");
const marks = /(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/;

await main(async () => {
  const { values } = parseArgs({
    options: {
      peer: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "30" },
      write: { type: "boolean", default: false },
    },
  });
  await build();
  await setup({ browsers: ["chromium"] });
  // Needs npm's packages, which the line above has installed.
  const { bench } = await import("../bench/bench.mjs");
  const { browser, table } = await bench({ runs: Number(values.runs), peers: values.peer });
  say(`\n${browser}, ${values.runs} runs of each\n\n${table}`);
  if (values.write) {
    const text = await readFile(report, "utf8");
    const made = `Made with ${browser}, ${values.runs} runs of each.\n\n${table}`;
    await writeFile(report, text.replace(marks, `$1\n\n${made}\n\n$2`));
  }
});
