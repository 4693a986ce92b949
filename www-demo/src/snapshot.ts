/** The session's snapshot, as an application's user interface gets it. */
import { CometChat } from "cometchat-wasm";
import { byId, el } from "./dom";
import { redact, remember } from "./redact";

const statuses = ["loading", "loggedOut", "loggingIn", "loggedIn", "loggingOut"] as const;

const list = byId("statuses");
const text = byId("snapshot");
const storage = byId("storage");

/** Shows the snapshot now and after each change; `changed` hears of each. */
export function showSnapshot(changed: (snapshot: Snapshot) => void): void {
  const items = statuses.map((status) => el("li", {}, status));
  list.replaceChildren(...items);
  const show = () => {
    const snapshot = CometChat.getSession();
    remember(snapshot.user?.getAuthToken());
    for (const [index, status] of statuses.entries()) {
      if (status === snapshot.status) items[index]?.setAttribute("aria-current", "step");
      else items[index]?.removeAttribute("aria-current");
    }
    const json = redact(JSON.parse(JSON.stringify(snapshot)));
    text.replaceChildren(el("pre", {}, JSON.stringify(json, null, 2)));
    storage.textContent = keptIn();
    changed(snapshot);
  };
  text.tabIndex = 0; // It scrolls, by keyboard too.
  CometChat.subscribe(show);
  show();
}

export type Snapshot = ReturnType<typeof CometChat.getSession>;

/** Where the session is kept, in words. */
function keptIn(): string {
  const status = CometChat.getStorageStatus();
  if (!status) return "Not started yet.";
  if (status.state === "stored") return `Kept in ${status.mode}Storage: it survives a reload.`;
  const why = status.state === "unavailable" ? "storage is blocked" : "storage refuses to keep it";
  return `Kept in memory, because ${why}: it lasts until the page is reloaded.`;
}
