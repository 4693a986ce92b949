// @ts-check
/**
 * Debian packages: are they there, and can they be had?
 */
import { ask, must, run, say, which } from "./process.mjs";

/** @type {string[] | null | undefined} what to put before apt-get; null if it cannot be used */
let prefix;
let updated = false;

/** Can packages be installed without asking anybody for a password? */
export function aptWorks() {
  if (prefix === undefined) prefix = findPrefix();
  return prefix !== null;
}

function findPrefix() {
  if (process.platform !== "linux" || !which("apt-get")) return null;
  if (process.getuid?.() === 0) return [];
  if (which("sudo") && ask("sudo", ["-n", "true"]).ok) return ["sudo", "-n"];
  return null;
}

/**
 * Those of the named packages that are not installed.
 *
 * @param {string[]} packages
 * @returns {string[]}
 */
export function aptMissing(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills these in.
  const { stdout } = ask("dpkg-query", ["-W", "-f=${Package} ${db:Status-Status}\n", ...packages]);
  const installed = new Set(
    stdout
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, status]) => status === "installed")
      .map(([name]) => name),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * Installs packages. Call only if {@link aptWorks}.
 *
 * The package lists are read anew when they do not know one of the packages, and when an install
 * fails, which is what happens when they are out of date.
 *
 * @param {string[]} packages
 */
export async function aptInstall(packages) {
  say(`Installing Debian packages: ${packages.join(", ")}.`);
  if (!aptKnows(packages)) await update();
  if (updated) {
    await must(...aptGet(["install", ...packages]));
    return;
  }
  const first = await run(...aptGet(["install", ...packages]));
  if (first.ok) return;
  await update();
  await must(...aptGet(["install", ...packages]));
}

async function update() {
  if (updated) return;
  say("Reading Debian's package lists.");
  await must(...aptGet(["update"]));
  updated = true;
}

/** @param {string[]} packages */
function aptKnows(packages) {
  const { stdout } = ask("apt-cache", ["policy", ...packages], { env: { LC_ALL: "C" } });
  const candidates = [...stdout.matchAll(/^ {2}Candidate: (.*)$/gm)].map(([, version]) => version);
  return candidates.length === packages.length && !candidates.includes("(none)");
}

/**
 * The command line for apt-get. The variable goes through `env`, because sudo drops it otherwise.
 *
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function aptGet(args) {
  const line = [
    ...(prefix ?? []),
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    "--yes",
    "--quiet",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=300",
    ...args,
  ];
  return [line[0], line.slice(1)];
}
