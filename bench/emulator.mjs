// @ts-check
/**
 * How large the emulator's npm package is, and how long it takes to start, next to the native program.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { emulatorProgram, packedPackage } from "../tests/harness/index.mjs";
import { median } from "./bench.mjs";
import { gzip } from "./sizes.mjs";

const built = fileURLToPath(new URL("../pkg-emulator", import.meta.url));

/** In a process of its own: from before the import until a first request is answered. */
const firstAnswer = `
const before = performance.now();
const { createEmulator } = await import("cometchat-emulator");
const emulator = await createEmulator();
await (await emulator.fetch("/v3.0/users/cometchat-uid-1/auth_tokens", {
  method: "POST",
  headers: { appid: "emulator-app", apikey: "emulator-auth-key" },
})).json();
console.log(performance.now() - before);
`;

/** What it takes: a table, as Markdown. */
export async function emulator() {
  const { tarball, folder } = await packedPackage(built);
  const wasm = webAssemblyIn(readFileSync(path.join(folder, "core.js"), "utf8"));
  const unpacked = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(path.join(folder, name)))
    .filter((file) => file.isFile())
    .reduce((sum, { size }) => sum + size, 0);
  const kilobytes = (/** @type {number} */ bytes) =>
    `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
  return `| size | |
|---|---:|
| WebAssembly | ${kilobytes(wasm.length)} |
| WebAssembly, gzip -9 | ${kilobytes(gzip(wasm))} |
| tarball | ${kilobytes(statSync(tarball).size)} |
| tarball, unpacked | ${kilobytes(unpacked)} |`;
}

/**
 * How long it takes to start: a table, as Markdown.
 *
 * @param {unknown} _subjects
 * @param {number} runs
 */
export async function starts(_subjects, runs) {
  const { folder, project } = await packedPackage(built);
  const flags = ["--port", "0", "--exit-with-stdin"];
  const ways = {
    "`import`, `createEmulator()`, a first answer": () => answered(project),
    "`npx cometchat-emulator` until it listens": () =>
      listening("npx", ["cometchat-emulator", ...flags], project),
    "the same, without npx": () =>
      listening(process.execPath, [path.join(folder, "cli.js"), ...flags], project),
    "the native program, a debug build": () => listening(emulatorProgram(), flags, project),
  };
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let run = -1; run < runs; run++) {
    for (const [name, start] of Object.entries(ways)) {
      const ms = await start();
      // The first run of each warms the machine up.
      if (run >= 0) times[name].push(ms);
    }
  }

  return `| start, median of ${runs} | |
|---|---:|
${Object.entries(times)
  .map(([name, values]) => `| ${name} | ${median(values).toFixed(0)} ms |`)
  .join("\n")}`;
}

/**
 * The WebAssembly, which is text in the script.
 *
 * @param {string} script
 */
function webAssemblyIn(script) {
  const text = /"(AGFzbQ[\w+/=]+)"/.exec(script)?.[1];
  if (!text) throw new Error("core.js holds no WebAssembly.");
  return Buffer.from(text, "base64");
}

/** @param {string} cwd */
async function answered(cwd) {
  const args = ["--input-type=module", "--eval", firstAnswer];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return Number(stdout);
}

/**
 * How long a program takes until it says where it listens.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
async function listening(command, args, cwd) {
  const before = performance.now();
  const child = spawn(command, args, {
    cwd,
    shell: process.platform === "win32",
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  await once(createInterface({ input: child.stdout }), "line");
  const ms = performance.now() - before;
  child.stdin.end();
  await ended;
  return ms;
}
