// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "./emulator.mjs";

test("what the emulator does not understand is an error", async () => {
  const emulator = await startEmulator();
  await assert.rejects(emulator.fault({ fault: { kind: "no such kind" } }), /refuses/);
  await emulator.stop();
  await assert.rejects(emulator.state(), /it has ended: exit code 0/);
});
