// @ts-check
/**
 * `npm test`: every kind of check, whatever becomes of the others, and the sum as the last line.
 *
 *     npm test -- --all             what repeats them in other engines or at greater length, too: as in CI
 *     npm test -- --only core,e2e   the named suites
 *     npm test -- --list            names them all
 *     npm test -- --verbose         shows what they print as it comes; so does a single suite
 *     npm test -- --under-load      the suites in Chromium, five times, while other programs keep all cores busy
 */
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { main, Problem, root, run, say } from "./lib/process.mjs";
import { countsOf, describe, next, sum } from "./lib/runner.mjs";
import { suites } from "./lib/suites.mjs";
import { hasNextest, setup } from "./setup.mjs";

/** @typedef {import("./lib/suites.mjs").Suite} Suite */
/** @typedef {import("./lib/suites.mjs").Context} Context */
/** @typedef {import("./lib/runner.mjs").Counted & { name: string, seconds: number, log: string }} Result */

/** A command that takes longer hangs. */
const timeout = 30 * 60_000;
const logs = path.join(root, "target/test-logs");
const width = Math.max(...suites.map(({ name }) => name.length)) + 3;

/** What suites need that start the emulator, unless the suite `compile` builds it. */
const buildEmulator = "cargo build --quiet --package cometchat-emulator";

/** Keeps a core busy, until whoever started it ends. */
const busyLoop = `
  process.stdin.on("end", () => process.exit()).resume();
  (function turn() {
    for (const end = performance.now() + 50; performance.now() < end; );
    setImmediate(turn);
  })();`;

/** @param {Suite} suite */
const inBrowser = ({ needs }) => needs.some((need) => /^(?:chromium|firefox|webkit)$/.test(need));

/** @param {Result} result */
const lineOf = (result) =>
  `${result.name.padEnd(width)}${describe(result).padEnd(36)}${result.seconds.toFixed(1).padStart(7)} s`;

