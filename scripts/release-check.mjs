// @ts-check
/**
 * `npm run release:check`: whether what is here could be published as it is. RELEASING.md has the steps
 * around it. Builds pkg/, and runs every check even if one fails.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { ask, main, Problem, root, say } from "./lib/process.mjs";

const bin = path.join(root, "node_modules/.bin");

/** @type {[what: string, check: () => void][]} */
const checks = [
  ["Cargo.toml, package.json and CHANGELOG.md name the same version", versions],
  ["everything is committed", committed],
  ["publint finds nothing", () => passes(path.join(bin, "publint"), "run", "pkg", "--strict")],
  ["arethetypeswrong finds nothing", () => passes(path.join(bin, "attw"), "--pack", "pkg")],
  [
    "the tarball has what it should have",
    () =>
      passes(
        ...[process.execPath, "--test", "--test-name-pattern=tarball"],
        path.join(root, "tests/package/node.test.mjs"),
      ),
  ],
  ["the crate cometchat-wasm packs", () => packs("cometchat-wasm")],
  [
    "the crate cometchat-emulator packs, and builds from what is packed",
    () => packs("cometchat-emulator", true),
  ],
];

await main(async () => {
  await build();
  let failed = 0;
  for (const [what, check] of checks) {
    try {
      check();
      say(`ok       ${what}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failed += 1;
      say(`NOT OK   ${what}\n${error.message.replace(/^/gm, "         ")}`);
    }
  }
  if (failed > 0) throw new Problem(`${failed} of ${checks.length} checks failed.`);
  say(`${checks.length} checks passed.`);
});

function versions() {
  /** @param {string} file */
  const read = (file) => readFileSync(path.join(root, file), "utf8");
  const cargo = /^\[workspace\.package\]\nversion = "(.+)"$/m.exec(read("Cargo.toml"))?.[1];
  const npm = JSON.parse(read("pkg/package.json")).version;
  const changelog = /^## \[(.+?)\]( - \d{4}-\d\d-\d\d)?$/m.exec(read("CHANGELOG.md"));
  if (cargo !== npm) throw new Problem(`Cargo.toml has ${cargo}, pkg/package.json ${npm}.`);
  if (changelog?.[1] !== cargo || !changelog?.[2]) {
    throw new Problem(
      `The first heading of CHANGELOG.md should be \`## [${cargo}] - \` and a date; it is ` +
        `\`${changelog?.[0]}\`.`,
    );
  }
}

function committed() {
  const changed = ask("git", ["status", "--porcelain"]).stdout.trim();
  if (changed !== "") throw new Problem(changed);
}

/**
 * @param {string} crate
 * @param {boolean} [verified] builds it from what is packed
 */
function packs(crate, verified = false) {
  // That there is something uncommitted has a check of its own.
  passes(
    ...["cargo", "package", "--quiet", "--package", crate, "--allow-dirty"],
    ...(verified ? [] : ["--no-verify"]),
  );
  const { packages } = JSON.parse(
    ask("cargo", ["metadata", "--format-version=1", "--no-deps"]).stdout,
  );
  const manifest = packages.find((/** @type {{ name: string }} */ { name }) => name === crate);
  for (const field of ["description", "license", "readme", "rust_version", "edition"]) {
    if (!manifest[field]) throw new Problem(`Its Cargo.toml has no ${field}.`);
  }
  for (const field of ["keywords", "categories"]) {
    if (manifest[field].length === 0) throw new Problem(`Its Cargo.toml has no ${field}.`);
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function passes(program, ...args) {
  const { ok, stdout, stderr } = ask(program, args);
  if (!ok) throw new Problem(`${stdout}${stderr}`.trim());
}
