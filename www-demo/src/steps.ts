/** The production way to log in, step by step: who asks whom, with the real requests. */
import { byId, el, milliseconds } from "./dom";
import { onRequest, quietFetch, type RecordedRequest } from "./recorder";
import { redact } from "./redact";

type State = "idle" | "pending" | "good" | "bad" | "skipped";

/** One step, as it is shown. */
interface Step {
  show(state: State, note?: string): void;
}

const place = byId("steps");
const asked = step("This page", "your app server", "POST /api/cometchat-token", "your own login");
const made = step(
  "Your app server",
  "CometChat",
  "POST /users/{uid}/auth_tokens",
  "the REST API key, which never leaves the server",
);
const used = step("This page", "CometChat", "PUT /me", "the auth token");

/** Shows the steps as they come; `control` is the address of the emulator's control API. */
export function showSteps(control: string): void {
  let attempts = 0;
  onRequest((request) => {
    const path = request.url.pathname;
    if (path.endsWith("/api/cometchat-token")) {
      attempts = 0;
      asked.show("pending");
      made.show("pending");
      used.show("idle");
      void follow(asked, request).then(async () => {
        const entry = await lastTokenRequest(control).catch(() => undefined);
        const status = entry?.status;
        made.show(status && status < 400 ? "good" : "bad", entry ? `${status ?? "no answer"}` : "");
      });
    } else if (path.endsWith("/me") && request.method === "PUT") {
      attempts += 1;
      used.show("pending");
      void follow(used, request, attempts);
    }
  });
}

/** Shows that nothing has happened yet. */
export function resetSteps(): void {
  for (const each of [asked, made, used]) each.show("idle");
}

/** Shows that the session was there already: nobody had to be asked. */
export function skipSteps(): void {
  for (const each of [asked, made, used]) each.show("skipped", "not needed");
}

async function follow(shown: Step, request: RecordedRequest, attempt = 1): Promise<void> {
  const { status, failure, duration } = await request.ended;
  const good = status !== undefined && status < 400;
  const again = attempt > 1 ? `attempt ${attempt} · ` : "";
  shown.show(good ? "good" : "bad", `${again}${status ?? failure} · ${milliseconds(duration)}`);
}

interface JournalEntry {
  status: number | null;
  headers: Record<string, string>;
}

/** What the app server asked CometChat last, by the emulator's journal. */
async function lastTokenRequest(control: string): Promise<JournalEntry | undefined> {
  const query = new URLSearchParams({ route: "POST /users/*/auth_tokens" });
  const response = await quietFetch(`${control}/_emulator/requests?${query}`);
  const { requests } = (await response.json()) as { requests: JournalEntry[] };
  // Remembers the key as a secret, whatever is shown later.
  redact(requests.at(-1)?.headers);
  return requests.at(-1);
}

function step(from: string, to: string, request: string, carries: string): Step {
  const note = el("span", { class: "step-note" });
  const item = el(
    "li",
    { class: "step", "data-state": "idle" },
    el("p", { class: "step-who" }, el("strong", {}, from), " → ", el("strong", {}, to), note),
    el("code", {}, request),
    el("p", { class: "step-carries" }, `with ${carries}`),
  );
  place.append(item);
  return {
    show(state, text = "") {
      item.dataset.state = state;
      note.textContent = state === "pending" ? "…" : text;
    },
  };
}
