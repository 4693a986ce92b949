// @ts-check
/**
 * What the test runner decides: which suite starts next, and how many tests passed and failed, out of what their own
 * runner printed.
 */
import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string }} Counted */

/** How many suites run side by side: those in browsers wait a third of their time. */
export const lanes = 3;

/**
 * The first suite of the table that can start now: what it comes after is over, or not to run, and nobody uses what it
 * uses.
 *
 * @template {Pick<import("./suites.mjs").Suite, "name" | "after" | "uses">} S
 * @param {S[]} waiting
 * @param {S[]} running
 */
export function next(waiting, running) {
  const unfinished = [...waiting, ...running].map(({ name }) => name);
  const used = running.flatMap(({ uses = [] }) => uses);
  if (running.length >= lanes) return undefined;
  return waiting.find(
    ({ after, uses = [] }) =>
      !after.some((name) => unfinished.includes(name)) &&
      !uses.some((thing) => used.includes(thing)),
  );
}

/**
 * What each program prints of its tests, at the end or (`all`) more than once; `run`: all that should have passed.
 *
 * @satisfies {Record<string, { summary: RegExp, all?: boolean }>}
 */
export const runners = {
  node: {
    summary:
      /^[#ℹ] pass (?<passed>\d+)\n. fail (?<failed>\d+)\n. cancelled (?<cancelled>\d+)\n. skipped (?<skipped>\d+)\n. todo (?<todo>\d+)$/gm,
  },
  nextest: {
    summary:
      /^ *Summary \[[^\]]*\] +(?:\d+\/)?(?<run>\d+) tests? run: (?<passed>\d+) passed(?:.* (?<skipped>\d+) skipped)?/gm,
  },
  cargo: {
    summary:
      /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/gm,
    all: true,
  },
  matrix: {
    summary: /^matrix \w+: \d+ cells, (?<passed>\d+) right, (?<failed>\d+) wrong$/gm,
    all: true,
  },
};

/** Where each of them begins to tell about failures. */
const telling = /^✖ failing tests:$|^failures:$|^\s*(?:FAIL|TIMEOUT|SIG\w+|ABORT) \[|^ {2}wrong: /m;

/** As many lines about failures are shown. */
const most = 200;

/**
 * The counts of one command, made to agree with how it ended: one that failed has a failure, whatever it printed, and
 * so has one that should have run tests and ran none.
 *
 * @param {keyof typeof runners | undefined} runner undefined: the command itself is the one test
 * @param {{ ok: boolean, output: string }} ending
 * @returns {Counted}
 */
export function countsOf(runner, { ok, output }) {
  const text = stripVTControlCharacters(output).replaceAll("\r\n", "\n").trimEnd();
  const counts = { passed: runner ? 0 : Number(ok), failed: 0, skipped: 0, failures: "" };
  /** @type {{ summary: RegExp, all?: boolean }} */
  const { summary, all } = runner ? runners[runner] : { summary: /(?!)/g };
  for (const { groups = {} } of [...text.matchAll(summary)].slice(all ? 0 : -1)) {
    const told = (/** @type {string} */ name) => Number(groups[name] ?? 0);
    counts.passed += told("passed");
    counts.failed += groups.run ? told("run") - told("passed") : told("failed") + told("cancelled");
    counts.skipped += told("skipped") + told("todo");
  }
  const remark = counts.passed === 0 ? "No test of it ran." : "It failed, though no test did.";
  const odd = counts.failed === 0 && (!ok || counts.passed === 0);
  if (odd) counts.failed = 1;
  if (counts.failed === 0) return counts;
  const from = runner && telling.exec(text)?.index;
  const lines = text.slice(from ?? 0).split("\n");
  const shown = from === undefined ? lines.slice(-most) : lines.slice(0, most);
  return { ...counts, failures: [...shown, ...(runner && odd ? [remark] : [])].join("\n") };
}

/** @param {Counted[]} counts */
export const sum = (counts) =>
  counts.reduce(
    (total, { passed, failed, skipped, failures }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      failures: [total.failures, failures].filter(Boolean).join("\n"),
    }),
    { passed: 0, failed: 0, skipped: 0, failures: "" },
  );

/** `12 passed, 0 failed`, and how many were skipped if any were. @param {Counted} counts */
export const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
