// @ts-check
/**
 * `npm run integrity`: the `integrity` attributes of the files in pkg/ that a page may load from a CDN.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { root, say } from "./lib/process.mjs";

for (const file of ["cometchat.global.js", "index.js", "slim.js", "cometchat.wasm"]) {
  const hash = createHash("sha384").update(readFileSync(`${root}pkg/${file}`));
  say(`${file}: sha384-${hash.digest("base64")}`);
}
