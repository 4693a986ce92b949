import { CometChat } from "cometchat-wasm";

/** What is tested: logs a user in, and greets them. */
export async function greet(uid) {
  await CometChat.init("emulator-app", { region: "us" });
  try {
    const user = await CometChat.ensureLoggedIn({ uid, authKey: "emulator-auth-key" });
    return `Hello, ${user.getName()}`;
  } catch (error) {
    return `Sorry: ${error.code}`;
  }
}
