// @ts-check
/**
 * Reads how many tests passed and failed, and what is said about the failures, out of what a test runner printed.
 */
import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {object} Counted
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} failures what to show of them
 */

/**
 * @typedef {object} Reader
 * @property {RegExp} summary each match adds to the counts, by the names of its groups; `run`: all that should have
 *   passed
 * @property {boolean} [last] only the last match counts: a test may have printed the others
 * @property {RegExp} failures where the part about failures begins
 */

/** @type {Record<"node" | "nextest" | "cargo" | "matrix", Reader>} */
export const readers = {
  node: {
    summary:
      /^[#ℹ] pass (?<passed>\d+)\n. fail (?<failed>\d+)\n. cancelled (?<cancelled>\d+)\n. skipped (?<skipped>\d+)\n. todo (?<todo>\d+)$/gm,
    last: true,
    failures: /^✖ failing tests:$/m,
  },
  nextest: {
    summary:
      /^ *Summary \[[^\]]*\] +(?:\d+\/)?(?<run>\d+) tests? run: (?<passed>\d+) passed(?:.* (?<skipped>\d+) skipped)?/gm,
    last: true,
    failures: /^\s*(?:FAIL|TIMEOUT|SIG\w+|ABORT) \[/m,
  },
  cargo: {
    summary:
      /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored/gm,
    failures: /^failures:$/m,
  },
  matrix: {
    summary: /^matrix \w+: \d+ cells, (?<passed>\d+) right, (?<failed>\d+) wrong$/gm,
    failures: /^ {2}wrong: /m,
  },
};

/** As many lines about failures are shown. */
const most = 200;

const none = { passed: 0, failed: 0, skipped: 0, failures: "" };
const absent = { run: 0, passed: 0, failed: 0, cancelled: 0, todo: 0 };

/**
 * The counts of one command, made to agree with how it ended: one that failed has a failure, whatever it printed, and
 * so has one that should have run tests and ran none.
 *
 * @param {Reader | undefined} reader undefined: the command itself is the one test
 * @param {{ ok: boolean, output: string }} ending
 * @returns {Counted}
 */
export function countsOf(reader, { ok, output }) {
  const text = stripVTControlCharacters(output).replaceAll("\r\n", "\n").trimEnd();
  const counts = { ...none, passed: reader ? 0 : Number(ok) };
  const summaries = reader ? [...text.matchAll(reader.summary)] : [];
  for (const { groups } of summaries.slice(reader?.last ? -1 : 0)) {
    const { passed, run, failed, cancelled, skipped = 0, todo } = { ...absent, ...groups };
    counts.passed += Number(passed);
    counts.failed += run ? Number(run) - Number(passed) : Number(failed) + Number(cancelled);
    counts.skipped += Number(skipped) + Number(todo);
  }
  let remark = "";
  if (counts.failed === 0 && (!ok || counts.passed === 0)) {
    counts.failed = 1;
    remark = ok || counts.passed === 0 ? "No test of it ran." : "It failed, though no test did.";
  }
  if (counts.failed === 0) return counts;
  const from = reader?.failures.exec(text)?.index;
  const lines = text.slice(from ?? 0).split("\n");
  const shown = from === undefined ? lines.slice(-most) : lines.slice(0, most);
  counts.failures = [...shown, ...(reader && remark ? [remark] : [])].join("\n");
  return counts;
}

/** @param {Counted[]} all */
export function sum(all) {
  const total = {
    ...none,
    failures: all
      .map(({ failures }) => failures)
      .filter(Boolean)
      .join("\n"),
  };
  for (const name of /** @type {const} */ (["passed", "failed", "skipped"])) {
    for (const each of all) total[name] += each[name];
  }
  return total;
}

/** `12 passed, 0 failed`, and how many were skipped if any were. @param {Counted} counts */
export const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
