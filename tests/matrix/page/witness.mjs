// @ts-check
/**
 * Sees everything that leaves the SDK: what is printed and thrown, asked for and stored. It has to
 * be there before the SDK is.
 */
import { everythingOf, own } from "../../stage/ending.mjs";
import { short } from "../faults/fault.mjs";

/**
 * @typedef {object} Seen
 * @property {string[]} printed
 * @property {string[]} thrown what nobody caught
 * @property {{ url: string, headers: Record<string, string>, body: string }[]} requests
 * @property {[key: string, value: string][]} stored
 * @property {string[]} broadcast
 */

/** @type {Seen} */
export const seen = { printed: [], thrown: [], requests: [], stored: [], broadcast: [] };

/** @type {Set<() => void>} */
const waiting = new Set();

/**
 * Resolves when the SDK asks for something. It does so in the turn in which it is called, or not before
 * its first wait: so the next turn is late enough, and comes before any retry.
 */
export function nextRequest() {
  return new Promise((resolve) => {
    waiting.add(() => resolve(undefined));
    own.setTimeout(() => resolve(undefined), 0);
  });
}

/** @param {any[]} given to `fetch` */
export function asked([url, init]) {
  const { headers = {}, body = "" } = init ?? {};
  seen.requests.push({ url: String(url), headers: { ...headers }, body: String(body ?? "") });
  for (const wake of waiting) wake();
  waiting.clear();
}

for (const method of /** @type {const} */ (["log", "info", "warn", "error", "debug", "trace"])) {
  const original = console[method];
  console[method] = (...values) => {
    seen.printed.push(values.map(everythingOf).join(" "));
    original.apply(console, values);
  };
}
addEventListener("error", (event) => {
  seen.thrown.push(everythingOf(event.error ?? event.message));
  event.preventDefault();
});
addEventListener("unhandledrejection", (event) => {
  seen.thrown.push(`unhandled rejection: ${everythingOf(event.reason)}`);
  event.preventDefault();
});

/** @param {any[]} given */
window.fetch = (...given) => {
  asked(given);
  return own.fetch(.../** @type {[any, any]} */ (given));
};
Storage.prototype.setItem = function (key, value) {
  seen.stored.push([String(key), String(value)]);
  return own.setItem.call(this, key, value);
};
const channel = globalThis.BroadcastChannel?.prototype;
if (channel) {
  const { postMessage } = channel;
  channel.postMessage = function (message) {
    seen.broadcast.push(own.stringify(message));
    return postMessage.call(this, message);
  };
}

/** How much faster a page's pauses between two requests are than the clock. Deadlines keep their time. */
const haste = 20;
const isDeadline = (/** @type {number} */ delay) => delay === short || delay >= 10_000;
window.setTimeout = /** @type {any} */ (
  (/** @type {any} */ callback, /** @type {number} */ delay = 0, /** @type {any[]} */ ...given) =>
    own.setTimeout(callback, isDeadline(delay) ? delay : delay / haste, ...given)
);