await main(async () => {
  const off = /** @type {const} */ ({ type: "boolean", default: false });
  const only = /** @type {const} */ ({ type: "string", multiple: true });
  const { values } = parseArgs({
    options: { all: off, only, list: off, verbose: off, "under-load": off },
  });
  if (values.list) {
    for (const { name, about, onlyAll } of suites) {
      say(`${name.padEnd(width)}${onlyAll ? "--all  " : "       "}${about}`);
    }
    return 0;
  }
  const names = (values.only ?? []).flatMap((list) => list.split(","));
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map(({ name }) => name).join(", ");
    throw new Problem(`There is no suite ${unknown.join(", ")}; there are ${known}.`);
  }
  const underLoad = values["under-load"];
  const picked = suites
    .filter(({ name, onlyAll }) => (names[0] ? names.includes(name) : values.all || !onlyAll))
    .filter((suite) => !underLoad || inBrowser(suite) || /^(?:compile|build)$/.test(suite.name));

  // All suites of this run unpack the package into one folder.
  const scratch = mkdtempSync(path.join(tmpdir(), "cometchat-wasm-test-"));
  process.env.COMETCHAT_SCRATCH = scratch;
  process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
  mkdirSync(logs, { recursive: true });

  const needs = [...new Set(picked.flatMap((suite) => suite.needs))];
  await setup(needs, { headlessShell: !values.all });
  const context = {
    all: values.all,
    verbose: values.verbose || picked.length === 1,
    nextest: hasNextest(),
    compiled: picked.some(({ name }) => name === "compile"),
  };
  const results = await (underLoad ? runUnderLoad : runAll)(picked, context);
  for (const { name, failures, log } of results.filter(({ failures }) => failures !== "")) {
    const where = path.relative(root, log);
    say(`\n──── ${name}: what failed (all of its output: ${where})\n${failures}`);
  }
  say("");
  for (const result of results) say(lineOf(result));
  const total = sum(results);
  say(`\n${Math.round(performance.now() / 1000)} s in all\n${describe(total)}`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * Runs the suites, side by side where they do not compete.
 *
 * @param {Suite[]} picked
 * @param {Context} context
 * @param {string} [loaded] tells runs under load apart
 * @returns {Promise<Result[]>} in the order of the table
 */
async function runAll(picked, context, loaded = "") {
  const waiting = [...picked];
  /** @type {Map<Suite, Promise<void>>} */
  const running = new Map();
  /** @type {Result[]} */
  const results = [];
  while (waiting.length > 0 || running.size > 0) {
    const suite = next(waiting, [...running.keys()]);
    if (!suite) {
      await Promise.race(running.values());
      continue;
    }
    waiting.splice(waiting.indexOf(suite), 1);
    const ended = runSuite(suite, context, results, loaded).then((result) => {
      running.delete(suite);
      results.push(result);
      say(`[${String(results.length).padStart(2)}/${picked.length}] ${lineOf(result)}`);
    });
    running.set(suite, ended);
  }
  const order = picked.map(({ name }) => name + loaded);
  return results.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/**
 * Runs the suites in browsers again and again while the machine is busy with other things, to find tests
 * that depend on how busy it is. What they stand on is built before.
 *
 * @param {Suite[]} picked
 * @param {Context} context
 */
async function runUnderLoad(picked, context) {
  const first = picked.filter((suite) => !inBrowser(suite));
  const results = await runAll(first, context);
  for (const each of [1, 2, 3, 4, 5]) {
    const loops = Array.from({ length: 2 * availableParallelism() }, () =>
      spawn(process.execPath, ["--eval", busyLoop], { stdio: ["pipe", "ignore", "ignore"] }),
    );
    results.push(...(await runAll(picked.filter(inBrowser), context, ` ${each}`)));
    for (const loop of loops) loop.kill("SIGKILL");
  }
  return results;
}

/**
 * @param {Suite} suite
 * @param {Context} context
 * @param {Result[]} earlier
 * @param {string} loaded
 * @returns {Promise<Result>}
 */
async function runSuite(suite, context, earlier, loaded) {
  const started = performance.now();
  const name = suite.name + loaded;
  const log = path.join(logs, `${name.replace(" ", "-")}.log`);
  const file = createWriteStream(log);
  /** @param {string | Buffer} text */
  const tell = (text) => {
    file.write(text);
    if (context.verbose) process.stdout.write(text);
  };
  tell(`──── ${name}: ${suite.about}\n`);
  const obstacle = obstacleFor(suite, earlier);
  if (obstacle) tell(`${obstacle.why}\n`);
  /** @type {import("./lib/runner.mjs").Counted[]} */
  const counts = obstacle ? [obstacle] : [];
  const builds = suite.needs.includes("emulator") && !context.compiled ? [buildEmulator] : [];
  for (const step of obstacle ? [] : [...builds, ...suite.steps(context)]) {
    /** @type {import("./lib/suites.mjs").Command} */
    const { command, env, runner, place } = typeof step === "string" ? { command: step } : step;
    const [program, ...args] = command.split(" ");
    const words = place ? [...args, ...testFiles(place)] : args;
    const ending = await run(program === "node" ? process.execPath : program, words, {
      ...{ env, timeout, tell },
    }).catch(({ message }) => ({ ok: false, output: message }));
    const counted = countsOf(runner, ending);
    if (step !== buildEmulator || counted.failed > 0) counts.push(counted);
  }
  file.end();
  return { ...sum(counts), name, log, seconds: (performance.now() - started) / 1000 };
}

/**
 * Why there is no point in a suite: what it tests is not there.
 *
 * @param {Suite} suite
 * @param {Result[]} earlier
 */
function obstacleFor({ after, needs }, earlier) {
  const skipped = { passed: 0, failed: 0, skipped: 1, failures: "" };
  const failed = (/** @type {string} */ name) =>
    after.includes(name) && earlier.some((each) => each.name === name && each.failed > 0);
  if (failed("compile")) return { ...skipped, why: "Skipped: it did not compile." };
  const file = path.join(root, "pkg/package.json");
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  // A build may fail after it made the package, because that is too large: then it can be tested.
  if (failed("build") && !(made && made > performance.timeOrigin)) {
    return { ...skipped, why: "Skipped: the package did not build." };
  }
  const why = "There is no pkg/ to test: run `npm run build` first.";
  if (!needs.includes("pkg") || made) return undefined;
  return { passed: 0, failed: 1, skipped: 0, failures: why, why };
}

/** The test files in a folder, or the file itself. @param {string} place */
function testFiles(place) {
  const full = path.join(root, place);
  if (!statSync(full).isDirectory()) return [place];
  return readdirSync(full, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.mjs") && !name.includes("node_modules"))
    .map((name) => path.join(place, name))
    .sort();
}
