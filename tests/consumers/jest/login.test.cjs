const entries = ["cometchat-wasm", "cometchat-wasm/slim"];

for (const entry of entries) {
  test(`logs in, and keeps the session in the storage that jsdom has: ${entry}`, async () => {
    const { CometChat } = require(entry);
    CometChat.useEmulator(process.env.EMULATOR);
    await CometChat.init("emulator-app", { region: "eu" });
    await CometChat.login("cometchat-uid-1", "emulator-auth-key");
    expect((await CometChat.getLoggedInUser()).getName()).toBe("Andrew Joseph");
    expect(Object.keys(localStorage)).toContain("emulator:emulator-app:common_store/user");
    await CometChat.logout();
  });
}
