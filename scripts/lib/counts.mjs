// @ts-check
/**
 * Reads how many tests passed and failed out of what a test runner printed.
 */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @typedef {(output: string) => Counts | undefined} Reader undefined: no summary was printed */

/**
 * What `cargo nextest` prints last, such as
 * `Summary [   1.2s] 12 tests run: 10 passed (1 flaky), 1 failed, 1 timed out, 3 skipped`.
 *
 * @type {Reader}
 */
export function nextest(output) {
  const summary = lastMatch(plain(output), /^\s*Summary \[[^\]]*\]\s+(.*)$/gm);
  if (!summary) return undefined;
  // A remark such as "(1 slow, 1 flaky)" counts tests that have been counted already.
  const text = summary[1].replace(/\([^)]*\)/g, "");
  const run = /(?:(\d+)\/)?(\d+) tests? run:/.exec(text);
  const passed = number(text, /(\d+) passed/);
  // Whatever was started or meant to be, and did not pass: failed, timed out, could not start.
  const failed = run ? Number(run[2]) - passed : number(text, /(\d+) failed/);
  return { passed, failed, skipped: number(text, /(\d+) skipped/) };
}

/**
 * What `cargo test` and wasm-bindgen's runner print per test binary, added up:
 * `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`.
 *
 * @type {Reader}
 */
export function cargoTest(output) {
  const pattern = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm;
  const results = [...plain(output).matchAll(pattern)];
  if (results.length === 0) return undefined;
  return results
    .map(([, passed, failed, ignored]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(ignored),
    }))
    .reduce(add);
}

/**
 * What `node --test` prints last, with its spec reporter (`ℹ pass 3`) or as TAP (`# pass 3`).
 *
 * @type {Reader}
 */
export function nodeTest(output) {
  const text = plain(output);
  /** @param {string} name */
  const value = (name) => {
    const line = lastMatch(text, new RegExp(`^[#ℹ] ${name} (\\d+)$`, "gm"));
    return line ? Number(line[1]) : undefined;
  };
  const passed = value("pass");
  const failed = value("fail");
  if (passed === undefined || failed === undefined) return undefined;
  return {
    passed,
    failed: failed + (value("cancelled") ?? 0),
    skipped: (value("skipped") ?? 0) + (value("todo") ?? 0),
  };
}

/**
 * What `npm run matrix` prints last, for each engine: `matrix firefox: 12 cells, 11 right, 1 wrong`.
 *
 * @type {Reader}
 */
export function matrix(output) {
  const results = [
    ...plain(output).matchAll(/^matrix \w+: \d+ cells, (\d+) right, (\d+) wrong$/gm),
  ];
  if (results.length === 0) return undefined;
  return results
    .map(([, right, wrong]) => ({ ...none, passed: Number(right), failed: Number(wrong) }))
    .reduce(add, none);
}

/** Nothing at all. */
export const none = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/**
 * The closing line: `12 passed, 0 failed`, and how many were skipped if any were.
 *
 * @param {Counts} counts
 */
export function describe({ passed, failed, skipped }) {
  const skips = skipped > 0 ? `, ${skipped} skipped` : "";
  return `${passed} passed, ${failed} failed${skips}`;
}

/**
 * The counts of one command: those that it printed, made to agree with how it ended. A command that
 * failed has at least one failure, and one that should have run tests and ran none has failed too.
 *
 * @param {Reader | undefined} reader undefined: the command itself is the one test
 * @param {{ ok: boolean, output: string }} ending
 * @returns {Counts & { remark?: string }}
 */
export function countsOf(reader, ending) {
  if (!reader) return ending.ok ? { ...none, passed: 1 } : { ...none, failed: 1 };
  const counts = reader(ending.output) ?? none;
  if (!ending.ok && counts.failed === 0) {
    const remark = counts.passed > 0 ? "it failed, though no test of it did" : "no test of it ran";
    return { ...counts, failed: 1, remark };
  }
  if (ending.ok && counts.passed + counts.failed === 0) {
    return { ...counts, failed: 1, remark: "no test of it ran" };
  }
  return counts;
}

/**
 * @param {string} text
 * @param {RegExp} pattern with the flag g
 */
function lastMatch(text, pattern) {
  return [...text.matchAll(pattern)].at(-1);
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function number(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

/**
 * Text without the codes that colour it on a terminal.
 *
 * @param {string} text
 */
export function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts each code.
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "").replaceAll("\r\n", "\n");
}
