// @ts-check
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { scratchFolder } from "./cleanup.mjs";
import { packedPackage } from "./packed.mjs";

test("packs a folder and installs the tarball, once", async () => {
  const scratch = scratchFolder("package");
  const source = path.join(scratch.folder, "pkg");
  mkdirSync(source);
  const manifest = { name: "sample", version: "1.2.3", type: "module", files: ["main.js"] };
  writeFileSync(path.join(source, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(source, "main.js"), "export const answer = 42;\n");
  writeFileSync(path.join(source, "secret.txt"), "not for publishing");

  const packed = await packedPackage(source);
  assert.deepEqual(packed.files.sort(), ["main.js", "package.json"]);
  assert.equal(packed.manifest.version, "1.2.3");
  assert.ok(existsSync(packed.tarball));
  assert.ok(existsSync(path.join(packed.folder, "main.js")));
  assert.equal(existsSync(path.join(packed.folder, "secret.txt")), false);
  assert.equal(await packedPackage(source), packed);
  scratch.remove();
});

test("says what to do when there is nothing to pack", async () => {
  await assert.rejects(packedPackage(path.join(scratchFolder("none").folder)), /npm run build/);
});
