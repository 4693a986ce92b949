// @ts-check
/**
 * `npm run integrity`: the `integrity` attributes of the files in pkg/ that a page may load from a CDN.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { main, root, say } from "./lib/process.mjs";

/** What a page may load without a bundler. */
const files = ["cometchat.global.js", "index.js", "slim.js", "cometchat.wasm"];

await main(async () => {
  for (const file of files) {
    const bytes = readFileSync(path.join(root, "pkg", file));
    const hash = createHash("sha384").update(bytes).digest("base64");
    say(`${file}: sha384-${hash}`);
  }
});
