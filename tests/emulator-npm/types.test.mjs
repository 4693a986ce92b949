// @ts-check
/** The package's types, in programs with the DOM's types, with Node's, and with neither. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "../harness/index.mjs";
import { built } from "./package.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const program = `
import { createEmulator, isForEmulator, patchFetch } from "cometchat-emulator";
import { interceptWithEmulator } from "cometchat-emulator/cypress";
import { routeToEmulator } from "cometchat-emulator/playwright";
import { setUpEmulator } from "cometchat-emulator/testing";

export const emulator = await createEmulator();
const response = await emulator.fetch("https://x/v3.0/me", { method: "POST", body: "{}" });
export const status: number = response.status;
void [isForEmulator, patchFetch, interceptWithEmulator, routeToEmulator, setUpEmulator];
// @ts-expect-error: there is no such member
void emulator.nothing;
`;

for (const [name, lib, types] of [
  ["the DOM's types", "es2022,dom,dom.iterable", ""],
  ["Node's types", "es2022", "node"],
  ["neither", "es2022", ""],
  ["both", "es2022,dom,dom.iterable", "node"],
]) {
  test(`a program with ${name} type-checks, libraries included`, () => {
    const { folder, remove } = scratchFolder("emulator-types");
    const modules = path.join(folder, "node_modules");
    mkdirSync(modules);
    symlinkSync(fileURLToPath(built), path.join(modules, "cometchat-emulator"));
    symlinkSync(path.join(root, "node_modules/@types"), path.join(modules, "@types"));
    writeFileSync(path.join(folder, "program.mts"), program);
    const { stdout } = spawnSync(
      process.execPath,
      [
        path.join(root, "node_modules/typescript/bin/tsc"),
        ...["--noEmit", "--strict", "--skipLibCheck", "false", "--module", "nodenext"],
        ...["--target", "es2022", "--lib", lib, "--types", types, "program.mts"],
      ],
      { cwd: folder, encoding: "utf8" },
    );
    assert.equal(stdout, "");
    remove();
  });
}
