// @ts-check
/**
 * What a page can have wrong with it: what it offers to a script is broken, missing, or another's.
 */
import { short } from "./fault.mjs";

/** @typedef {import("./fault.mjs").Fault} Fault */
/** @typedef {import("../page/world.mjs").World} World */

const unreachable = { call: "FAILED_TO_FETCH" };
const first = /** @type {const} */ ({ strikes: "first" });

/**
 * @param {string} name
 * @param {(world: World) => unknown} strike
 * @param {Partial<Fault>} [more]
 * @returns {Fault}
 */
const page = (name, strike, more = {}) => ({
  name,
  group: "page",
  strikes: "later",
  strike,
  endings: {},
  ...more,
});

/**
 * Another value for a property.
 *
 * @param {string} name
 * @param {object} target
 * @param {string} property
 * @param {unknown} value
 * @param {Partial<Fault>} [more]
 */
const replaced = (name, target, property, value, more) =>
  page(name, (world) => world.replace(target, property, { value }), more);

/**
 * A `fetch` in place of the browser's.
 *
 * @param {string} name
 * @param {(...given: any[]) => unknown} fetch
 * @param {Partial<Fault>} [more]
 */
const fetching = (name, fetch, more = {}) =>
  page(`fetch ${name}`, (world) => world.replaceFetch(fetch), {
    endings: unreachable,
    atOnce: true,
    ...more,
  });

/** A `fetch` that does not end. @type {(name: string, fetch: (...given: any[]) => unknown, more?: object) => Fault} */
const hanging = (name, fetch, more = {}) =>
  fetching(name, fetch, {
    endings: { call: "REQUEST_TIMEOUT" },
    timeout: short,
    atOnce: false,
    ...more,
  });

/** An answer with this body. @param {() => unknown} text @param {object} [more] */
const answer = (text, more = { headers: new Headers() }) =>
  Promise.resolve({ status: 200, text, ...more });

/** @param {unknown} error @returns {() => never} */
const throwing = (error) => () => {
  throw error;
};

/** @param {World} world */
const goOffline = (world) => world.replace(navigator, "onLine", { get: () => false });

/** @param {World} world */
const silence = (world) => {
  for (const method of ["log", "info", "warn", "error", "debug"])
    world.replace(console, method, { value: throwing(new Error("no console")) });
};

const window = /** @type {any} */ (globalThis);

/** @type {Fault[]} */
export const pageFaults = [
  page("offline, says navigator, and is not", goOffline),
  page(
    "offline",
    (world) => {
      goOffline(world);
      world.replaceFetch(() => Promise.reject(new TypeError("Failed to fetch")));
    },
    { endings: unreachable, core: true },
  ),
  replaced("no fetch", window, "fetch", undefined, { endings: unreachable, atOnce: true }),
  fetching("throws", throwing(new Error("blocked by an extension")), { core: true }),
  fetching("throws undefined", throwing(undefined)),
  fetching("rejects with null", () => Promise.reject(null)),
  fetching("gives undefined", () => undefined),
  fetching("gives a number", () => 5),
  fetching("gives an object", () => ({})),
  fetching("gives a promise of undefined", () => Promise.resolve(undefined)),
  fetching("gives a promise of an object", () => Promise.resolve({ ok: true })),
  fetching("gives a body that rejects", () => answer(() => Promise.reject(new TypeError("lost")))),
  fetching("gives a body that throws", () => answer(throwing(new TypeError("lost")))),
  fetching("gives a body that is no text", () => answer(() => Promise.resolve(5)), {
    endings: { call: "settled" },
  }),
  fetching("gives no headers", () => answer(() => Promise.resolve("{}"), {}), {
    endings: { call: "settled" },
  }),
  fetching("gives an opaque answer", () => Promise.resolve(Response.error())),
  hanging(
    "hangs, and minds its signal",
    (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  ),
  hanging("hangs, whatever its signal", () => new Promise(() => {}), { core: true }),
  hanging("gives a body that hangs, whatever the signal", () =>
    answer(() => new Promise(() => {})),
  ),
  replaced("no AbortController", window, "AbortController", undefined),
  replaced("no AbortSignal.timeout", window.AbortSignal, "timeout", undefined),
  replaced("setTimeout throws", window, "setTimeout", throwing(new Error("no timers"))),
  replaced("no BroadcastChannel", window, "BroadcastChannel", undefined, first),
  replaced(
    "BroadcastChannel throws",
    window,
    "BroadcastChannel",
    class {
      constructor() {
        throw new DOMException("", "SecurityError");
      }
    },
    first,
  ),
  replaced(
    "BroadcastChannel cannot post",
    window,
    "BroadcastChannel",
    class {
      postMessage() {
        throw new DOMException("", "InvalidStateError");
      }
      close() {}
    },
    first,
  ),
  page(
    "objects have a key more",
    (world) => world.replace(Object.prototype, "extended", { value: () => {}, enumerable: true }),
    first,
  ),
  replaced(
    "arrays have toJSON",
    Array.prototype,
    "toJSON",
    /** @this {unknown[]} */ function () {
      return [...this];
    },
    first,
  ),
  page("console throws", silence),
  page("console throws before init", silence, first),
  page("a listener throws", ({ CometChat, ...world }) => {
    world.undo(CometChat.subscribe(throwing(new Error("rude"))));
    CometChat.addLoginListener("rude", {
      loginSuccess: throwing(new Error("rude")),
      loginFailure: throwing(undefined),
      get logoutSuccess() {
        throw new Error("ruder");
      },
      logoutFailure: 5,
    });
    world.undo(() => CometChat.removeLoginListener("rude"));
    world.pardon(/rude|undefined/);
  }),
];
