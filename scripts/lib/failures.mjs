// @ts-check
/**
 * Finds in what a test runner printed the part about its failures.
 */
import { cargoTest, matrix, nextest, nodeTest, plain } from "./counts.mjs";

/** Where the part begins, by the runner. It ends with the output. */
const beginnings = new Map([
  [nodeTest, /^✖ failing tests:$/m],
  [nextest, /^\s*(?:FAIL|TIMEOUT|SIG\w+|ABORT) \[/m],
  [cargoTest, /^failures:$/m],
  [matrix, /^ {2}wrong: /m],
]);

/** As many lines of another program as are shown. */
const most = 200;

/**
 * @param {import("./counts.mjs").Reader | undefined} reader that of the runner
 * @param {string} output
 * @returns {string}
 */
export function failuresIn(reader, output) {
  const text = plain(output).trimEnd();
  const start = reader ? (beginnings.get(reader)?.exec(text)?.index ?? -1) : -1;
  const lines = (start < 0 ? text : text.slice(start)).split("\n");
  return (start < 0 ? lines.slice(-most) : lines.slice(0, most)).join("\n");
}
