// @ts-check
/**
 * What is known after a run of the matrix, for people.
 */
import { readFileSync, writeFileSync } from "node:fs";
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

/** What stands for how a call ended; for the code that the server sent, `S`. */
const signs = /** @type {Record<string, string>} */ ({
  ...{ ok: "✓", FAILED_TO_FETCH: "F", REQUEST_TIMEOUT: "T", INVALID_RESPONSE: "I" },
  ...{ LOGIN_CANCELLED: "C", ERR_NOT_LOGGED_IN: "N", "-1": "P" },
});

/** @param {Run} run */
const countsOf = ({ tried }) => {
  const wrong = tried.filter(({ wrong }) => wrong.length > 0).length;
  return { all: tried.length, right: tried.length - wrong, wrong };
};

/**
 * A line for each engine, such as `matrix chromium: 2000 cells, 2000 right, 0 wrong`.
 *
 * @param {Run[]} runs
 */
export const summaryOf = (runs) =>
  runs.map((run) => {
    const { all, right, wrong } = countsOf(run);
    return `matrix ${run.engine}: ${all} cells, ${right} right, ${wrong} wrong`;
  });

/**
 * Writes the tables of docs/fault-matrix.md: of the engines, of each group of faults, and what is wrong.
 *
 * @param {Run[]} runs
 */
export function show(runs) {
  const file = new URL("../../docs/fault-matrix.md", import.meta.url);
  const tables = readFileSync(file, "utf8").replace(
    /(<!-- (?!end)(\w+) -->\n\n).*?(?=<!-- end -->)/gs,
    (_, mark, name) => `${mark}${[...linesOf(name, runs), ""].map((line) => `${line}\n`).join("")}`,
  );
  writeFileSync(file, tables);
}

/**
 * @param {string} name of a table
 * @param {Run[]} runs
 */
function linesOf(name, runs) {
  if (name === "engines")
    return [
      "| engine | version | cells | right | wrong |",
      "|---|---|---:|---:|---:|",
      ...runs.map((run) => {
        const { all, right, wrong } = countsOf(run);
        return `| ${called[run.engine]} | ${run.version} | ${all} | ${right} | ${wrong} |`;
      }),
    ];
  if (name === "wrong")
    return runs.flatMap(({ engine, tried }) =>
      tried
        .filter(({ wrong }) => wrong.length > 0)
        .map(
          ({ cell: { operation, fault }, wrong }) =>
            `- ${called[engine]}, ${operation.name}, ${fault.name}: ${wrong.join("; ")}`,
        ),
    );
  return [
    `| fault | ${operations.map(({ name }) => name).join(" | ")} |`,
    `|---|${operations.map(() => ":-:").join("|")}|`,
    ...faults
      .filter(({ group }) => group === name)
      .map((fault) => {
        const cells = operations.map((operation) => cellOf(runs, fault.name, operation.name));
        return `| ${fault.name} | ${cells.join(" | ")} |`;
      }),
  ];
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
    if (found.wrong.length > 0) return "**✗**";
    return found.endings.map((ending) => signs[ending] ?? "S").join("");
  });
  return new Set(parts).size === 1 ? parts[0] : parts.join(" / ");
}
