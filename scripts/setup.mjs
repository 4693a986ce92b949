// @ts-check
/**
 * `npm run setup`: everything that building and testing need, installed if it is not there.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setupBrowsers } from "./lib/browsers.mjs";
import { isAtLeast, lowest, machine, versionIn } from "./lib/machine.mjs";
import { ask, main, must, Problem, root, say } from "./lib/process.mjs";
import { setupRust } from "./lib/rust.mjs";

/** @typedef {import("./lib/suites.mjs").Need} Need */

/** Where the build program (xtask) reads which compiler builds the WebAssembly. */
const decision = path.join(root, "target/rust.json");

/** Tells which package-lock.json was installed. */
const stamp = path.join(root, "node_modules/.installed-lock");

/**
 * Installs what is missing, npm packages first. Running it again costs next to nothing.
 *
 * @param {Need[]} [needs]
 * @param {{ headlessShell?: boolean }} [options] whether Chromium's headless shell will do for Chromium
 */
export async function setup(needs = [], options) {
  /** @template {Need} N @param {N[]} names */
  const which = (...names) => names.filter((name) => needs.includes(name));
  const tools = which("clippy", "rustfmt");
  const browsers = which("chromium", "firefox", "webkit");
  const rust = which("cargo", "wasm", "emulator", ...tools).length > 0;
  if (rust) checkDisk(tools.length + browsers.length > 0 ? "test" : "build");
  await setupNpm();
  if (rust) {
    const compiler = await setupRust({ wasm: needs.includes("wasm"), tools });
    mkdirSync(path.dirname(decision), { recursive: true });
    if (compiler) writeFileSync(decision, `${JSON.stringify(compiler, null, 2)}\n`);
  }
  if (browsers.length > 0) await setupBrowsers(browsers, options);
}

/** Is `cargo nextest` there? Without it, tests run with `cargo test`. */
export const hasNextest = () => ask("cargo", ["nextest", "--version"]).ok;

/** Installs exactly what package-lock.json says, unless that is there already. */
async function setupNpm() {
  const hash = createHash("sha256");
  for (const name of ["package.json", "package-lock.json"]) {
    hash.update(readFileSync(path.join(root, name)));
  }
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  checkNpm();
  say("Installing npm packages.");
  await must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

/** Says so if npm is missing or too old. */
export function checkNpm() {
  const version = versionIn(machine.ask("npm", ["--version"]).stdout);
  if (version !== "" && isAtLeast(version, lowest.npm)) return;
  const found = version === "" ? "npm was not found" : `npm ${version} was found`;
  throw new Problem(
    `${found}, and ${lowest.npm} or later is needed: it comes with Node (https://nodejs.org).`,
  );
}

/**
 * Says so if the disk has too little room: a compiler that fills it stops with an error that says nothing about it.
 * What is there already needs none again.
 *
 * @param {"build" | "test"} purpose
 */
export function checkDisk(purpose) {
  const built = machine.exists(path.join(root, "pkg/package.json"));
  const needed = built ? lowest.room.again : lowest.room[purpose];
  const free = machine.free();
  if (free >= needed) return;
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  const way = `${built ? "run `cargo clean`, or " : ""}make room for ${gigabytes(needed - free)} more`;
  throw new Problem(
    `The disk has ${gigabytes(free)} left, and ${gigabytes(needed)} are needed to ${purpose} in ${root}: ${way}.`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setup(["wasm", "clippy", "rustfmt", "chromium", "firefox", "webkit"]);
    if (!hasNextest()) {
      say(
        "cargo-nextest is not installed, so Rust tests will run with `cargo test`; " +
          "`cargo install cargo-nextest --locked` makes them quicker.",
      );
    }
    say("Everything is set up: `npm run build`, `npm test` and `npm run demo` will work.");
  });
}
