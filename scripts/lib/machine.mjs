// @ts-check
/**
 * All that set-up sees of the machine, and how it gets what is missing. Its tests put another machine in the place of
 * this one.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statfsSync } from "node:fs";
import path from "node:path";
import { ask, root, run, say, which } from "./process.mjs";

/** Where Cargo looks for the lowest version of Rust; npm looks for that of Node in package.json. */
const cargo = readFileSync(path.join(root, "Cargo.toml"), "utf8");

/** The lowest versions that work. */
export const lowest = Object.freeze({
  /** For the host and for the WebAssembly alike. */
  rust: /^rust-version = "(.*)"$/m.exec(cargo)?.[1] ?? "",
  /** Reads this lock file, and packs as the tests expect. */
  npm: "9",
  // Older ones have not been tried; of these, only the newest have run all tests.
  chromium: "150",
  firefox: "140",
  webkit: "2.50",
  /** On the disk, in bytes, for what is installed and built: by `npm run build`, by tests, and once more. */
  room: { build: 2e9, test: 4e9, again: 1e9 },
});

export const machine = {
  /** @type {string} */
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  env: process.env,
  ask,
  run,
  which,
  say,
  exists: existsSync,
  realpath: realpathSync,
  list: (/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder) : []),
  /** The room on the disk, in bytes. Some file systems do not tell how large they are. */
  free: () => {
    const { bavail, blocks, bsize } = statfsSync(root);
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  },
};

/**
 * Looks, and tries one way after the other to get what it does not find.
 *
 * @template {{ why: string }} F
 * @param {() => F} look `why`: what is wrong, in words that begin a sentence; empty if nothing is
 * @param {((found: F) => Promise<string> | false | undefined | "")[]} ways each gives what went wrong, to go on a
 *   sentence; false: it does not lead there
 */
export async function obtain(look, ways) {
  let found = look();
  let trouble = "";
  for (const way of ways) {
    if (found.why === "") break;
    const tried = way(found);
    if (!tried) continue;
    trouble = (await tried) ?? "";
    found = look();
  }
  return { ...found, trouble };
}

/** The first version number in a text, such as `156.0.8078.79`; empty if there is none. @param {string} text */
export const versionIn = (text) => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? "";

/**
 * @param {string} version
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split(".").map(Number));
  const place = b.findIndex((part, place) => (a[place] ?? 0) !== part);
  return place < 0 || (a[place] ?? 0) > b[place];
}

/**
 * Says why something is installed, and runs what installs it.
 *
 * @param {string} sentence
 * @param {string} command
 */
export async function install(sentence, command) {
  machine.say(`${sentence}.`);
  const [program, ...args] = command.split(" ");
  return (await machine.run(program, args)).ok ? "" : ` (\`${command}\` failed, as shown above)`;
}
