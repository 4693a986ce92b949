// @ts-check
/**
 * What tries the package for longer than `npm test`, in every engine unless `--engine` names some, on pkg/ or on the
 * package that `--package FOLDER` names:
 *
 *     npm run matrix     every fault times every operation; docs/fault-matrix.md. `--fault`, `--operation`: a part, by
 *                        parts of names; `--core`: what is tried where time is short
 *     npm run reload     a reload straight after `await login()`, 100 times; `--times 10`
 *     npm run soak       2,000 logins and logouts in one page of Chromium, and what they leave behind; `--times 100`
 *     npm run attacks    every attack; their table in docs/security.md. `--attack`: a part, by parts of names
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { endingsIn, places, show as showAttacks } from "../tests/attacks/table.mjs";
import { scratchFolder } from "../tests/harness/cleanup.mjs";
import { reloadAfterLogin } from "../tests/matrix/reload.mjs";
import { show as showCells, summaryOf } from "../tests/matrix/report.mjs";
import { growth, soak } from "../tests/matrix/soak.mjs";
import { cellsOf, tryCells } from "../tests/matrix/stage.mjs";
import { main, Problem, root, run, say } from "./lib/process.mjs";

const list = /** @type {const} */ ({ type: "string", multiple: true });
const one = /** @type {const} */ ({ type: "string" });

/** Each says whether all went well. @type {Record<string, (names: any[]) => Promise<boolean>>} */
const trials = { matrix: tryMatrix, reload: tryReload, soak: trySoak, attacks: tryAttacks };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ engine: list, fault: list, operation: list },
    ...{ attack: one, times: one, package: one, core: { type: "boolean" } },
  },
});
const [name] = positionals;
const source = values.package && path.resolve(values.package);

await main(async () => {
  const known = name === "attacks" ? places : places.filter((place) => place !== "node");
  const { engine = known } = values;
  const unknown = engine.filter((each) => !known.includes(each));
  if (unknown.length > 0) throw new Problem(`There is no engine ${unknown.join(", ")}.`);
  return (await trials[name](known.filter((each) => engine.includes(each)))) ? 0 : 1;
});

/**
 * @param {string} name
 * @param {string[]} [parts] of names; none stand for all
 */
function isNamed(name, parts) {
  return parts?.some((part) => name.includes(part)) ?? true;
}

/** @param {import("../tests/harness/engines.mjs").Engine[]} engines */
async function tryMatrix(engines) {
  const cells = cellsOf(
    (fault) => (!values.core || fault.core === true) && isNamed(fault.name, values.fault),
    (operation) => isNamed(operation.name, values.operation),
  );
  if (cells.length === 0) throw new Problem("There is no such cell.");
  /** @type {import("../tests/matrix/report.mjs").Run[]} */
  const runs = [];
  for (const engine of engines) {
    say(`${engine}: ${cells.length} cells`);
    const started = performance.now();
    const { version, tried } = await tryCells(engine, cells, {
      source,
      tell: ({ cell, wrong }) => {
        if (wrong.length === 0) return;
        say(`  wrong: ${cell.operation.name} / ${cell.fault.name}`);
        for (const complaint of wrong) say(`    ${complaint}`);
      },
    });
    runs.push({ engine, version, tried });
    say(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  if (engines.length === 3 && cells.length === cellsOf().length && !source) {
    showCells(runs);
  }
  for (const line of summaryOf(runs)) say(line);
  return runs.every(({ tried }) => tried.every(({ wrong }) => wrong.length === 0));
}

/** @param {import("../tests/harness/engines.mjs").Engine[]} engines */
async function tryReload(engines) {
  const times = Number(values.times ?? 100);
  let lost = 0;
  for (const engine of engines) {
    const { kept } = await reloadAfterLogin(engine, times, { source });
    say(`reload ${engine}: ${kept}/${times} sessions kept`);
    lost += times - kept;
  }
  return lost === 0;
}

async function trySoak() {
  const cycles = Number(values.times ?? 2000);
  const { before, after } = await soak(cycles, {
    source,
    tell: (done) => done % 500 === 0 && say(`${done} cycles`),
  });
  const grown = growth(before, after, cycles);
  for (const sentence of grown) say(sentence);
  const verdict = grown.length === 0 ? "nothing left behind" : "it grows";
  say(`soak chromium: ${cycles} cycles of login and logout, ${verdict}`);
  return grown.length === 0;
}

/** @param {string[]} picked browsers, or Node */
async function tryAttacks(picked) {
  const folder = "tests/attacks";
  const servers = "server-side.test.mjs";
  const tests = readdirSync(path.join(root, folder)).filter((name) => name.endsWith(".test.mjs"));
  const inPages = tests.filter((name) => name !== servers && name !== "table.test.mjs").sort();
  const scratch = scratchFolder("attacks").folder;
  const report = path.join(scratch, "endings");
  let fine = true;
  for (const place of picked) {
    const files = place === "node" ? [servers] : inPages;
    const { ok } = await run(
      process.execPath,
      [
        ...["--test", "--test-reporter=spec", "--test-concurrency=1", "--test-timeout=900000"],
        ...(values.attack ? [`--test-name-pattern=^[^:]*${values.attack}`] : []),
        ...files.map((name) => path.join(folder, name)),
      ],
      {
        env: {
          COMETCHAT_ATTACKS_REPORT: report,
          COMETCHAT_SCRATCH: scratch,
          COMETCHAT_EVERY_ORDER: "1",
          COMETCHAT_ENGINE: place,
          ...(source && { COMETCHAT_PACKAGE: source }),
        },
      },
    );
    fine &&= ok;
  }
  const endings = endingsIn(report);
  if (picked.length === places.length && !values.attack && !source) showAttacks(endings);
  for (const place of picked) {
    const here = endings.filter(({ where }) => where === place);
    const held = here.filter(({ held }) => held).length;
    say(`attacks ${place}: ${here.length} tried, ${held} withstood`);
  }
  return fine;
}
