// @ts-check
/**
 * What building and testing need, and the lowest versions that work: those of Rust and Node are where
 * Cargo and npm look for them, and the others are here.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./process.mjs";

/** @param {string} name */
const read = (name) => readFileSync(path.join(root, name), "utf8");

/** The lowest versions, and the least room. */
export const lowest = Object.freeze({
  /** For the host and for the WebAssembly alike. */
  rust: /^rust-version = "(.*)"$/m.exec(read("Cargo.toml"))?.[1] ?? "",
  /** Reads this lock file, and packs as the tests expect. */
  npm: "9",
  // Older ones have not been tried; of these, only the newest have run all tests.
  chromium: "150",
  firefox: "140",
  webkit: "2.50",
  /** On the disk, in bytes, for what is installed and built: by `npm run build`, by tests, and once more. */
  room: { build: 2e9, test: 4e9, again: 1e9 },
});

/** The toolchain that rustup is asked for when the active one does not do. */
export const ownToolchain = `${lowest.rust}.0`;

/**
 * The first version number in a text, such as `156.0.8078.79`.
 *
 * @param {string} text
 * @returns {string | undefined}
 */
export function versionIn(text) {
  return /\d+(?:\.\d+)+/.exec(text)?.[0];
}

/**
 * @param {string} version
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split(".").map(Number));
  for (let part = 0; part < b.length; part += 1) {
    const difference = (a[part] ?? 0) - b[part];
    if (difference !== 0) return difference > 0;
  }
  return true;
}
