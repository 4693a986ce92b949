// @ts-check
/**
 * The examples, each in a folder of its own with Node alone: the two tarballs, and the tool that it is
 * for.
 */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { packed } from "../emulator-npm/package.mjs";
import { launch, packedPackage, scratchFolder, serve } from "../harness/index.mjs";

const run = promisify(execFile);
const examples = fileURLToPath(new URL(".", import.meta.url));

const env = {
  ...process.env,
  CHROMIUM: findProgram("chromium"),
  CI: "1",
  CYPRESS_INSTALL_BINARY: "0",
  NO_COLOR: "1",
  // Tests in tests believe that they are parts of these.
  NODE_TEST_CONTEXT: undefined,
};

/**
 * An example, with what it needs installed.
 *
 * @param {string} name
 */
async function install(name) {
  const scratch = scratchFolder(`example-${name}`);
  await cp(path.join(examples, name), scratch.folder, { recursive: true });
  const file = path.join(scratch.folder, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.dependencies["cometchat-wasm"] = `file:${(await packedPackage()).tarball}`;
  manifest.dependencies["cometchat-emulator"] = `file:${(await packed()).tarball}`;
  await writeFile(file, JSON.stringify(manifest));
  await npm(
    scratch.folder,
    "install",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
  );
  return scratch;
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
async function npm(cwd, ...args) {
  const { stdout } = await run("npm", args, { cwd, env }).catch((error) => {
    throw new Error(`npm ${args.join(" ")} failed:\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

for (const [name, passed] of /** @type {const} */ ([
  ["vitest", /Tests +3 passed/],
  ["jest", undefined],
  ["playwright", /1 passed/],
  ["cypress", undefined],
])) {
  test(`${name}: its example passes`, async () => {
    const { folder, remove } = await install(name);
    const stdout = await npm(folder, "test");
    if (passed) assert.match(stdout, passed);
    remove();
  });
}

test("vite: a page logs in to what npx starts", async () => {
  const { folder, remove } = await install("vite");
  await npm(folder, "run", "build");
  const emulator = spawn("npx", ["cometchat-emulator", "--port", "0", "--exit-with-stdin"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(emulator.stdout), "line");
  const site = await serve(path.join(folder, "dist"));
  const browser = await launch("chromium");
  try {
    const page = await browser.open(`${site.url}/?emulator=${line.split(" ").at(-1)}`);
    await page.waitFor(() => document.title === "Andrew Joseph");
  } finally {
    await browser.close();
    await site.close();
    emulator.stdin.end();
  }
  remove();
});
