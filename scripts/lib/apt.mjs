// @ts-check
/**
 * Debian packages: can they be had, and where are their files?
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ask, run, say, which } from "./process.mjs";

/** How long to wait for another program that installs packages, in seconds. */
const patience = 300;

/** @type {string[] | null | undefined} what to put before apt-get; null if it cannot be used */
let prefix;
/** @type {boolean | undefined} whether the package lists were refreshed; undefined: not tried yet */
let refreshed;

/** Can packages be installed without asking anybody for a password? */
export function aptWorks() {
  if (prefix === undefined) prefix = findPrefix();
  return prefix !== null;
}

function findPrefix() {
  if (!hasApt()) return null;
  if (process.getuid?.() === 0) return [];
  if (which("sudo") && ask("sudo", ["-n", "true"]).ok) return ["sudo", "-n"];
  return null;
}

/** Does this machine take its packages from apt? */
export function hasApt() {
  return process.platform === "linux" && which("apt-get") !== undefined;
}

/**
 * The command that a person types to install packages.
 *
 * @param {string[]} packages
 */
export function aptCommand(packages) {
  const sudo = process.getuid?.() === 0 ? "" : "sudo ";
  return `\`${sudo}apt-get update && ${sudo}apt-get install ${packages.join(" ")}\``;
}

/**
 * Installs packages, and upgrades those that are there. Call only if {@link aptWorks}. The package
 * lists are refreshed first: old ones offer old versions, or files that are gone.
 *
 * @param {string[]} packages
 * @returns {Promise<string | undefined>} what went wrong, to go on a sentence
 */
export async function aptInstall(packages) {
  refreshed ??= await refresh();
  say(`Installing Debian's ${packages.join(", ")}.`);
  // Nothing that somebody else installed is removed to make room.
  const install = ["install", "--no-remove", ...packages];
  let ending = await aptGet(install);
  if (ending.output.includes("dpkg --configure -a")) {
    say("An earlier installation was interrupted; finishing it.");
    await privileged("dpkg", ["--configure", "-a"]);
    ending = await aptGet(install);
  }
  if (ending.ok) return undefined;
  if (/No space left|enough free space/.test(ending.output)) return "the disk is full";
  if (ending.output.includes("remove is disabled")) {
    return "they would replace packages that are installed";
  }
  return refreshed
    ? "apt-get failed, as shown above"
    : "Debian's package lists cannot be refreshed";
}

/** @returns {Promise<boolean>} whether it worked */
async function refresh() {
  say("Refreshing Debian's package lists.");
  // One source that fails, of several, does not keep the others from having what is needed.
  return (await aptGet(["update"])).ok;
}

/**
 * Where an installed package has a file.
 *
 * @param {string} name of the package
 * @param {string} ending of the path
 * @returns {string | undefined}
 */
export function aptFile(name, ending) {
  if (!which("dpkg-query")) return undefined;
  const { stdout } = ask("dpkg-query", ["-L", name]);
  return stdout.split("\n").find((line) => line.endsWith(ending) && which(line) !== undefined);
}

/**
 * The version of an installed package, without Debian's own part.
 *
 * @param {string} name
 * @returns {string | undefined}
 */
export function aptVersion(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this in.
  const { ok, stdout } = ask("dpkg-query", ["-W", "-f=${Version}", name]);
  return ok ? stdout.replace(/^\d+:/, "").split("-")[0] : undefined;
}

/**
 * Runs apt-get, once no other program holds its locks. It waits for some of them itself.
 *
 * @param {string[]} args
 */
async function aptGet(args) {
  const options = ["--yes", "--quiet", "--no-install-recommends"];
  const lock = ["-o", `DPkg::Lock::Timeout=${patience}`];
  for (let waited = 0; ; waited += 1) {
    const ending = await privileged("apt-get", [...options, ...lock, ...args]);
    if (ending.ok || waited === patience || !ending.output.includes("Could not get lock")) {
      return ending;
    }
    if (waited === 0) say("Another program is installing packages; waiting for it.");
    await sleep(1000);
  }
}

/**
 * Runs a program as root, in English. The variables go through `env`, because sudo drops them
 * otherwise.
 *
 * @param {string} program
 * @param {string[]} args
 */
function privileged(program, args) {
  const line = [
    ...(prefix ?? []),
    ...["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"],
    ...[program, ...args],
  ];
  return run(line[0], line.slice(1));
}
