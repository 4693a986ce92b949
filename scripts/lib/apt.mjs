// @ts-check
/**
 * Debian's packages: can they be had, and where are their files?
 */
import { setTimeout as sleep } from "node:timers/promises";
import { machine } from "./machine.mjs";

/** How long to wait for another program that installs packages, in seconds. */
const patience = 300;

/** Machines whose package lists were refreshed, and whether that worked. @type {WeakMap<object, boolean>} */
const refreshed = new WeakMap();

/** Does this machine take its packages from apt? */
export const hasApt = () => machine.platform === "linux" && machine.which("apt-get") !== undefined;

/** Can packages be installed without asking anybody for a password? */
export const aptWorks = () =>
  hasApt() && (machine.isRoot || machine.ask("sudo", ["-n", "true"]).ok);

/** The command that a person types to install packages. @param {string[]} packages */
export function aptCommand(packages) {
  const sudo = machine.isRoot ? "" : "sudo ";
  return `\`${sudo}apt-get update && ${sudo}apt-get install ${packages.join(" ")}\``;
}

/**
 * Installs packages, and upgrades those that are there. The package lists are refreshed first: old ones offer old
 * versions, or files that are gone.
 *
 * @param {string[]} packages
 * @param {string} [why]
 * @returns {Promise<string> | false} what went wrong, to go on a sentence; false if nothing can be installed
 */
export const aptInstall = (packages, why) => aptWorks() && installNow(packages, why);

/**
 * @param {string[]} packages
 * @param {string} [why]
 */
async function installNow(packages, why) {
  if (why) machine.say(`${why}.`);
  if (!refreshed.has(machine.env)) {
    machine.say("Refreshing Debian's package lists.");
    // One source that fails, of several, does not keep the others from having what is needed.
    refreshed.set(machine.env, (await aptGet("update")).ok);
  }
  machine.say(`Installing Debian's ${packages.join(", ")}.`);
  // Nothing that somebody else installed is removed to make room.
  const install = () => aptGet("install", "--no-remove", ...packages);
  let { ok, output } = await install();
  if (output.includes("dpkg --configure -a")) {
    machine.say("An earlier installation was interrupted; finishing it.");
    await privileged("dpkg", "--configure", "-a");
    ({ ok, output } = await install());
  }
  if (ok) return "";
  if (/No space left|enough free space/.test(output)) return " (the disk is full)";
  if (output.includes("remove is disabled"))
    return " (they would replace packages that are installed)";
  if (refreshed.get(machine.env)) return " (apt-get failed, as shown above)";
  return " (Debian's package lists cannot be refreshed)";
}

/**
 * Where an installed package has a program.
 *
 * @param {string} name of the package
 * @param {string} ending of the path
 */
export function aptFile(name, ending) {
  const { stdout } = machine.ask("dpkg-query", ["-L", name]);
  return stdout.split("\n").find((line) => line.endsWith(ending) && machine.which(line));
}

/** The version of an installed package, without Debian's own part; empty if there is none. @param {string} name */
export function aptVersion(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this in.
  const { stdout } = machine.ask("dpkg-query", ["-W", "-f=${Version}", name]);
  return stdout.replace(/^\d+:/, "").split("-")[0];
}

/**
 * Runs apt-get, once no other program holds its locks. It waits for some of them itself.
 *
 * @param {string[]} args
 */
async function aptGet(...args) {
  const options = ["--yes", "--quiet", "--no-install-recommends"];
  const lock = ["-o", `DPkg::Lock::Timeout=${patience}`];
  for (let waited = 0; ; waited += 1) {
    const ending = await privileged("apt-get", ...options, ...lock, ...args);
    if (ending.ok || waited === patience || !ending.output.includes("Could not get lock")) {
      return ending;
    }
    if (waited === 0) machine.say("Another program is installing packages; waiting for it.");
    await sleep(1000);
  }
}

/** Runs a program as root, in English: sudo drops the variables unless they go through `env`. @param {string[]} command */
function privileged(...command) {
  const words = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", ...command];
  return machine.isRoot
    ? machine.run("env", words.slice(1))
    : machine.run("sudo", ["-n", ...words]);
}
