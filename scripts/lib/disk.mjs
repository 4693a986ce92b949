// @ts-check
/**
 * The room on the disk: a compiler that fills it stops with an error that says nothing about it.
 */
import { lstatSync, readdirSync, statfsSync } from "node:fs";
import path from "node:path";
import { lowest } from "./needs.mjs";
import { Problem, root } from "./process.mjs";

/**
 * Says so if the disk has too little room. What is there already needs none again.
 *
 * @param {"build" | "test"} purpose
 * @param {string} [folder] the project's
 */
export function checkDisk(purpose, folder = root) {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  // Some file systems do not tell how large they are.
  if (blocks === 0 || free >= lowest.room[purpose]) return;
  const built = sizeOf(path.join(folder, "target"));
  const all = lowest.room[purpose] - sizeOf(path.join(folder, "node_modules"));
  const needed = Math.max(all - built, lowest.room.again);
  if (free >= needed) return;
  const way =
    free + built >= all ? "run `cargo clean`" : `make room for ${gigabytes(needed - free)} more`;
  throw new Problem(
    `The disk has ${gigabytes(free)} left, and ${gigabytes(needed)} are needed to ${purpose} in ${folder}: ${way}.`,
  );
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * How many bytes are in a folder. A file under several names, as cargo makes them, counts once.
 *
 * @param {string} folder
 */
function sizeOf(folder) {
  const files = new Map();
  const folders = [folder];
  for (let each = folders.pop(); each !== undefined; each = folders.pop()) {
    for (const entry of entriesOf(each)) {
      const file = path.join(each, entry.name);
      if (entry.isDirectory()) {
        folders.push(file);
        continue;
      }
      const status = lstatSync(file, { throwIfNoEntry: false });
      if (status) files.set(status.ino, status.size);
    }
  }
  return [...files.values()].reduce((sum, size) => sum + size, 0);
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
