const { createEmulator, patchFetch } = require("cometchat-emulator");

const { emulator } = globalThis;
const address = "https://emulator-app.api-us.cometchat.io/v3.0/users/cometchat-uid-1/auth_tokens";
const headers = { appid: "emulator-app", apikey: "emulator-auth-key" };

afterEach(() => jest.useRealTimers());

test("CometChat's hosts are the emulator's", async () => {
  const { signal } = new AbortController();
  const response = await fetch(address, { method: "POST", headers, body: "{}", signal });
  expect(response.status).toBe(200);
  expect((await response.json()).data.uid).toBe("cometchat-uid-1");
  expect(emulator.requests()[0]).toMatchObject({ rawBody: "{}", outcome: "answered" });
});

test("starts afresh", () => {
  expect(emulator.requests()).toEqual([]);
});

test("an aborted request rejects with the signal's reason", async () => {
  emulator.fault({ fault: { kind: "hang" } });
  const controller = new AbortController();
  const held = fetch(address, { method: "POST", headers, signal: controller.signal });
  await emulator.waitForRequests(1, { outcome: "pending" });
  controller.abort();
  await expect(held).rejects.toBe(controller.signal.reason);
});

test("fake timers stop neither a request nor those after it", async () => {
  jest.useFakeTimers();
  emulator.fault({ fault: { kind: "drip", bytes: 100, ms: 1 } });
  const during = await fetch(address, { method: "POST", headers });
  expect((await during.json()).data.uid).toBe("cometchat-uid-1");
  jest.useRealTimers();
  const next = await createEmulator();
  const undo = patchFetch(next);
  expect((await fetch(address, { method: "POST", headers })).status).toBe(200);
  undo();
  await next.dispose();
});

for (const name of ["cometchat-wasm", "cometchat-wasm/slim"]) {
  test(`logs in with ${name}`, async () => {
    const { CometChat } = require(name);
    if (name.endsWith("slim")) {
      const { readFileSync } = require("node:fs");
      await CometChat.load(
        new Uint8Array(readFileSync(require.resolve("cometchat-wasm/cometchat.wasm"))),
      );
    }
    await CometChat.init("emulator-app", { region: "us" });
    const user = await CometChat.login("cometchat-uid-1", "emulator-auth-key");
    expect(user.getName()).toBe("Andrew Joseph");
    await CometChat.logout();
  });
}
