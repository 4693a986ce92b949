/** The session, as a pass to look at. */
import type { CometChat } from "cometchat-wasm";
import { avatar } from "./avatar";
import { byId, el } from "./dom";
import { mask, remember } from "./redact";

const pass = byId("pass");

/** Shows the user whose session it is, or that there is none. */
export function showSession(user: CometChat.User | null, actions: { logOut: () => void }): void {
  pass.dataset.state = user ? "present" : "absent";
  pass.removeAttribute("aria-busy");
  document.title = user
    ? `${user.getName() ?? user.getUid()} · cometchat-wasm`
    : "cometchat-wasm demo";
  pass.replaceChildren(...(user ? present(user, actions.logOut) : absent()));
}

function absent(): Node[] {
  return [
    el(
      "div",
      { class: "pass-empty" },
      el("p", { class: "pass-label" }, "No session"),
      el("p", { class: "pass-name" }, "Nobody is logged in"),
      el(
        "p",
        { class: "pass-note" },
        el("code", {}, "getLoggedinUser()"),
        " gives ",
        el("code", {}, "null"),
        ": there is no session in this browser’s storage, and it asks nobody else.",
      ),
    ),
  ];
}

function present(user: CometChat.User, logOut: () => void): Node[] {
  const uid = user.getUid();
  const name = user.getName() ?? uid;
  const token = user.getAuthToken();
  remember(token);

  const logOutButton = el(
    "button",
    { class: "button on-pass", type: "button", id: "log-out-button" },
    "Log out",
  );
  logOutButton.addEventListener("click", logOut);
  const reload = el("button", { class: "button on-pass ghost", type: "button" }, "Reload the page");
  reload.addEventListener("click", () => location.reload());
  const secondTab = el(
    "a",
    { class: "button on-pass ghost", href: "./", target: "_blank", rel: "noopener" },
    "Open a second tab",
  );

  return [
    el(
      "div",
      { class: "pass-top" },
      el(
        "div",
        { class: "pass-who" },
        el("p", { class: "pass-label live" }, "Logged in"),
        el("p", { class: "pass-name", id: "user-name" }, name),
        el("p", { class: "pass-uid" }, el("code", { id: "user-uid" }, uid)),
      ),
      avatar(uid, name, user.getAvatar()),
    ),
    el(
      "dl",
      { class: "pass-fields" },
      ...field("Role", user.getRole()),
      ...field("Status", user.getStatus()),
      ...field("Last active", when(user.getLastActiveAt())),
      ...field("Message", user.getStatusMessage()),
      ...field("Link", user.getLink()),
      ...field("Tags", user.getTags()?.join(", ")),
      ...field("Metadata", metadata(user.getMetadata())),
      ...field("Auth token", token ? mask(token) : undefined),
    ),
    el("div", { class: "pass-actions" }, logOutButton, reload, secondTab),
  ];
}

/** A field that has a value, as a group of a definition list. */
function field(label: string, value: string | undefined): Node[] {
  return value ? [el("div", {}, el("dt", {}, label), el("dd", {}, value))] : [];
}

function when(epochSeconds: number | undefined): string | undefined {
  if (!epochSeconds) return undefined;
  const format = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
  return format.format(new Date(epochSeconds * 1000));
}

function metadata(value: object | undefined): string | undefined {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value) : undefined;
}
