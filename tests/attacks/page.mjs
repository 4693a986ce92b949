// @ts-check
/**
 * The page of an attack.
 */

/**
 * Its HTML: first what the tests need, then the hostile code, then the package.
 *
 * @param {Record<string, any>} manifest the package's
 * @param {() => void} [prelude]
 */
export function bodyOfPage(manifest, prelude = () => {}) {
  const entry = manifest.exports["."].import.default.replace(/^\.\//, "");
  const imports = { "cometchat-wasm": `/node_modules/${manifest.name}/${entry}` };
  return `<!doctype html>
<meta charset="utf-8">
<title>application</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script>(${prepare})();</script>
<script>(${prelude})();</script>
<script type="module">
  import * as sdk from "cometchat-wasm";
  Object.assign(window, { ...sdk, sdk });
  const tell = (...event) => events.push(event);
  CometChat.addLoginListener("page", {
    loginSuccess: (user) => tell("loginSuccess", user.uid),
    loginFailure: (exception) => tell("loginFailure", exception.code),
    logoutSuccess: () => tell("logoutSuccess"),
    logoutFailure: (exception) => tell("logoutFailure", exception.code),
  });
  window.ready = true;
</script>`;
}

/** A prelude: waits of up to five seconds, such as those between attempts, pass twenty times as fast. */
export function hurry() {
  const { setTimeout } = window;
  window.setTimeout = /** @type {any} */ (
    (/** @type {any} */ run, /** @type {number} */ delay, /** @type {any[]} */ ...rest) =>
      setTimeout(run, delay < 5_000 ? delay / 20 : delay, ...rest)
  );
}

/** Runs first in the page, and holds on to what it needs of the engine. */
function prepare() {
  const page = /** @type {any} */ (window);
  page.events = [];
  page.uncaught = [];
  addEventListener("error", (event) => page.uncaught.push(String(event.error ?? event.message)));
  addEventListener("unhandledrejection", (event) => page.uncaught.push(String(event.reason)));
  const { setTimeout, Promise: Original, String: textOf } = window;
  const then = Original.prototype.then;
  const stringify = JSON.stringify.bind(JSON);

  const owners = /** @type {any[]} */ ([
    ...[JSON, Object, Reflect, Math, Date, Array.prototype, String.prototype],
    ...[RegExp.prototype, Map.prototype, Promise.prototype],
  ]);
  const originals = owners.map((owner) => ({
    owner,
    properties: /** @type {PropertyDescriptorMap} */ (Object.getOwnPropertyDescriptors(owner)),
  }));
  const { defineProperties } = Object;

  /** Puts back what was replaced of the built-ins that the tests need. */
  page.restore = () => {
    for (let index = 0; index < originals.length; index++)
      defineProperties(originals[index].owner, originals[index].properties);
  };

  /**
   * How a call ends.
   *
   * @param {() => any} call
   */
  page.endOf = (call) =>
    new Original((resolve) => {
      setTimeout(() => resolve({ hung: true }), 45_000);
      let promise;
      try {
        promise = call();
        if (typeof promise?.then !== "function") {
          resolve({ threw: "gave no promise" });
          return;
        }
      } catch (error) {
        resolve({ threw: textOf(error) });
        return;
      }
      then.call(
        Original.resolve(promise),
        (/** @type {unknown} */ resolved) => resolve({ resolved }),
        (/** @type {any} */ error) =>
          resolve({
            code: error?.code ?? textOf(error),
            name: error?.name,
            message: error?.message,
            details: error?.details,
            stack: error?.stack,
            cause: error?.cause === undefined ? undefined : page.everything(error.cause),
            json: page.everything(error),
          }),
      );
    });

  /**
   * All that can be read of a value, as text.
   *
   * @param {any} value
   */
  page.everything = (value) => {
    const seen = new Set();
    const texts = /** @type {string[]} */ ([]);
    const read = (/** @type {any} */ part) => {
      if ((typeof part !== "object" && typeof part !== "function") || part === null) {
        texts.push(String(part));
        return;
      }
      if (seen.has(part) || seen.size > 1_000) return;
      seen.add(part);
      for (const key of Reflect.ownKeys(part)) {
        texts.push(String(key));
        try {
          read(part[key]);
        } catch {
          texts.push("unreadable");
        }
      }
      if (part instanceof Error || part instanceof Headers || part instanceof Response) {
        texts.push(String(part), stringify([...(part instanceof Headers ? part : [])]));
      }
    };
    read(value);
    return texts.join("\n");
  };

  /**
   * Runs something while \`Object.prototype\` has more than the engine's own.
   *
   * @param {Record<string, PropertyDescriptor>} properties
   * @param {() => any} run
   */
  page.polluted = async (properties, run) => {
    for (const key of Object.keys(properties)) {
      Object.defineProperty(
        Object.prototype,
        key,
        Object.assign(Object.create(null), properties[key], { configurable: true }),
      );
    }
    try {
      return await run();
    } finally {
      for (const key of Object.keys(properties))
        delete (/** @type {any} */ (Object.prototype)[key]);
    }
  };
}
