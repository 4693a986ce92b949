// @ts-check
/**
 * What a page can have wrong with it: what it offers to a script is broken, missing, or another's.
 */
import { short } from "./fault.mjs";

/** @typedef {import("./fault.mjs").Fault} Fault */
/** @typedef {import("../page/world.mjs").World} World */

const unreachable = { call: "FAILED_TO_FETCH" };

/**
 * A `fetch` in place of the browser's.
 *
 * @param {string} name
 * @param {(...given: any[]) => unknown} fetch
 * @param {Partial<Fault>} [more]
 * @returns {Fault}
 */
const fetching = (name, fetch, more = {}) => ({
  name: `fetch ${name}`,
  group: "page",
  strikes: "later",
  strike: (world) => world.replaceFetch(fetch),
  endings: unreachable,
  atOnce: true,
  ...more,
});

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

/** @param {World} world */
const silence = (world) => {
  for (const method of ["log", "info", "warn", "error", "debug"]) {
    world.replace(console, method, {
      value: () => {
        throw new Error("no console");
      },
    });
  }
};

/** @type {Fault[]} */
export const pageFaults = [
  page("offline, says navigator, and is not", (world) =>
    world.replace(navigator, "onLine", { get: () => false }),
  ),
  page(
    "offline",
    (world) => {
      world.replace(navigator, "onLine", { get: () => false });
      world.replaceFetch(() => Promise.reject(new TypeError("Failed to fetch")));
    },
    { endings: unreachable, core: true },
  ),
  page("no fetch", (world) => world.replace(window, "fetch", { value: undefined }), {
    endings: unreachable,
    atOnce: true,
  }),
  fetching(
    "throws",
    () => {
      throw new Error("blocked by an extension");
    },
    { core: true },
  ),
  fetching("throws undefined", () => {
    throw undefined;
  }),
  fetching("rejects with null", () => Promise.reject(null)),
  fetching("gives undefined", () => undefined),
  fetching("gives a number", () => 5),
  fetching("gives an object", () => ({})),
  fetching("gives a promise of undefined", () => Promise.resolve(undefined)),
  fetching("gives a promise of an object", () => Promise.resolve({ ok: true })),
  fetching("gives a body that rejects", () =>
    Promise.resolve({
      status: 200,
      headers: new Headers(),
      text: () => Promise.reject(new TypeError("lost")),
    }),
  ),
  fetching("gives a body that throws", () =>
    Promise.resolve({
      status: 200,
      headers: new Headers(),
      text: () => {
        throw new TypeError("lost");
      },
    }),
  ),
  fetching(
    "gives a body that is no text",
    () => Promise.resolve({ status: 200, headers: new Headers(), text: () => Promise.resolve(5) }),
    { endings: { call: "settled" } },
  ),
  fetching(
    "gives no headers",
    () => Promise.resolve({ status: 200, text: () => Promise.resolve("{}") }),
    { endings: { call: "settled" } },
  ),
  fetching("gives an opaque answer", () => Promise.resolve(Response.error())),
  fetching(
    "hangs, and minds its signal",
    (_url, init) =>
      new Promise((_resolve, reject) => {
        init.signal.addEventListener("abort", () => reject(init.signal.reason));
      }),
    { endings: { call: "REQUEST_TIMEOUT" }, timeout: short, atOnce: false },
  ),
  fetching("hangs, whatever its signal", () => new Promise(() => {}), {
    endings: { call: "REQUEST_TIMEOUT" },
    timeout: short,
    atOnce: false,
    core: true,
  }),
  fetching(
    "gives a body that hangs, whatever the signal",
    () =>
      Promise.resolve({ status: 200, headers: new Headers(), text: () => new Promise(() => {}) }),
    { endings: { call: "REQUEST_TIMEOUT" }, timeout: short, atOnce: false },
  ),
  page("no AbortController", (world) =>
    world.replace(window, "AbortController", { value: undefined }),
  ),
  page("no AbortSignal.timeout", (world) =>
    world.replace(AbortSignal, "timeout", { value: undefined }),
  ),
  page("setTimeout throws", (world) =>
    world.replace(window, "setTimeout", {
      value: () => {
        throw new Error("no timers");
      },
    }),
  ),
  page(
    "no BroadcastChannel",
    (world) => world.replace(window, "BroadcastChannel", { value: undefined }),
    { strikes: "first" },
  ),
  page(
    "BroadcastChannel throws",
    (world) =>
      world.replace(window, "BroadcastChannel", {
        value: class {
          constructor() {
            throw new DOMException("", "SecurityError");
          }
        },
      }),
    { strikes: "first" },
  ),
  page(
    "BroadcastChannel cannot post",
    (world) =>
      world.replace(window, "BroadcastChannel", {
        value: class {
          postMessage() {
            throw new DOMException("", "InvalidStateError");
          }
          close() {}
        },
      }),
    { strikes: "first" },
  ),
  page(
    "objects have a key more",
    (world) => world.replace(Object.prototype, "extended", { value: () => {}, enumerable: true }),
    { strikes: "first" },
  ),
  page(
    "arrays have toJSON",
    (world) =>
      world.replace(Array.prototype, "toJSON", {
        value: /** @this {unknown[]} */ function () {
          return [...this];
        },
      }),
    { strikes: "first" },
  ),
  page("console throws", silence),
  page("console throws before init", silence, { strikes: "first" }),
  page("a listener throws", (world) => {
    world.undo(
      world.CometChat.subscribe(() => {
        throw new Error("rude");
      }),
    );
    world.CometChat.addLoginListener("rude", {
      loginSuccess: () => {
        throw new Error("rude");
      },
      loginFailure: () => {
        throw undefined;
      },
      get logoutSuccess() {
        throw new Error("ruder");
      },
      logoutFailure: 5,
    });
    world.undo(() => world.CometChat.removeLoginListener("rude"));
    world.pardon(/rude|undefined/);
  }),
];
