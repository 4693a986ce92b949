// @ts-check
/**
 * Whatever a test starts is stopped again, also when the test fails or is interrupted.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @type {Set<() => void>} */
const leftovers = new Set();
let listening = false;

/**
 * Registers what to do, synchronously, should the process end before it was done.
 *
 * @param {() => void} undo
 * @returns {() => void} does it now, once
 */
export function atExit(undo) {
  if (!listening) {
    listening = true;
    process.once("exit", () => {
      for (const once of [...leftovers].reverse()) once();
    });
    const signals = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
    for (const [signal, code] of Object.entries(signals)) {
      process.once(signal, () => process.exit(code));
    }
  }
  const once = () => {
    if (!leftovers.delete(once)) return;
    undo();
  };
  leftovers.add(once);
  return once;
}

/**
 * A new folder for this process to use, gone when the process ends.
 *
 * @param {string} purpose
 * @returns {{ folder: string, remove: () => void }}
 */
export function scratchFolder(purpose) {
  const parent = process.env.COMETCHAT_SCRATCH ?? tmpdir();
  const folder = mkdtempSync(path.join(parent, `cometchat-wasm-${purpose}-`));
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
  return { folder, remove: atExit(() => rmSync(folder, options)) };
}

/**
 * Starts a program in the background. It ends, and everything that it started, when `stop` is called
 * or when this process ends, even if that is killed: a shell waits for the end of its standard input.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: ("ignore" | "pipe")[] }} [options] `stdio` is for the
 *   descriptors from 1 on
 */
export function background(program, args, options = {}) {
  const guard = '"$@" </dev/null & read -r _; kill -KILL 0';
  const child = spawn("sh", ["-c", guard, "sh", program, ...args], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", ...(options.stdio ?? ["ignore", "ignore"])],
  });
  // Does not keep this process from ending.
  child.unref();
  const stop = atExit(() => {
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  });
  return { child, stop };
}
