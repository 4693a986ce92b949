// @ts-check
"use strict";
/**
 * Loaded ahead of every script: one sentence on a Node that is too old, in place of the syntax error
 * that it would end with. Written for any Node that there is.
 */
const needed = require("../package.json").engines.node;

/**
 * Whether a version is in a range such as `^20.19.0 || >=22.12.0`.
 *
 * @param {string} version
 * @param {string} range
 */
function isIn(version, range) {
  const found = version.split(".").map(Number);
  return range.split("||").some((part) => {
    const least = part
      .replace(/[^0-9.]/g, "")
      .split(".")
      .map(Number);
    if (part.includes("^") && found[0] !== least[0]) return false;
    for (let place = 0; place < 3; place += 1) {
      if (found[place] !== least[place]) return found[place] > least[place];
    }
    return true;
  });
}

if (!isIn(process.versions.node, needed)) {
  console.error(
    `Node ${process.versions.node} was found, and ${needed} is needed: install it from https://nodejs.org, ` +
      "or with nvm: `nvm install 22`.",
  );
  process.exit(1);
}
