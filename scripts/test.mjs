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
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { add, countsOf, describe, none } from "./lib/counts.mjs";
import { failuresIn } from "./lib/failures.mjs";
import { keepBusy } from "./lib/load.mjs";
import { main, Problem, root, run, say } from "./lib/process.mjs";
import { clock, showProgress } from "./lib/progress.mjs";
import { hasNextest } from "./lib/rust.mjs";
import { estimate, next } from "./lib/schedule.mjs";
import { suites } from "./lib/suites.mjs";
import { measuredTimes, rememberTime } from "./lib/times.mjs";
import { setup } from "./setup.mjs";

/** @typedef {import("./lib/suites.mjs").Suite} Suite */
/** @typedef {import("./lib/suites.mjs").Context} Context */
/** @typedef {import("./lib/counts.mjs").Counts} Counts */

/**
 * How a suite ended.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {Counts} counts
 * @property {number} seconds
 * @property {string[]} failures what was printed about them
 * @property {string} log the file with all that was printed
 */

/** A command that takes longer hangs. */
const timeout = 30 * 60_000;

/** Where the suites' output goes. */
const logs = path.join(root, "target/test-logs");

/** How often the suites run under load. */
const loadedRuns = 5;

/** How wide the column of their names is, with the number of a run. */
const width = Math.max(...suites.map(({ name }) => name.length)) + 3;

/**
 * The build of the emulator that suites wait for, once one has begun it.
 *
 * @type {Promise<import("./lib/process.mjs").Ending> | undefined}
 */
let emulatorBuild;

await main(async () => {
  const { values } = parseArgs({
    options: {
      all: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      "under-load": { type: "boolean", default: false },
    },
  });
  if (values.list) {
    for (const { name, about, onlyAll } of suites) {
      say(`${name.padEnd(width)}${onlyAll ? "--all  " : "       "}${about}`);
    }
    return 0;
  }
  const underLoad = values["under-load"];
  const all = values.all || values.only.length > 0;
  const picked = pick(
    values.only.flatMap((names) => names.split(",")),
    { all, underLoad },
  );
  return withScratchFolder(async () => {
    const context = await prepare(picked, values.all);
    const verbose = values.verbose || picked.length === 1;
    if (!underLoad) return sum(await runAll(picked, context, verbose));
    return repeatUnderLoad(picked, context, verbose);
  });
});

/**
 * The suites to run, in the order of the table.
 *
 * @param {string[]} names none: all that belong to the run
 * @param {{ all: boolean, underLoad: boolean }} options
 */
function pick(names, { all, underLoad }) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(", ");
    throw new Problem(`There is no suite ${unknown.join(", ")}; there are ${known}.`);
  }
  return suites.filter(
    ({ name, onlyAll, browsers }) =>
      (names.length === 0 || names.includes(name)) &&
      (all || !onlyAll) &&
      (!underLoad || browsers !== undefined || name === "compile" || name === "build"),
  );
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

/**
 * Sets up what the suites need.
 *
 * @param {Suite[]} picked
 * @param {boolean} all
 * @returns {Promise<Context>}
 */
async function prepare(picked, all) {
  await setup({
    rust: picked.some(({ rust }) => rust === true) || (picked.some(({ rust }) => rust) && "host"),
    tools: [...new Set(picked.flatMap(({ tools = [] }) => tools))],
    browsers: [...new Set(picked.flatMap(({ browsers = [] }) => browsers))],
    headlessShell: !all,
  });
  return {
    all,
    nextest: picked.some(({ rust }) => rust) && hasNextest(),
    compiled: picked.some(({ name }) => name === "compile"),
  };
}

/**
 * Runs the suites, side by side where they do not compete.
 *
 * @param {Suite[]} picked
 * @param {Context} context
 * @param {boolean} verbose
 * @param {number} [loaded] which run under load it is: it does not tell how long suites take
 * @returns {Promise<Result[]>} in the order of the table
 */
async function runAll(picked, context, verbose, loaded) {
  const times = measuredTimes();
  const waiting = picked.map((suite) => ({
    suite,
    ...suite,
    seconds: times[suite.name] ?? suite.seconds,
    after: predecessors(suite),
  }));
  /** @typedef {{ job: typeof waiting[number], since: number, ended: Promise<void> }} Running */
  /** @type {Map<string, Running>} */
  const running = new Map();
  /** @type {Result[]} */
  const results = [];
  const now = () => performance.now() / 1000;
  const progress = showProgress(picked.length, () => ({
    running: [...running.keys()],
    done: results.length,
    left: estimate(waiting, [...running.values()], now()),
  }));
  mkdirSync(logs, { recursive: true });
  say(`${picked.length} suites, about ${clock(estimate(waiting, [], now()))}.`);
  try {
    while (waiting.length > 0 || running.size > 0) {
      const job = next(
        waiting,
        [...running.values()].map((each) => each.job),
      );
      if (!job) {
        await Promise.race([...running.values()].map(({ ended }) => ended));
        continue;
      }
      waiting.splice(waiting.indexOf(job), 1);
      if (verbose) say(`\n──── ${job.name}: ${job.about}`);
      const log = path.join(logs, `${job.name}${loaded ? `-${loaded}` : ""}.log`);
      const ended = runSuite(job.suite, context, results, { log, verbose }).then((result) => {
        running.delete(job.name);
        results.push(result);
        if (!loaded) rememberTime(result);
        progress.ended(lineOf(result));
      });
      running.set(job.name, { job, since: now(), ended });
    }
  } finally {
    progress.stop();
  }
  const place = (/** @type {Result} */ { name }) =>
    picked.findIndex((suite) => suite.name === name);
  return results.sort((a, b) => place(a) - place(b));
}

