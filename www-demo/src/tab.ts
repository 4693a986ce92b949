/** The second tab: the least that an application can be, and in step with the first. */
import "./styles/index.css";
import { CometChat } from "cometchat-wasm";
import { avatar } from "./avatar";
import { loadConfig } from "./config";
import { byId, el } from "./dom";

const place = byId("tab");

function show(): void {
  const { user } = CometChat.getSession();
  if (!user) {
    place.replaceChildren(el("p", { class: "tab-name" }, "Nobody is logged in"));
    return;
  }
  const logOut = el("button", { class: "button", type: "button" }, "Log out here");
  logOut.addEventListener("click", () => void CometChat.logout({ onError: () => undefined }));
  place.replaceChildren(
    avatar(user.getUid(), user.getName() ?? "", user.getAvatar()),
    el(
      "div",
      {},
      el("p", { class: "tab-state live" }, "Logged in"),
      el("p", { class: "tab-name" }, user.getName() ?? user.getUid()),
    ),
    logOut,
  );
}

const { emulator, appId, region } = await loadConfig();
if (emulator) CometChat.useEmulator(emulator);
CometChat.subscribe(show);
await CometChat.init(appId, { region });
show();
