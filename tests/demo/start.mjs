// @ts-check
/** `npm run demo`, started for a test: of pkg/ and the emulator as they were built last. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { root } from "../../scripts/lib/process.mjs";
import { atExit } from "../harness/cleanup.mjs";

/** Starts the demo and waits until it is ready. */
export async function startDemo() {
  const child = spawn(process.execPath, ["scripts/demo.mjs", "--port", "0", "--no-build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = atExit(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  let url = "";
  let emulator = "";
  let output = "";
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`;
    url ||= /^demo ready at (\S+)$/.exec(line)?.[1] ?? "";
    emulator ||= /emulator listens on (http:[^\s]+\d)/.exec(line)?.[1] ?? "";
    if (url && emulator) break;
  }
  child.stdout.resume();
  assert.ok(url, `the demo did not start:\n${output}`);
  return {
    url,
    emulator,
    /** Interrupts it as Ctrl-C would, and gives its exit code. */
    interrupt: async () => {
      child.kill("SIGINT");
      const [code] = await ended;
      kill();
      return code;
    },
  };
}
