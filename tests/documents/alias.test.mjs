// @ts-check
/** The package installed under the official one's name, as docs/migrating.md has it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { packedPackage, scratchFolder } from "../harness/index.mjs";
import { official } from "./compiled.mjs";

const run = promisify(execFile);

/** @type {{ folder: string, remove: () => void }} */
let project;
before(async () => {
  const { tarball } = await packedPackage();
  project = scratchFolder("alias");
  const manifest = {
    private: true,
    type: "module",
    dependencies: { [official]: `file:${tarball}` },
  };
  await writeFile(path.join(project.folder, "package.json"), JSON.stringify(manifest));
  const flags = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  const shell = process.platform === "win32";
  await run("npm", ["install", ...flags], { cwd: project.folder, shell });
});
after(() => project?.remove());

for (const [type, get] of /** @type {const} */ ([
  ["module", `const sdk = await import("${official}");`],
  ["commonjs", `const sdk = require("${official}");`],
])) {
  test(`an application finds it there, as ${type}`, async () => {
    const look =
      "console.log(typeof sdk.CometChat.getLoggedinUser, typeof sdk.CometChatCalls.login)";
    const args = [`--input-type=${type}`, "--eval", `${get} ${look}`];
    const { stdout } = await run(process.execPath, args, { cwd: project.folder });
    assert.equal(stdout, "function function\n");
  });
}
