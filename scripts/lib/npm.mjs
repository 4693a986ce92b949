// @ts-check
/**
 * The npm packages that building and testing need.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must, root, say } from "./process.mjs";

const stamp = path.join(root, "node_modules", ".installed-lock");

/** Installs exactly what package-lock.json says, unless that is there already. */
export async function setupNpm() {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package.json")))
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (installedLock() === wanted) return;
  say("Installing npm packages.");
  await must("npm", ["ci", "--no-audit", "--no-fund"]);
  writeFileSync(stamp, wanted);
}

function installedLock() {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return undefined;
  }
}
