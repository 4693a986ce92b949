import { createEmulatorSync } from "cometchat-emulator";
import { handlers } from "cometchat-emulator/msw";
import { CometChat } from "cometchat-wasm";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { greet } from "../greet.js";

const emulator = createEmulatorSync();
const server = setupServer(...handlers(emulator));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(async () => {
  await CometChat.logout().catch(() => {});
  emulator.reset();
});
afterAll(() => server.close());

test("greets", async () => {
  expect(await greet("cometchat-uid-1")).toBe("Hello, Andrew Joseph");
  expect(emulator.state().tokens).toHaveLength(1);
});
