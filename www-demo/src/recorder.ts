/**
 * Watches the page's requests, by standing between everybody and `fetch`. Import this module first.
 */
import { redact, redactText } from "./redact";

/** A request, from its start to its end; nothing in it is secret. */
export interface RecordedRequest {
  method: string;
  url: URL;
  headers: Record<string, unknown>;
  body: unknown;
  /** Resolves when the request has ended, one way or the other. */
  ended: Promise<RequestEnd>;
}

/** How a request ended: with an answer, or with the reason why there is none. */
export interface RequestEnd {
  duration: number;
  status?: number;
  answer?: unknown;
  failure?: string;
}

type Watcher = (request: RecordedRequest) => void;

const watchers = new Set<Watcher>();
const realFetch = window.fetch;

/** A fetch that nobody watches: what the page says to the emulator behind the SDK's back. */
export const quietFetch: typeof fetch = realFetch.bind(window);

/** Calls `watcher` at the start of each request. */
export function onRequest(watcher: Watcher): void {
  watchers.add(watcher);
}

window.fetch = (input, init) => {
  const started = performance.now();
  const pending = realFetch.call(window, input, init);
  const request = input instanceof Request ? input : undefined;
  const headers = Object.fromEntries(new Headers(init?.headers ?? request?.headers));
  const url = new URL(request?.url ?? String(input), location.href);
  const recorded: RecordedRequest = {
    method: (init?.method ?? request?.method ?? "GET").toUpperCase(),
    url: new URL(redactText(url.href)),
    headers: redact(headers) as Record<string, unknown>,
    body: redact(json(init?.body)),
    ended: pending.then(
      async (response) => ({
        duration: performance.now() - started,
        status: response.status,
        answer: redact(
          await response
            .clone()
            .json()
            .catch(() => undefined),
        ),
      }),
      (error: unknown) => ({
        duration: performance.now() - started,
        failure: error instanceof Error && error.name === "AbortError" ? "given up" : "no answer",
      }),
    ),
  };
  for (const watcher of watchers) watcher(recorded);
  return pending;
};

function json(body: unknown): unknown {
  if (typeof body !== "string") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return redactText(body);
  }
}
