// @ts-check
/**
 * In a page that is under a fault or an attack: how its calls end, and everything that a value says.
 */

/** The browser's own, whatever becomes of them later. */
export const own = {
  fetch: window.fetch.bind(window),
  setTimeout: window.setTimeout.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  getItem: window.Storage.prototype.getItem,
  setItem: window.Storage.prototype.setItem,
  removeItem: window.Storage.prototype.removeItem,
  stringify: JSON.stringify.bind(JSON),
};
const { Promise: Original, String: textOf } = window;
const { then } = Original.prototype;

/**
 * How a call ended.
 *
 * @typedef {object} Ending
 * @property {any} [resolved]
 * @property {any} [error] what it rejected with
 * @property {string} [threw] it threw, or gave no promise
 * @property {boolean} [hung]
 */

/**
 * How a call ends.
 *
 * @param {() => any} call
 * @param {number} patience how long to wait, in milliseconds
 * @returns {Promise<Ending>}
 */
export function endOf(call, patience) {
  return new Original((resolve) => {
    const timer = own.setTimeout(() => resolve({ hung: true }), patience);
    /** @param {Ending} ending */
    const end = (ending) => {
      own.clearTimeout(timer);
      resolve(ending);
    };
    try {
      const promise = call();
      if (typeof promise?.then !== "function") end({ threw: "gave no promise" });
      else
        then.call(
          Original.resolve(promise),
          (resolved) => end({ resolved }),
          (error) => end({ error }),
        );
    } catch (error) {
      end({ threw: textOf(error) });
    }
  });
}

/**
 * All that can be read of a value, to a reader or to a program.
 *
 * @param {any} value
 * @returns {string}
 */
export function everythingOf(value) {
  const seen = new Set();
  /** @type {string[]} */
  const texts = [];
  /** @param {() => unknown} read */
  const attempt = (read) => {
    try {
      texts.push(textOf(read()));
    } catch {
      texts.push("unreadable");
    }
  };
  const read = (/** @type {any} */ part) => {
    attempt(() => part);
    if ((typeof part !== "object" && typeof part !== "function") || part === null) return;
    if (seen.has(part) || seen.size > 1_000) return;
    seen.add(part);
    if (part instanceof Headers) attempt(() => own.stringify([...part]));
    if (part instanceof Error) attempt(() => part.stack);
    for (const key of Reflect.ownKeys(part)) {
      texts.push(textOf(key));
      try {
        read(part[key]);
      } catch {
        texts.push("unreadable");
      }
    }
  };
  read(value);
  attempt(() => own.stringify(value));
  return texts.join("\n");
}
