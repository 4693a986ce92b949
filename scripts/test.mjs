// @ts-check
/**
 * `npm test`: every suite in turn, whatever becomes of the others, and the sum as the last line.
 *
 * `npm test -- --only core,e2e` runs the named suites, `npm test -- --list` names them all.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { add, countsOf, describe, none } from "./lib/counts.mjs";
import { main, Problem, root, run, say } from "./lib/process.mjs";
import { hasNextest } from "./lib/rust.mjs";
import { suites } from "./lib/suites.mjs";
import { setup } from "./setup.mjs";

/** @typedef {import("./lib/suites.mjs").Suite} Suite */
/** @typedef {import("./lib/counts.mjs").Counts} Counts */

/** A command that takes longer hangs. */
const timeout = 30 * 60_000;

const emulatorBuild = ["cargo", "build", "--quiet", "--package", "cometchat-emulator"];

await main(async () => {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true }, list: { type: "boolean" } },
  });
  if (values.list) {
    for (const { name, about } of suites) say(`${name.padEnd(10)}${about}`);
    return 0;
  }
  const picked = pick((values.only ?? []).flatMap((names) => names.split(",")));
  const results = await withScratchFolder(() => runAll(picked));

  say("");
  for (const { suite, counts, seconds } of results) {
    say(
      `${suite.name.padEnd(10)}${describe(counts).padEnd(36)}${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  const total = results.map(({ counts }) => counts).reduce(add, none);
  say(describe(total));
  return total.failed === 0 ? 0 : 1;
});

/**
 * The suites with these names, in the order of the table; all of them without names.
 *
 * @param {string[]} names
 */
function pick(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(", ");
    throw new Problem(`There is no suite ${unknown.join(", ")}; there are ${known}.`);
  }
  return suites.filter((suite) => names.length === 0 || names.includes(suite.name));
}

/**
 * Gives all suites of this run one folder for what they unpack, and removes it afterwards.
 *
 * @template T
 * @param {() => Promise<T>} body
 */
async function withScratchFolder(body) {
  const folder = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-test-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.env.COMETCHAT_SCRATCH = folder;
  process.once("exit", remove);
  try {
    return await body();
  } finally {
    remove();
  }
}

/** @param {Suite[]} picked */
async function runAll(picked) {
  const waiting = picked.filter(({ awaits }) => awaits && !existsSync(path.join(root, awaits)));
  const running = picked.filter((suite) => !waiting.includes(suite));
  await setup({
    rust: running.some(({ rust }) => rust === true) || (running.some(({ rust }) => rust) && "host"),
    tools: [...new Set(running.flatMap(({ tools = [] }) => tools))],
    browsers: [...new Set(running.flatMap(({ browsers = [] }) => browsers))],
  });
  const context = { nextest: running.some(({ rust }) => rust) && hasNextest() };

  /** @type {{ suite: Suite, counts: Counts, seconds: number }[]} */
  const results = [];
  for (const suite of picked) {
    say(`\n──── ${suite.name}: ${suite.about}`);
    const started = performance.now();
    const counts = waiting.includes(suite)
      ? skip(`${suite.awaits} is not there yet.`)
      : await runSuite(suite, context, results);
    const seconds = (performance.now() - started) / 1000;
    results.push({ suite, counts, seconds });
    say(`──── ${suite.name}: ${describe(counts)} in ${seconds.toFixed(1)} s`);
  }
  return results;
}

/**
 * @param {Suite} suite
 * @param {{ nextest: boolean }} context
 * @param {{ suite: Suite, counts: Counts }[]} earlier
 * @returns {Promise<Counts>}
 */
async function runSuite(suite, context, earlier) {
  if (suite.pkg) {
    const made = statSync(path.join(root, "pkg/package.json"), { throwIfNoEntry: false });
    const build = earlier.find((result) => result.suite.name === "build");
    // A build may fail after it made the package, because that is too large: then it can be tested.
    const old = build && build.counts.failed > 0 && (made?.mtimeMs ?? 0) < performance.timeOrigin;
    if (old) return skip("The package did not build.");
    if (!made) return fail("There is no pkg/ to test: run `npm run build` first.");
  }
  if (suite.emulator) {
    const ending = await runCommand(emulatorBuild);
    if (!ending.ok) return fail("The emulator did not build.");
  }
  /** @type {Counts} */
  let counts = none;
  for (const step of suite.steps(context)) {
    if (step.unless) continue;
    const files = (step.files ?? []).flatMap(testFiles);
    if (step.files && files.length === 0) {
      counts = add(counts, fail(`No test files in ${step.files.join(", ")}.`));
      continue;
    }
    const ending = await runCommand([...step.command, ...files], step.env);
    const { remark, ...counted } = countsOf(step.counts, ending);
    if (remark) say(`\`${step.command.join(" ")}\`: ${remark}.`);
    counts = add(counts, counted);
  }
  return counts;
}

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} [env]
 */
async function runCommand([program, ...args], env = {}) {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  const ending = await run(program, args, {
    env: { ...(colours && { FORCE_COLOR: "1", CARGO_TERM_COLOR: "always" }), ...env },
    timeout,
  });
  if (ending.timedOut) say(`\`${program}\` was stopped: it took too long.`);
  return ending;
}

/**
 * The test files in a folder, or the file itself.
 *
 * @param {string} place
 * @returns {string[]}
 */
function testFiles(place) {
  const full = path.join(root, place);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [place];
  return readdirSync(full, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.mjs") && !name.includes("node_modules"))
    .map((name) => path.join(place, name))
    .sort();
}

/**
 * @param {string} reason
 * @returns {Counts}
 */
function skip(reason) {
  say(`Skipped: ${reason}`);
  return { ...none, skipped: 1 };
}

/**
 * @param {string} reason
 * @returns {Counts}
 */
function fail(reason) {
  say(`Failed: ${reason}`);
  return { ...none, failed: 1 };
}
