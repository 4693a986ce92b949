// @ts-check
/** Whatever goes wrong with a request of the official SDK, this one is as it was, and both agree later. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../harness/index.mjs";
import { agree, first, heard, login, second } from "./agreement.mjs";
import { openStage, useStage } from "./stage.mjs";

const stage = useStage(openStage);

/** @type {({ kind: string } & Record<string, unknown>)[]} */
const faults = [
  { kind: "status", status: 503 },
  { kind: "error", code: "ERR_TOO_MANY_REQUESTS" },
  { kind: "error", code: "AUTH_ERR_NO_ACCESS" },
  { kind: "hang" },
  { kind: "stall" },
  { kind: "truncate" },
  { kind: "drop" },
  { kind: "not-json" },
  { kind: "empty" },
  { kind: "oversized", bytes: 1_000_000 },
];

for (const fault of faults) {
  test(`a switch here, and the official SDK meets ${Object.values(fault).join(" ")}`, async () => {
    const tab = await stage.open();
    await tab.clock.install();
    await tab.run("accompany()");
    await login(tab, "Here", first);
    await tab.run("companion.ready()");
    await stage.emulator.fault({ route: "PUT /me", skip: 1, fault });
    await login(tab, "Here", second);
    await until(async () => (await stage.emulator.faults())[0]?.met !== 0);
    assert.equal(await tab.run("Here.getLoggedinUser().then((user) => user.getUid())"), second);
    await stage.emulator.release();
    await until(async () => {
      await tab.clock.runFor(500);
      return (await tab.state()).official === second;
    });
    await agree(stage.emulator, [tab], second);
    assert.deepEqual(
      await heard(tab),
      [first, second].map((uid) => `here loginSuccess ${uid}`),
    );
  });
}
