import { createEmulator } from "cometchat-emulator";
import { handlers } from "cometchat-emulator/msw";
import { setupServer } from "msw/node";
import { afterAll, expect, test } from "vitest";

const emulator = await createEmulator();
const server = setupServer(...handlers(emulator));
server.listen();
afterAll(() => server.close());

test("CometChat's hosts are the emulator's", async () => {
  const address = "https://emulator-app.api-us.cometchat.io/v3.0/users/cometchat-uid-1/auth_tokens";
  const headers = { appid: "emulator-app", apikey: "emulator-auth-key" };
  const response = await fetch(address, { method: "POST", headers });
  expect((await response.json()).data.uid).toBe("cometchat-uid-1");
  expect(emulator.state().tokens).toHaveLength(1);
});
