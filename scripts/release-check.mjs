// @ts-check
/**
 * `npm run release:check`: whether what is here could be released, beyond what `npm test` shows of the package in pkg/.
 * RELEASING.md has the steps around it.
 */
import { readFileSync } from "node:fs";
import { ask, main, Problem, root, say } from "./lib/process.mjs";

/** @param {string} file */
const read = (file) => readFileSync(`${root}${file}`, "utf8");

await main(async () => {
  const cargo = /^\[workspace\.package\]\nversion = "(.+)"$/m.exec(read("Cargo.toml"))?.[1];
  const npm = JSON.parse(read("pkg/package.json")).version;
  if (cargo !== npm) throw new Problem(`Cargo.toml has ${cargo}, pkg/package.json ${npm}.`);
  const changelog = /^## \[(.+?)\]( - \d{4}-\d\d-\d\d)?$/m.exec(read("CHANGELOG.md"));
  if (changelog?.[1] !== cargo || !changelog?.[2]) {
    throw new Problem(
      `The first heading of CHANGELOG.md should be \`## [${cargo}] - \` and a date; it is \`${changelog?.[0]}\`.`,
    );
  }
  const changed = ask("git", ["status", "--porcelain"]).stdout.trim();
  if (changed !== "") throw new Problem(`These are not committed:\n${changed}`);
  say(`Cargo.toml, pkg/ and CHANGELOG.md are about ${cargo}, and everything is committed.`);
});
