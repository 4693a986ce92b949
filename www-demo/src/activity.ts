/** The log of everything that happens: calls, requests, and what the listener hears. */
import { byId, el, milliseconds } from "./dom";
import type { RecordedRequest } from "./recorder";
import { redact, redactText } from "./redact";

export type Tone = "neutral" | "good" | "bad" | "pending";

/** A line in the log that may still change. */
export interface Entry {
  settle(tone: Tone, note: string): void;
  detail(value: unknown): void;
}

const view = byId("activity-view");
const list = byId<HTMLOListElement>("activity");
const kept = 200;
let requests = 0;

/** Adds a line at the end, and keeps the end in view unless somebody has scrolled away from it. */
function add(kind: "call" | "event" | "request", text: string, tone: Tone): Entry {
  const note = el("span", { class: "entry-note" });
  const parts = [
    el("time", { class: "entry-time" }, (performance.now() / 1000).toFixed(3)),
    el("span", { class: "entry-kind" }, kind),
    el("code", { class: "entry-text" }, redactText(text)),
    note,
  ];
  const line = el("div", { class: "entry-line" }, ...parts);
  const item = el("li", { class: "entry", "data-kind": kind, "data-tone": tone }, line);
  keepEnd(() => list.append(item));
  while (list.childElementCount > kept) list.firstElementChild?.remove();
  return {
    settle(settledTone, settledNote) {
      item.dataset.tone = settledTone;
      note.textContent = redactText(settledNote);
    },
    detail(value) {
      // By way of JSON, since an error's message is no property that a copy would see.
      const json = JSON.stringify(redact(JSON.parse(JSON.stringify(value))), null, 2);
      const summary = el("summary", { class: "entry-line" }, ...parts);
      const details = el("details", {}, summary, el("pre", {}, json));
      details.addEventListener("toggle", () => {
        if (details.open) details.scrollIntoView({ block: "nearest" });
      });
      keepEnd(() => item.replaceChildren(details));
    },
  };
}

function keepEnd(change: () => void): void {
  const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 8;
  change();
  if (atEnd) view.scrollTop = view.scrollHeight;
}

/** Logs something the listener heard. */
export function logEvent(name: string, tone: Tone, note = ""): Entry {
  const entry = add("event", name, tone);
  entry.settle(tone, note);
  return entry;
}

/** Runs a call of the SDK and logs how it ends, and how long it took. */
export async function logCall<T>(text: string, call: () => Promise<T>): Promise<T> {
  const entry = add("call", text, "pending");
  const started = performance.now();
  const took = () => {
    const duration = milliseconds(performance.now() - started);
    byId("figure-call").textContent = duration;
    return duration;
  };
  try {
    const result = await call();
    entry.settle("good", `resolved · ${took()}`);
    return result;
  } catch (error) {
    entry.settle("bad", `rejected · ${took()}`);
    throw error;
  }
}

/** Logs a request, and later how it ended. */
export function logRequest(request: RecordedRequest): void {
  requests += 1;
  byId("figure-requests").textContent = String(requests);
  const path = request.url.pathname.replace(/^\/v3(\.0)?(?=\/)/, "");
  const entry = add("request", `${request.method} ${path}`, "pending");
  entry.settle("pending", "…");
  void request.ended.then(({ status, duration, answer, failure }) => {
    const good = status !== undefined && status < 400;
    entry.settle(good ? "good" : "bad", `${status ?? failure} · ${milliseconds(duration)}`);
    entry.detail({
      url: request.url.href,
      headers: request.headers,
      body: request.body,
      answer,
    });
  });
}

view.tabIndex = 0; // It scrolls, by keyboard too.
byId("activity-clear").addEventListener("click", () => list.replaceChildren());
byId("activity-filter").addEventListener("change", (event) => {
  view.dataset.show = (event.target as HTMLInputElement).value;
});
