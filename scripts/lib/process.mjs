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

const windows = process.platform === "win32";

/** npm is a batch file on Windows, which only a shell can start. @param {string} program */
const shellFor = (program) => windows && program === "npm";

/** A failure whose message is all that the reader needs: it is printed without a stack. */
export class Problem extends Error {
  name = "Problem";
}

/** @param {string} sentence printed about what is being done */
export const say = (sentence) => void process.stdout.write(`${sentence}\n`);

/**
 * Runs the body of a command-line script: a {@link Problem}, or an option that there is not, becomes one sentence and
 * exit code 1.
 *
 * @param {() => Promise<number | void>} body
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const told = error instanceof Problem || code?.startsWith("ERR_PARSE_ARGS");
    console.error(told ? message : error);
    process.exitCode = 1;
  }
}

/**
 * The path of an executable file, by a name to be looked up on PATH or by a path.
 *
 * @param {string} name
 */
export function which(name) {
  const folders = path.isAbsolute(name) ? [""] : (process.env.PATH ?? "").split(path.delimiter);
  const endings = windows ? [".exe", ".cmd", ""] : [""];
  const files = folders.flatMap((folder) => endings.map((it) => path.join(folder, name + it)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

/**
 * Runs a program to its end without showing its output.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function ask(program, args, env) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
    shell: shellFor(program),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  return { ok: status === 0, stdout: stdout ?? "", stderr: stderr ?? "" };
}

/** What {@link run} has started and has not ended. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** The exit code once somebody wants all of it to end. @type {number | undefined} */
let interrupted;

/** @type {(signal: NodeJS.Signals, programs?: Iterable<import("node:child_process").ChildProcess>) => void} */
function stop(signal, programs = running) {
  for (const { pid } of programs) {
    try {
      // All that it started, too.
      process.kill(windows ? Number(pid) : -Number(pid), signal);
    } catch {
      // It has ended already.
    }
  }
}

/** @param {NodeJS.Signals} signal ends all programs, and then this one */
function interrupt(signal) {
  interrupted = signal === "SIGINT" ? 130 : 143;
  stop(signal);
  setTimeout(() => {
    stop("SIGKILL");
    process.exit(interrupted);
  }, 3000);
}

/** Listens for signals only while there is something to stop: a script may have its own way to end. */
function listen() {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.off(signal, interrupt);
    if (running.size > 0) process.on(signal, interrupt);
  }
}

/**
 * Runs a program to its end, passing its output on as it comes.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeout] in milliseconds: then the program and all that it started are stopped
 * @param {(chunk: Buffer) => void} [options.tell] takes the output, which is then not passed on
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>} `output`: both streams, as it came
 */
export function run(program, args, { env, cwd = root, timeout = 2 ** 31 - 1, tell } = {}) {
  const child = spawn(program, args, {
    cwd,
    detached: !windows,
    env: { ...process.env, ...env },
    shell: shellFor(program),
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  listen();
  /** @type {Buffer[]} */
  const chunks = [];
  const take = (/** @type {"stdout" | "stderr"} */ stream) => (/** @type {Buffer} */ chunk) => {
    chunks.push(chunk);
    if (tell) tell(chunk);
    else process[stream].write(chunk);
  };
  child.stdout.on("data", take("stdout"));
  child.stderr.on("data", take("stderr"));
  const timer = setTimeout(() => {
    take("stderr")(Buffer.from(`\n${program} was stopped: it took too long.\n`));
    stop("SIGTERM", [child]);
    setTimeout(() => stop("SIGKILL", [child]), 5000).unref();
  }, timeout);
  return new Promise((resolve, reject) => {
    const ended = () => {
      clearTimeout(timer);
      running.delete(child);
      listen();
      if (interrupted !== undefined && running.size === 0) process.exit(interrupted);
      // Whoever waits for it does not go on after an interruption.
      return interrupted === undefined;
    };
    child.once("error", ({ message }) => {
      ended();
      reject(new Problem(`${program} could not be started: ${message}`));
    });
    child.once("close", (code) => {
      const output = Buffer.concat(chunks).toString("utf8");
      if (ended()) resolve({ ok: code === 0, code, output });
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
  const { ok, code } = await run(program, args, options);
  if (!ok) throw new Problem(`\`${[program, ...args].join(" ")}\` failed (exit code ${code}).`);
}
