// @ts-check
/**
 * `npm run attacks`: every attack in every engine, and their table in docs/security.md.
 *
 * `npm run attacks -- --engine firefox --attack prototype` tries a part, by parts of names, and writes no
 * table; `--package FOLDER` attacks another package than pkg/.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { endingsIn, places, tableOf, withTable } from "../tests/attacks/report.mjs";
import { main, Problem, root, run, say } from "./lib/process.mjs";

const folder = "tests/attacks";
const document = path.join(root, "docs/security.md");

await main(async () => {
  const { values } = parseArgs({
    options: {
      engine: { type: "string", multiple: true },
      attack: { type: "string" },
      package: { type: "string" },
    },
  });
  const unknown = (values.engine ?? []).filter((name) => !places.includes(name));
  if (unknown.length > 0) throw new Problem(`There is no engine ${unknown.join(", ")}.`);
  const picked = places.filter((place) => values.engine?.includes(place) ?? true);
  const report = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-attacks-"));
  try {
    const codes = [];
    for (const place of picked) {
      const ending = await run(
        process.execPath,
        [
          ...["--test", "--test-reporter=spec", "--test-concurrency=1", "--test-timeout=900000"],
          ...(values.attack ? [`--test-name-pattern=^[^:]*${values.attack}`] : []),
          ...filesFor(place),
        ],
        {
          env: {
            COMETCHAT_ATTACKS_REPORT: report,
            COMETCHAT_EVERY_ORDER: "1",
            ...(place !== "node" && { COMETCHAT_ENGINE: place }),
            ...(values.package && { COMETCHAT_PACKAGE: path.resolve(values.package) }),
          },
        },
      );
      codes.push(ending.ok);
    }
    const endings = endingsIn(report);
    const isWhole = picked.length === places.length && !values.attack && !values.package;
    if (isWhole)
      writeFileSync(document, withTable(readFileSync(document, "utf8"), tableOf(endings)));
    for (const place of picked) {
      const here = endings.filter(({ where }) => where === place);
      const held = here.filter(({ held }) => held).length;
      say(`attacks ${place}: ${here.length} tried, ${held} withstood`);
    }
    return codes.every(Boolean) ? 0 : 1;
  } finally {
    rmSync(report, { recursive: true, force: true });
  }
});

/**
 * What is tried in a place: a browser, or Node.
 *
 * @param {string} place
 */
function filesFor(place) {
  const servers = "server-side.test.mjs";
  if (place === "node") return [path.join(folder, servers)];
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".test.mjs") && name !== servers && name !== "table.test.mjs")
    .sort()
    .map((name) => path.join(folder, name));
}
