// @ts-check
/**
 * `npm run docs`: the reference of the package's API as target/api/index.html, and that of the Rust
 * as target/doc/cometchat_wasm/index.html. Any warning is an error.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { main, must, Problem, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

const folder = path.join(root, "docs/api");

await main(async () => {
  await setup(["cargo"]);
  if (!existsSync(path.join(root, "pkg/package.json"))) {
    throw new Problem("There is no pkg/ to document: run `npm run build` first.");
  }
  await must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  await must(process.execPath, [path.join(folder, "node_modules/typedoc/bin/typedoc")], {
    cwd: folder,
  });
  await must("cargo", ["doc", "--workspace", "--no-deps", "--quiet"], {
    env: { RUSTDOCFLAGS: "-D warnings" },
  });
  say("The package's API: target/api/index.html. The Rust: target/doc/cometchat_wasm/index.html.");
});
