// @ts-check
/** The packed package's types, under every way in which TypeScript finds them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { scratchProject } from "../harness/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const consumer = readFileSync(new URL("./consumer.ts", import.meta.url), "utf8");

/** @type {{ folder: string, remove: () => void }} */
let project;
before(async () => {
  project = await scratchProject({
    "consumer.ts": consumer,
    "consumer.cts": consumer,
  });
});
after(() => project?.remove());

/**
 * @param {string} file
 * @param {string[]} options
 */
function check(file, ...options) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/typescript/bin/tsc"),
      ...["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
      ...["--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--types", ""],
      ...options,
      file,
    ],
    { cwd: project.folder, encoding: "utf8" },
  );
  assert.equal(stdout, "");
  assert.equal(status, 0);
}

describe("an application's code type-checks", () => {
  test("with a bundler", () => {
    check("consumer.ts", "--module", "esnext", "--moduleResolution", "bundler");
  });
  test("as an ES module in Node", () => {
    check("consumer.ts", "--module", "nodenext");
  });
  test("as CommonJS in Node", () => {
    check("consumer.cts", "--module", "nodenext");
  });
});