/**
 * The suites whose work a suite builds on.
 *
 * @param {Suite} suite
 */
function predecessors({ after = [], pkg, emulator }) {
  return [...after, ...(pkg ? ["build"] : []), ...(emulator ? ["compile"] : [])];
}

/** @param {Result} result */
function lineOf({ name, counts, seconds }) {
  return `${name.padEnd(width)}${describe(counts).padEnd(36)}${seconds.toFixed(1).padStart(7)} s`;
}

/**
 * Shows the failures again, the table, and the sum.
 *
 * @param {Result[]} results
 * @returns {number} the exit code
 */
function sum(results) {
  for (const { name, failures, log } of results) {
    if (failures.length === 0) continue;
    say(`\n──── ${name}: what failed (all of its output: ${path.relative(root, log)})`);
    for (const text of failures) say(text);
  }
  say("");
  for (const result of results) say(lineOf(result));
  const total = results.map(({ counts }) => counts).reduce(add, none);
  say(`\n${clock(performance.now() / 1000)} in all`);
  say(describe(total));
  return total.failed === 0 ? 0 : 1;
}

/**
 * Runs the suites in browsers again and again while the machine is busy with other things, to find tests
 * that depend on how busy it is. What they stand on is built before.
 *
 * @param {Suite[]} picked
 * @param {Context} context
 * @param {boolean} verbose
 */
async function repeatUnderLoad(picked, context, verbose) {
  const first = picked.filter(({ browsers }) => browsers === undefined);
  const loaded = picked.filter((suite) => !first.includes(suite));
  const results = first.length > 0 ? await runAll(first, context, verbose) : [];
  for (let each = 1; each <= loadedRuns; each += 1) {
    const rest = keepBusy();
    say(`Run ${each} of ${loadedRuns}, with ${rest.count} busy loops beside it.`);
    try {
      const run = await runAll(loaded, context, verbose, each);
      results.push(...run.map((result) => ({ ...result, name: `${result.name} ${each}` })));
    } finally {
      rest.stop();
    }
  }
  return sum(results);
}

/**
 * @param {Suite} suite
 * @param {Context} context
 * @param {Result[]} earlier
 * @param {{ log: string, verbose: boolean }} options `log`: the file for all that is printed
 * @returns {Promise<Result>}
 */
async function runSuite(suite, context, earlier, { log, verbose }) {
  const started = performance.now();
  const file = createWriteStream(log);
  /** @param {string | Buffer} text */
  const tell = (text) => {
    file.write(text);
    if (verbose) process.stdout.write(text);
  };
  /** @type {string[]} */
  const failures = [];
  /** @type {Counts} */
  let counts = none;
  /** @param {string} reason */
  const fail = (reason) => {
    tell(`Failed: ${reason}\n`);
    failures.push(reason);
    counts = add(counts, { ...none, failed: 1 });
  };
  const result = () => {
    file.end();
    return {
      name: suite.name,
      counts,
      seconds: (performance.now() - started) / 1000,
      failures,
      log,
    };
  };

  const compiled = earlier.find(({ name }) => name === "compile");
  if (compiled && compiled.counts.failed > 0 && predecessors(suite).includes("compile")) {
    tell("Skipped: it did not compile.\n");
    counts = { ...none, skipped: 1 };
    return result();
  }
  if (suite.pkg) {
    const made = statSync(path.join(root, "pkg/package.json"), { throwIfNoEntry: false });
    const build = earlier.find(({ name }) => name === "build");
    // A build may fail after it made the package, because that is too large: then it can be tested.
    if (build && build.counts.failed > 0 && (made?.mtimeMs ?? 0) < performance.timeOrigin) {
      tell("Skipped: the package did not build.\n");
      counts = { ...none, skipped: 1 };
      return result();
    }
    if (!made) {
      fail("There is no pkg/ to test: run `npm run build` first.");
      return result();
    }
  }
  if (suite.emulator && !context.compiled) {
    const command = ["build", "--quiet", "--package", "cometchat-emulator"];
    emulatorBuild ??= run("cargo", command, { tell });
    if (!(await emulatorBuild).ok) {
      fail("The emulator did not build.");
      return result();
    }
  }
  for (const step of suite.steps(context)) {
    if (step.unless) continue;
    const files = (step.files ?? []).flatMap(testFiles);
    if (step.files && files.length === 0) {
      fail(`No test files in ${step.files.join(", ")}.`);
      continue;
    }
    const ending = await runCommand([...step.command, ...files], step.env, tell);
    const { remark, ...counted } = countsOf(step.counts, ending);
    if (remark) tell(`\`${step.command.join(" ")}\`: ${remark}.\n`);
    if (counted.failed > 0) failures.push(failuresIn(step.counts, ending.output));
    if (remark) failures.push(`\`${step.command.join(" ")}\`: ${remark}.`);
    counts = add(counts, counted);
  }
  return result();
}

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv | undefined} env
 * @param {(text: string | Buffer) => void} tell
 */
async function runCommand([program, ...args], env, tell) {
  const colours = process.stdout.isTTY && !process.env.NO_COLOR;
  const ending = await run(program, args, {
    env: { ...(colours && { FORCE_COLOR: "1", CARGO_TERM_COLOR: "always" }), ...env },
    timeout,
    tell,
  });
  if (ending.timedOut) tell(`\`${program}\` was stopped: it took too long.\n`);
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
