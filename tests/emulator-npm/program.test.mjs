// @ts-check
/** The package's program, as `npx` runs it. What it has in common with the native one: tests/emulator. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { promisify } from "node:util";
import { scratchFolder } from "../harness/index.mjs";
import { packed } from "./package.mjs";

const run = promisify(execFile);

/** @param {string[]} args */
async function npx(args) {
  const { project } = await packed();
  return { command: "npx", args: ["--offline", "cometchat-emulator", ...args], cwd: project };
}

test("npx starts it, and says where it listens and how to log in", async () => {
  const { command, args, cwd } = await npx(["--port", "0", "--exit-with-stdin", "--user", "a=A"]);
  const child = spawn(command, args, { cwd, stdio: "pipe" });
  const [line] = await once(createInterface(child.stdout), "line");
  const url = /^cometchat-emulator listening on (http:\S+)$/.exec(line)?.[1];
  assert.equal((await (await fetch(`${url}/_emulator`)).json()).appId, "emulator-app");
  let banner = "";
  child.stderr.on("data", (data) => {
    banner += data;
  });
  child.stdin.end();
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  for (const told of [
    "emulator-app",
    "emulator-auth-key",
    "a (A)",
    `curl -s -X POST ${url}/v3.0`,
  ]) {
    assert.ok(banner.includes(told), `${told}: ${banner}`);
  }
});

test("init copies the Service Worker to where a site serves it", async () => {
  const { folder, remove } = scratchFolder("site");
  const { command, args, cwd } = await npx(["init", path.join(folder, "public")]);
  await run(command, args, { cwd });
  const worker = path.join(folder, "public/cometchat-emulator-worker.js");
  const original = path.join((await packed()).folder, "service-worker.js");
  assert.equal(await readFile(worker, "utf8"), await readFile(original, "utf8"));
  remove();
});

test("init needs the folder that the site serves", async () => {
  const { command, args, cwd } = await npx(["init"]);
  const failed = await run(command, args, { cwd }).catch((error) => error);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /needs the folder/);
  assert.equal(failed.stdout, "");
});
