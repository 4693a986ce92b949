// @ts-check
/**
 * How long each suite took last time on this machine, for the estimate.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./process.mjs";

const file = path.join(root, "target/test-times.json");

/** @returns {Record<string, number>} seconds by the suite's name */
export function measuredTimes() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** @param {{ name: string, seconds: number, counts: { failed: number, skipped: number } }} result */
export function rememberTime({ name, seconds, counts }) {
  // A suite that failed may have ended early.
  if (counts.failed > 0) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const times = { ...measuredTimes(), [name]: Math.round(seconds * 10) / 10 };
  writeFileSync(file, `${JSON.stringify(times, null, 2)}\n`);
}
