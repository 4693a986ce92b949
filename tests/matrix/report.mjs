// @ts-check
/**
 * What is known after a run of the matrix, for people.
 */
import { faults } from "./faults/index.mjs";
import { operations } from "./operations.mjs";

/** @typedef {import("./stage.mjs").Tried} Tried */

/**
 * @typedef {object} Run
 * @property {import("../harness/engines.mjs").Engine} engine
 * @property {string} version
 * @property {Tried[]} tried
 */

const called = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKitGTK" };

/** What stands for how a call ended. */
const signs = /** @type {Record<string, string>} */ ({
  ok: "✓",
  FAILED_TO_FETCH: "F",
  REQUEST_TIMEOUT: "T",
  INVALID_RESPONSE: "I",
  LOGIN_CANCELLED: "C",
  ERR_NOT_LOGGED_IN: "N",
  "-1": "P",
});
/** For the code that the server sent. */
const theirs = "S";
const wrongSign = "**✗**";

const groups = /** @type {const} */ ({
  server: [
    "The server",
    "Each fault meets all requests of the operation, unless it says otherwise.",
  ],
  page: ["The page", "What scripts stand on is broken, or somebody else's."],
  storage: [
    "The storage",
    "The fault is there before the page's first script; where it says “later”, or names another tab, " +
      "it comes while somebody is logged in.",
  ],
});

/** @param {Run} run */
const wrongIn = ({ tried }) => tried.filter(({ wrong }) => wrong.length > 0);

/**
 * A line for each engine, such as `matrix chromium: 2000 cells, 2000 right, 0 wrong`.
 *
 * @param {Run[]} runs
 */
export function summaryOf(runs) {
  return runs.map((run) => {
    const wrong = wrongIn(run).length;
    const all = run.tried.length;
    return `matrix ${run.engine}: ${all} cells, ${all - wrong} right, ${wrong} wrong`;
  });
}

/**
 * The document docs/fault-matrix.md.
 *
 * @param {Run[]} runs
 */
export function documentOf(runs) {
  const lines = [
    "# Fault matrix",
    "",
    "Every fault during every operation, tried on the packed package in real browsers. Written by",
    "`npm run matrix`; do not edit.",
    "",
    "A cell is right if all of these hold: each call settled, and ended as",
    "[docs/protocol.md](protocol.md#outcomes) says; listeners were told the truth, once; afterwards",
    "`getLoggedinUser`, `getUserAuthToken` and the storage agreed; there was no uncaught error; no key",
    "or token was in an error, the console, an address, a broadcast, or in the storage outside the",
    "user's record; and once the fault was over, the next login worked.",
    "",
    "| engine | version | cells | right | wrong |",
    "|---|---|---:|---:|---:|",
    ...runs.map((run) => {
      const [all, wrong] = [run.tried.length, wrongIn(run).length];
      return `| ${called[run.engine]} | ${run.version} | ${all} | ${all - wrong} | ${wrong} |`;
    }),
    "",
    "| sign | the call |",
    "|---|---|",
    "| ✓ | resolved |",
    "| F, T, I | rejected with `FAILED_TO_FETCH`, `REQUEST_TIMEOUT`, `INVALID_RESPONSE` |",
    "| S | rejected with the code that the server sent |",
    "| C, P, N | rejected with `LOGIN_CANCELLED`, `LOGIN_IN_PROGRESS`, `ERR_NOT_LOGGED_IN` |",
    `| ${wrongSign} | something is wrong in this cell |`,
    "| – | there is nothing to try |",
    "",
    "An operation of several calls has a sign for each, in the order of their names. Where the engines",
    `differ, a cell has a part for each: ${runs.map(({ engine }) => called[engine]).join(" / ")}.`,
    "",
  ];
  for (const [group, [title, about]] of Object.entries(groups)) {
    lines.push(`## ${title}`, "", about, "");
    lines.push(`| fault | ${operations.map(({ name }) => name).join(" | ")} |`);
    lines.push(`|---|${operations.map(() => ":-:").join("|")}|`);
    for (const fault of faults.filter((each) => each.group === group)) {
      const cells = operations.map((operation) => cellOf(runs, fault.name, operation.name));
      lines.push(`| ${fault.name} | ${cells.join(" | ")} |`);
    }
    lines.push("");
  }
  const wrong = runs.flatMap((run) => wrongIn(run).map((tried) => ({ run, tried })));
  if (wrong.length > 0) lines.push("## Wrong", "");
  for (const { run, tried } of wrong) {
    const { operation, fault } = tried.cell;
    lines.push(
      `- ${called[run.engine]}, ${operation.name}, ${fault.name}: ${tried.wrong.join("; ")}`,
    );
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/**
 * @param {Run[]} runs
 * @param {string} fault
 * @param {string} operation
 */
function cellOf(runs, fault, operation) {
  const parts = runs.map(({ tried }) => {
    const found = tried.find(
      ({ cell }) => cell.fault.name === fault && cell.operation.name === operation,
    );
    if (!found) return "–";
    if (found.wrong.length > 0) return wrongSign;
    return found.endings.map((ending) => signs[ending] ?? theirs).join("");
  });
  return new Set(parts).size === 1 ? parts[0] : parts.join(" / ");
}
