/**
 * The set-up of a test runner: an emulator in place of CometChat, as new before each test.
 */
import { createEmulatorSync, type Emulator } from "./core.js";
import { patchFetch } from "./fetch.js";
import type { EmulatorOptions } from "./generated/emulator.js";
import type { Hosts } from "./hosts.js";
import { fillIn } from "./platform.js";

/** The hooks of a test runner. */
export interface Hooks {
  /** Registers what runs after each test. */
  afterEach(hook: () => void): void;
  /** Registers what runs after all tests. */
  afterAll(hook: () => Promise<void>): void;
}

/**
 * Starts an emulator that answers requests of the global `fetch` to CometChat, resets it after each
 * test, and disposes of it after all tests. Classes of the web that the test environment lacks, as Jest's
 * jsdom does, are Node's for that time.
 *
 * @param hooks those of Vitest or Jest; with `node:test`, pass `{ afterEach, afterAll: after }`
 * @param options those of `createEmulator`, and the hosts that it answers for
 */
export function setUpEmulator(
  { afterEach, afterAll }: Hooks,
  { hosts, ...options }: EmulatorOptions & { hosts?: Hosts } = {},
): Emulator {
  const takeAway = fillIn();
  const emulator = createEmulatorSync(options);
  const undo = patchFetch(emulator, hosts === undefined ? {} : { hosts });
  afterEach(() => emulator.reset());
  afterAll(async () => {
    undo();
    await emulator.dispose();
    takeAway();
  });
  return emulator;
}
