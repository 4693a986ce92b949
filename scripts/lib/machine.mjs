// @ts-check
/**
 * All that set-up sees of the machine, and how it gets what is missing. Its tests put another machine in the place of
 * this one.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statfsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  sleep,
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
 * @param {((found: F) => Promise<string> | false | undefined)[]} ways each gives what went wrong, to go on a
 *   sentence; false: it does not lead there
 */
export async function obtain(look, ways) {
  let found = look();
  let trouble = "";
  let isTried = false;
  for (const way of ways) {
    const tried = found.why !== "" && way(found);
    if (!tried) continue;
    isTried = true;
    trouble = await tried;
    found = look();
  }
  return { ...found, trouble, isTried };
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

/** Does this machine take its packages from apt? */
export const hasApt = () => machine.platform === "linux" && machine.which("apt-get") !== undefined;

/** The command that a person types to install packages. @param {string[]} packages */
export function aptCommand(packages) {
  const sudo = machine.isRoot ? "" : "sudo ";
  return `\`${sudo}apt-get update && ${sudo}apt-get install ${packages.join(" ")}\``;
}

/**
 * Installs Debian's packages, and upgrades those that are there. The package lists are refreshed first: old ones offer
 * old versions, or files that are gone.
 *
 * @param {string[]} packages
 * @param {string} why
 * @returns {Promise<string> | false} what went wrong, to go on a sentence; false if nothing can be installed without
 *   asking anybody for a password
 */
export function aptInstall(packages, why) {
  if (!hasApt() || !(machine.isRoot || machine.ask("sudo", ["-n", "true"]).ok)) return false;
  return (async () => {
    machine.say(`${why}; installing Debian's ${packages.join(", ")}.`);
    // One source that fails, of several, does not keep the others from having what is needed.
    await aptGet("update");
    // Nothing that somebody else installed is removed to make room.
    const { ok } = await aptGet("install", "--no-remove", ...packages);
    return ok ? "" : " (apt-get failed, as shown above)";
  })();
}

/** Runs apt-get as root and in English, once no other program holds its locks, for five minutes. @param {string[]} args */
async function aptGet(...args) {
  const options = "--yes --quiet --no-install-recommends -o DPkg::Lock::Timeout=300".split(" ");
  const variables = ["DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"];
  const command = ["env", ...variables, "apt-get", ...options, ...args];
  // sudo drops the variables unless they go through `env`.
  const [program, ...words] = machine.isRoot ? command : ["sudo", "-n", ...command];
  for (let waited = 0; ; waited += 1) {
    const ending = await machine.run(program, words);
    if (waited === 300 || !ending.output.includes("Could not get lock")) return ending;
    if (waited === 0) machine.say("Another program is installing packages; waiting for it.");
    await machine.sleep(1000);
  }
}

/**
 * Where an installed Debian package has a program.
 *
 * @param {string} name of the package
 * @param {string} ending of the path
 */
export function aptFile(name, ending) {
  const { stdout } = machine.ask("dpkg-query", ["-L", name]);
  return stdout.split("\n").find((line) => line.endsWith(ending) && machine.which(line));
}
