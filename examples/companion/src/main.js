import { CometChat } from "cometchat-wasm";
import { openChat } from "./chat.js";
import { startEmulator } from "./emulator.js";

const element = (selector) => document.querySelector(selector);

const logIn = () =>
  CometChat.ensureLoggedIn({
    uid: "cometchat-uid-1",
    authKey: "emulator-auth-key",
    onError: console.error,
  });

CometChat.subscribe(() => {
  const { user } = CometChat.getSession();
  element("h1").textContent = user ? `Hello, ${user.getName()}` : "Not logged in";
  element("#log-in").hidden = user !== null;
  element("#log-out").hidden = user === null;
});
element("#log-in").onclick = logIn;
element("#log-out").onclick = () => CometChat.logout();
element("#open-chat").onclick = async () => {
  const chat = await openChat();
  const user = await chat.getLoggedinUser();
  element("#chat").textContent = `${user?.getName() ?? "Nobody"} can chat.`;
};

await startEmulator();
await CometChat.init("emulator-app", { region: "us" });
logIn();
