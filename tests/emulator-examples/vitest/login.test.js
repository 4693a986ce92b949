import { CometChat } from "cometchat-wasm";
import { expect, test } from "vitest";
import { emulator } from "./vitest.setup.js";

test("logs in to CometChat, which is the emulator", async () => {
  const settings = new CometChat.AppSettingsBuilder().setRegion("us").build();
  await CometChat.init("emulator-app", settings);
  const user = await CometChat.login("cometchat-uid-1", "emulator-auth-key");
  expect(user.getName()).toBe("Andrew Joseph");
  expect(emulator.requests().map(({ route }) => route)).toEqual([
    "POST /users/cometchat-uid-1/auth_tokens",
    "PUT /me",
  ]);
});

test("starts afresh", () => {
  expect(emulator.requests()).toEqual([]);
});
