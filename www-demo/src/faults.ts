/** Makes things fail: the server, by the emulator's control API (emulator/README.md), and the page's storage. */
import { CometChat } from "cometchat-wasm";
import { byId, el } from "./dom";
import { onRequest, quietFetch } from "./recorder";

interface Fault {
  title: string;
  hint: string;
  fault: { kind: string; [detail: string]: unknown };
}

/** What the server does wrong at the next login or logout. */
const faults: Fault[] = [
  {
    title: "Server error",
    hint: "500, with an error",
    fault: {
      kind: "error",
      code: "ERR_SERVER_ERROR",
      status: 500,
      message: "Something went wrong on the server.",
    },
  },
  {
    title: "Rate limit",
    hint: "429, try again in 1 s",
    fault: { kind: "status", status: 429, headers: { "retry-after": "1" }, body: rateLimit() },
  },
  { title: "Silence", hint: "no answer at all", fault: { kind: "hang" } },
  { title: "Half an answer", hint: "it stops midway", fault: { kind: "stall" } },
  { title: "Dropped line", hint: "closed, no answer", fault: { kind: "drop" } },
  { title: "Nonsense", hint: "a page, not JSON", fault: { kind: "not-json", status: 502 } },
];

/** Every login ends with this route, and every logout uses it; the app server never does. */
const route = "* /me";

/** What storage-fault.js does to the page's storage, from the start: by the value of `?storage=`. */
const storageFaults = [
  { title: "Blocked storage", hint: "session in memory", value: "blocked" },
  { title: "Full storage", hint: "nothing can be stored", value: "full" },
];

const place = byId("faults");
const lasting = byId<HTMLFieldSetElement>("faults-lasting");

/**
 * Shows the faults; `control` is the address of the emulator's control API, and `revoked` runs when the session's
 * token has been revoked behind its back.
 */
export function showFaults(control: string, revoked: () => Promise<void>): void {
  const order = async (method: string, body?: unknown): Promise<unknown> => {
    const response = await quietFetch(`${control}/_emulator/faults`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.status === 204 ? undefined : response.json();
  };

  const buttons = faults.map(({ title, hint, fault }) => {
    const button = faultButton(title, hint, fault.kind);
    button.addEventListener("click", () => {
      const arm = button.getAttribute("aria-pressed") === "false";
      void order("DELETE")
        .then(() => arm && order("POST", { route, times: times(), fault }))
        .then(refresh);
    });
    return button;
  });
  place.replaceChildren(...buttons, ...storageFaults.map(storageButton), revokeButton());

  function revokeButton(): HTMLButtonElement {
    const button = faultButton("Revoked token", "behind the session’s back", "revoked");
    button.removeAttribute("aria-pressed");
    button.addEventListener("click", () => {
      const token = CometChat.getSession().user?.getAuthToken();
      const address = `${control}/_emulator/tokens/${encodeURIComponent(token ?? "")}`;
      void (token ? quietFetch(address, { method: "DELETE" }) : Promise.resolve()).then(revoked);
    });
    return button;
  }

  /** Presses the button of the fault that is still to come, if any. */
  const refresh = async (): Promise<void> => {
    const { faults: ordered } = (await order("GET")) as { faults: OrderedFault[] };
    const waiting = ordered.find(({ times, met }) => times === null || met < times);
    for (const [index, button] of buttons.entries()) {
      const pressed = waiting?.fault.kind === faults[index]?.fault.kind;
      button.setAttribute("aria-pressed", String(pressed));
    }
  };
  const refreshQuietly = () => void refresh().catch(() => undefined);
  onRequest(({ ended }) => void ended.then(refreshQuietly));
  lasting.addEventListener("change", () => void order("DELETE").then(refresh));
  refreshQuietly();
}

function faultButton(title: string, hint: string, kind: string): HTMLButtonElement {
  return el(
    "button",
    { class: "fault", type: "button", "data-kind": kind, "aria-pressed": "false" },
    el("span", {}, title),
    el("small", {}, hint),
  );
}

/** The page is loaded anew, with its storage failing from the start, or working again. */
function storageButton({ title, hint, value }: (typeof storageFaults)[number]): HTMLButtonElement {
  const button = faultButton(title, hint, value);
  const here = new URL(location.href);
  const active = here.searchParams.get("storage") === value;
  button.setAttribute("aria-pressed", String(active));
  button.addEventListener("click", () => {
    if (active) here.searchParams.delete("storage");
    else here.searchParams.set("storage", value);
    location.assign(here);
  });
  return button;
}

interface OrderedFault {
  fault: { kind: string };
  /** How many requests it is for; null: all. */
  times: number | null;
  met: number;
}

function times(): number | null {
  return lasting.querySelector<HTMLInputElement>("input:checked")?.value === "once" ? 1 : null;
}

function rateLimit(): unknown {
  const message = "Too many requests. Please try again later.";
  return { error: { code: "ERR_TOO_MANY_REQUESTS", message } };
}
