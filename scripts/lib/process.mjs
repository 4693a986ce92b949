// @ts-check
/**
 * Runs other programs, and says what is happening.
 */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A failure whose message is all that the reader needs: it is printed without a stack. */
export class Problem extends Error {
  name = "Problem";
}

/**
 * Prints one sentence about what is being done.
 *
 * @param {string} sentence
 */
export function say(sentence) {
  process.stdout.write(`${sentence}\n`);
}

/**
 * Runs the body of a command-line script: a {@link Problem} becomes one sentence and exit code 1.
 *
 * @param {() => Promise<number | void>} body
 */
export async function main(body) {
  try {
    const code = await body();
    process.exitCode = code ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * The path of an executable file, by a name to be looked up on PATH or by a path.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function which(name) {
  const folders = path.isAbsolute(name) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of folders) {
    for (const ending of endings) {
      const file = folder === "" ? name + ending : path.join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not here; look in the next place.
      }
    }
  }
  return undefined;
}

/**
 * Runs a program to its end without showing its output.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {{ ok: boolean, stdout: string, stderr: string }}
 */
export function ask(program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...options.env },
    shell: needsShell(program),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  return { ok: result.status === 0, stdout: result.stdout ?? "", stderr: result.stderr ?? "" };
}

/**
 * How a program ended.
 *
 * @typedef {object} Ending
 * @property {boolean} ok it exited with 0
 * @property {number | null} code its exit code, if it exited
 * @property {string} output what it printed, both streams, as it came
 * @property {boolean} timedOut it was stopped for taking too long
 */

/**
 * Runs a program to its end, passing its output on as it comes.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeout] in milliseconds: the program and all that it started are then stopped
 * @param {(chunk: Buffer) => void} [options.tell] takes the output, which is then not passed on
 * @returns {Promise<Ending>}
 */
export function run(program, args, options = {}) {
  const ownGroup = process.platform !== "win32";
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    detached: ownGroup,
    env: { ...process.env, ...options.env },
    shell: needsShell(program),
    stdio: ["ignore", "pipe", "pipe"],
  });

  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    try {
      if (ownGroup && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It has ended already.
    }
  };
  const onInterrupt = () => {
    stop("SIGINT");
    process.exitCode = 130;
    setTimeout(() => process.exit(130), 3000).unref();
    child.once("close", () => process.exit(130));
  };
  const onTerminate = () => {
    stop("SIGTERM");
    process.exit(143);
  };
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onTerminate);

  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let timedOut = false;
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop("SIGTERM");
            setTimeout(() => stop("SIGKILL"), 5000).unref();
          }, options.timeout);
    const settled = () => {
      clearTimeout(timer);
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", onTerminate);
    };
    child.stdout.on("data", (chunk) => {
      chunks.push(chunk);
      if (options.tell) options.tell(chunk);
      else process.stdout.write(chunk);
    });
    child.stderr.on("data", (chunk) => {
      chunks.push(chunk);
      if (options.tell) options.tell(chunk);
      else process.stderr.write(chunk);
    });
    child.once("error", (error) => {
      settled();
      reject(new Problem(`${program} could not be started: ${error.message}`));
    });
    child.once("close", (code) => {
      settled();
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ ok: code === 0 && !timedOut, code, output, timedOut });
    });
  });
}

/**
 * Runs a program to its end, passing its output on, and fails with a {@link Problem} if it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export async function must(program, args, options) {
  const ending = await run(program, args, options);
  if (!ending.ok) {
    throw new Problem(`\`${[program, ...args].join(" ")}\` failed (exit code ${ending.code}).`);
  }
}

/**
 * npm is a batch file on Windows, which only a shell can start.
 *
 * @param {string} program
 */
function needsShell(program) {
  return process.platform === "win32" && program === "npm";
}
