// @ts-check
/**
 * `npm run setup`: everything that building and testing need, installed if it is not there.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setupBrowsers } from "./lib/browsers.mjs";
import { checkDisk } from "./lib/disk.mjs";
import { setupNpm } from "./lib/npm.mjs";
import { main, root, say } from "./lib/process.mjs";
import { hasNextest, setupRust } from "./lib/rust.mjs";

/** @typedef {import("./lib/browsers.mjs").Engine} Engine */

/** Where the build program (xtask) reads which compiler builds the WebAssembly. */
const decision = path.join(root, "target/rust.json");

/**
 * Installs what is missing. Running it again costs next to nothing.
 *
 * @param {object} [wanted]
 * @param {boolean} [wanted.npm] the npm packages; true unless told otherwise
 * @param {boolean | "host"} [wanted.rust] cargo and a compiler for WebAssembly; "host": cargo only
 * @param {import("./lib/rust.mjs").Tool[]} [wanted.tools] cargo's commands that checks need
 * @param {Engine[]} [wanted.browsers] browsers for tests
 * @param {boolean} [wanted.headlessShell] whether Chromium's headless shell will do for Chromium
 */
export async function setup({
  npm = true,
  rust = false,
  tools = [],
  browsers = [],
  headlessShell = false,
} = {}) {
  if (rust) checkDisk(tools.length > 0 || browsers.length > 0 ? "test" : "build");
  if (npm) await setupNpm();
  if (rust) {
    const compiler = await setupRust({ wasm: rust === true, tools });
    if (compiler) {
      mkdirSync(path.dirname(decision), { recursive: true });
      writeFileSync(decision, `${JSON.stringify(compiler, null, 2)}\n`);
    }
  }
  if (browsers.length > 0) await setupBrowsers(browsers, { headlessShell });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setup({
      rust: true,
      tools: ["clippy", "rustfmt"],
      browsers: ["chromium", "firefox", "webkit"],
    });
    if (!hasNextest()) {
      say(
        "cargo-nextest is not installed, so Rust tests will run with `cargo test`; " +
          "`cargo install cargo-nextest --locked` makes them quicker.",
      );
    }
    say("Everything is set up: `npm run build`, `npm test` and `npm run demo` will work.");
  });
}
