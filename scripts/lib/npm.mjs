// @ts-check
/**
 * The npm packages that building and testing need.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAtLeast, lowest, versionIn } from "./needs.mjs";
import { ask, Problem, root, run, say } from "./process.mjs";

const stamp = path.join(root, "node_modules", ".installed-lock");

/** Installs exactly what package-lock.json says, unless that is there already. */
export async function setupNpm() {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package.json")))
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (installedLock() === wanted) return;
  checkNpm();
  say("Installing npm packages.");
  if (!(await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])).ok) {
    throw new Problem(
      "The npm packages were not installed, as shown above: run this again once npm's registry can be " +
        "reached and the disk has room.",
    );
  }
  writeFileSync(stamp, wanted);
}

/** Says so if npm is missing or too old. */
export function checkNpm() {
  const { ok, stdout } = ask("npm", ["--version"]);
  const version = ok ? versionIn(stdout) : undefined;
  if (version === undefined || !isAtLeast(version, lowest.npm)) {
    const found = version === undefined ? "npm was not found" : `npm ${version} was found`;
    throw new Problem(
      `${found}, and ${lowest.npm} or later is needed: it comes with Node (https://nodejs.org).`,
    );
  }
}

function installedLock() {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return undefined;
  }
}
