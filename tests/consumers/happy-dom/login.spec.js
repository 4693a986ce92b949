// @vitest-environment happy-dom
import { CometChat } from "cometchat-wasm";
import { expect, test } from "vitest";
import { login } from "./login.js";

test("logs in, and keeps the session in the storage that happy-dom has", async () => {
  expect(await login(CometChat, process.env.EMULATOR)).toBe("Andrew Joseph");
  expect(Object.keys(localStorage)).toContain("emulator:emulator-app:common_store/user");
});
