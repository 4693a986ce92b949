// @ts-check
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { test } from "node:test";
import { until } from "./waiting.mjs";

const cleanup = new URL("./cleanup.mjs", import.meta.url).href;
const emulator = new URL("./emulator.mjs", import.meta.url).href;

/** Starts a program in the background and a folder, and tells the program's process and the folder. */
const starter = `
  import { background, scratchFolder } from ${JSON.stringify(cleanup)};
  const { folder } = scratchFolder("cleanup");
  const { child } = background("sh", ["-c", "echo $$; exec sleep 1000"], { stdio: ["pipe"] });
  child.stdout.once("data", (pid) => {
    console.log(JSON.stringify({ pid: Number(pid), folder }));
  });`;

/**
 * Runs a script as a test would run, and gives what it printed first, as JSON.
 *
 * @param {string} source
 */
async function start(source) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const told = await new Promise((resolve) => child.stdout.once("data", resolve));
  return { child, ended, ...JSON.parse(String(told)) };
}

/**
 * Is there such a process? One that has ended but was never asked for its exit code does not count.
 *
 * @param {number} pid
 */
function runs(pid) {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const failing = `setTimeout(() => { throw new Error("on purpose"); }, 300);`;
for (const [what, code] of Object.entries({ SIGINT: "", SIGTERM: "", "an error": failing }))
  test(`after ${what} nothing is left`, async () => {
    const { child, ended, pid, folder } = await start(
      `${starter} setInterval(() => {}, 1000);${code}`,
    );
    if (!code) {
      assert.ok(runs(pid) && existsSync(folder));
      child.kill(/** @type {NodeJS.Signals} */ (what));
    }
    assert.notEqual(await ended, 0);
    await until(() => !runs(pid), "the program to end");
    assert.equal(existsSync(folder), false);
  });

test("programs end even when the tests are killed", async () => {
  const { child, ended, pid, folder } = await start(`${starter} setInterval(() => {}, 1000);`);
  child.kill("SIGKILL");
  await ended;
  await until(() => !runs(pid), "the program to end");
  // Nobody is left to remove that.
  rmSync(folder, { recursive: true });
});

test("so does the emulator", async () => {
  const { child, ended, url } = await start(`
    import { startEmulator } from ${JSON.stringify(emulator)};
    const { url } = await startEmulator();
    console.log(JSON.stringify({ url }));
    setInterval(() => {}, 1000);`);
  assert.equal((await fetch(`${url}/_emulator`)).status, 200);
  child.kill("SIGKILL");
  await ended;
  const isGone = () =>
    fetch(url)
      .then(() => false)
      .catch(() => true);
  await until(isGone, "the emulator to end");
});
