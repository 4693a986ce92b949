// @ts-check
/**
 * What is known after a run of the matrix, for people.
 */
import { operations } from "./operations.mjs";

/**
 * @typedef {object} Run
 * @property {import("../harness/engines.mjs").Engine} engine
 * @property {string} version
 * @property {import("./stage.mjs").Tried[]} tried
 */

const called = { chromium: "Chromium", firefox: "Firefox", webkit: "WebKitGTK" };

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
  return "";
}
