// @ts-check
/**
 * `npm run setup`: everything that building and testing need, installed if it is not there.
 */
import { pathToFileURL } from "node:url";
import { setupBrowsers } from "./lib/browsers.mjs";
import { setupNpm } from "./lib/npm.mjs";
import { main, say } from "./lib/process.mjs";
import { findCargo, hasNextest, setupRust } from "./lib/rust.mjs";

/** @typedef {import("./lib/browsers.mjs").Engine} Engine */

/**
 * Installs what is missing. Running it again costs next to nothing.
 *
 * @param {object} [wanted]
 * @param {boolean} [wanted.npm] the npm packages; true unless told otherwise
 * @param {boolean | "host"} [wanted.rust] cargo and a compiler for WebAssembly; "host": cargo only
 * @param {Engine[]} [wanted.browsers] browsers for tests
 */
export async function setup({ npm = true, rust = false, browsers = [] } = {}) {
  if (npm) await setupNpm();
  if (rust === "host") findCargo();
  else if (rust) await setupRust();
  if (browsers.length > 0) await setupBrowsers(browsers);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setup({ rust: true, browsers: ["chromium", "firefox", "webkit"] });
    if (!hasNextest()) {
      say(
        "cargo-nextest is not installed, so Rust tests will run with `cargo test`; " +
          "`cargo install cargo-nextest --locked` makes them quicker.",
      );
    }
    say("Everything is set up: `npm run build`, `npm test` and `npm run demo` will work.");
  });
}
