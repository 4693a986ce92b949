// @ts-check
/** The packed package's types for every TypeScript, from the oldest that works. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { scratchFolder, scratchProject } from "../harness/index.mjs";

const pins = readFileSync(new URL("package.json", import.meta.url), "utf8");
const application = readFileSync(new URL("application.ts", import.meta.url), "utf8");

/** @type {Record<string, string>} */
const compilers = JSON.parse(pins).dependencies;

const tools = scratchFolder("typescript");
/** @type {{ folder: string, remove: () => void }} */
let project;
before(async () => {
  project = await scratchProject({
    "application.ts": application,
    ...Object.fromEntries(
      Object.keys(compilers).map((compiler) => [`${compiler}.json`, configuration(compiler)]),
    ),
  });
  await writeFile(path.join(tools.folder, "package.json"), pins);
  await promisify(execFile)(
    "npm",
    [
      ...["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"],
      ...["--no-audit", "--no-fund", "--loglevel=error"],
    ],
    { cwd: tools.folder },
  );
});
after(() => {
  project?.remove();
  tools.remove();
});

/**
 * The strictest configuration that a compiler of any version takes; it checks declarations too.
 *
 * @param {string} compiler
 */
function configuration(compiler) {
  const knowsBundlers = Number(compiler.split("-")[1]) >= 5;
  return JSON.stringify({
    compilerOptions: {
      lib: ["es2020", "dom"],
      module: "esnext",
      moduleResolution: knowsBundlers ? "bundler" : "node",
      noEmit: true,
      strict: true,
      target: "es2020",
      types: [],
    },
    files: ["application.ts"],
  });
}

for (const [compiler, version] of Object.entries(compilers)) {
  test(`an application's code type-checks with ${version.replace("npm:", "")}`, () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        path.join(tools.folder, "node_modules", compiler, "bin/tsc"),
        ...["--project", `${compiler}.json`],
      ],
      { cwd: project.folder, encoding: "utf8" },
    );
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });
}
