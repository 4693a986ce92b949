// @ts-check
/**
 * Keeps the machine busy, as other programs do while somebody tests.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** It ends with whoever started it: its standard input closes then. */
const loop = `
  process.stdin.on("end", () => process.exit()).resume();
  (function turn() {
    const end = performance.now() + 50;
    while (performance.now() < end);
    setImmediate(turn);
  })();`;

/** Starts twice as many busy loops as there are cores. */
export function keepBusy() {
  const count = 2 * availableParallelism();
  const loops = Array.from({ length: count }, () =>
    spawn(process.execPath, ["--eval", loop], { stdio: ["pipe", "ignore", "ignore"] }),
  );
  return {
    count,
    stop: () => {
      for (const each of loops) each.kill("SIGKILL");
    },
  };
}
