/**
 * The set-up of a test runner: an emulator in place of CometChat, as new before each test.
 */
import { createEmulatorSync, type Emulator } from "./core.js";
import { patchFetch } from "./fetch.js";
import type { EmulatorOptions } from "./generated/emulator.js";
import type { Hosts } from "./hosts.js";

/** The hooks of a test runner. */
export interface Hooks {
  afterEach(hook: () => void): void;
  afterAll(hook: () => Promise<void>): void;
}

/**
 * Starts an emulator that answers what the global `fetch` asks of CometChat, resets it after each test,
 * and ends it after all. Vitest's and Jest's hooks will do, and those of `node:test` as
 * `{ afterEach, afterAll: after }`.
 */
export function setUpEmulator(
  { afterEach, afterAll }: Hooks,
  { hosts, ...options }: EmulatorOptions & { hosts?: Hosts } = {},
): Emulator {
  const emulator = createEmulatorSync(options);
  const undo = patchFetch(emulator, hosts === undefined ? {} : { hosts });
  afterEach(() => emulator.reset());
  afterAll(async () => {
    undo();
    await emulator.dispose();
  });
  return emulator;
}
