// @ts-check
/** Programs in Node that use the packed package, with an emulator for a server. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before } from "node:test";
import { promisify } from "node:util";
import { scratchProject, startEmulator } from "../harness/index.mjs";

/** Call at the top of a test file: gives its tests a project that has the package, and an emulator. */
export function programs() {
  /** @type {{ folder: string, remove: () => void }} */
  let project;
  /** @type {import("../harness/emulator.mjs").Emulator} */
  let emulator;
  before(async () => {
    project = await scratchProject();
    emulator = await startEmulator();
  });
  after(async () => {
    project?.remove();
    await emulator?.stop();
  });

  /**
   * Runs code in the project until Node ends by itself.
   *
   * @param {"module" | "commonjs"} type
   * @param {string} source
   * @returns {Promise<{ result: any, said: string[], warned: string[] }>} `result` is the JSON that it
   *   printed last, `said` what came before it
   */
  async function run(type, source) {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [`--input-type=${type}`, "--eval", source],
      { cwd: project.folder },
    );
    const [said, warned] = [stdout, stderr].map((text) => text.split("\n").slice(0, -1));
    const result = JSON.parse(said.pop() ?? "null");
    return { result, said, warned };
  }

  /**
   * The same, where the SDK has nothing to say to anybody.
   *
   * @param {"module" | "commonjs"} type
   * @param {string} source
   */
  async function node(type, source) {
    const { result, ...rest } = await run(type, source);
    assert.deepEqual(rest, { said: [], warned: [] });
    return result;
  }

  return { run, node, emulator: () => emulator, project: () => project };
}
