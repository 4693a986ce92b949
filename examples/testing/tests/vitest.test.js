import { setUpEmulator } from "cometchat-emulator/testing";
import { CometChat } from "cometchat-wasm";
import { afterAll, afterEach, expect, test } from "vitest";
import { greet } from "../greet.js";

const emulator = setUpEmulator({ afterEach, afterAll });

afterEach(() => CometChat.logout().catch(() => {}));

test("greets", async () => {
  expect(await greet("cometchat-uid-1")).toBe("Hello, Andrew Joseph");
  expect(emulator.state().tokens).toHaveLength(1);
});

test("says sorry when the plan is exhausted", async () => {
  emulator.fault({ route: "PUT /me", fault: { kind: "error", code: "ERR_PLAN_RESTRICTION" } });
  expect(await greet("cometchat-uid-1")).toBe("Sorry: ERR_PLAN_RESTRICTION");
});
