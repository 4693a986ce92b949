// @ts-check
/** What the engine offers is replaced, before the package is imported or after. */
import assert from "node:assert/strict";
import { calls, hurry, listOf, scene, text } from "./scene.mjs";

/** @typedef {import("./scene.mjs").Ending} Ending */

const at = scene();

const cycle = [calls.init, calls.login, calls.user, calls.getUser, calls.logout, calls.user];

/**
 * Makes every call while something is replaced, in a frame that has just loaded, since what drives the browser needs
 * the built-ins of the page.
 *
 * @param {string} what is replaced
 * @param {string} replacement
 * @param {string} [restoration] after which every call is made again
 * @returns {Promise<[during: Ending[], later: Ending[]]>}
 */
async function replaced(what, replacement, restoration = "") {
  const code = `(async () => {
    const series = ${listOf(cycle)};
    ${replacement};
    const during = await endsOf(series);
    restore();
    ${restoration};
    const later = ${restoration ? "await endsOf(series)" : "[]"};
    return [during, later].map((endings) =>
      endings.map(({ threw, hung, code }) => ({ threw, hung, code })));
  })()`;
  const [during, later] = await at.run(`await (async () => {
    const frame = document.body.appendChild(
      Object.assign(document.createElement("iframe"), { src: "/" }),
    );
    while (!frame.contentWindow.ready) await new Promise((resolve) => setTimeout(resolve, 10));
    const endings = await frame.contentWindow.eval(${text(code)});
    frame.remove();
    localStorage.clear();
    sessionStorage.clear();
    return endings;
  })()`);
  for (const { threw, hung } of [...during, ...later]) assert.ok(!threw && !hung, what);
  at.askedOnlyOwn();
  return [during, later];
}

/** @type {Record<string, [import("./scene.mjs").Options, Record<string, string>]>} */
const replacements = {
  "fetch-replaced": [
    { prelude: hurry },
    {
      missing: "delete window.fetch; window.fetch = undefined",
      throws: `window.fetch = () => { throw new Error("hostile"); }`,
      "gives nothing": "window.fetch = () => undefined",
      "gives no answer": "window.fetch = async () => ({})",
      "gives null": "window.fetch = async () => null",
      "rejects with nothing": "window.fetch = () => Promise.reject()",
      "rejects with a proxy":
        "window.fetch = () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return Promise.reject(proxy); }",
      "gives a hostile body":
        "window.fetch = async () => ({ text: () => { throw 1; }, status: 200, headers: new Headers() })",
      "gives an odd body":
        "window.fetch = async () => ({ text: async () => ({ data: {} }), status: {}, headers: { get: () => ({}) } })",
      "gives getters that throw": `window.fetch = async () => ({ get text() { throw new Error("hostile"); } })`,
      "gives a thenable that calls twice":
        "window.fetch = () => ({ then(resolve, reject) { resolve(5); reject(6); resolve(7); } })",
      "is a proxy": "window.fetch = new Proxy(fetch, {})",
      "wraps and reads":
        "window.fetch = ((original) => (url, init) => original(String(url), { ...init }))(fetch)",
      "wraps in a request":
        "window.fetch = ((original) => (...given) => original(new Request(...given)))(fetch)",
    },
  ],
  "builtins-replaced-after": [
    { reports: true, prelude: hurry },
    {
      encodeURIComponent: "window.encodeURIComponent = (text) => text",
      "encodeURIComponent that throws": "window.encodeURIComponent = () => { throw 1; }",
      URL: `window.URL = class { origin = "https://evil.example"; href = "https://evil.example/v3.0"; pathname = "/v3.0"; protocol = "https:"; hostname = "evil.example"; }`,
      "no URL": "window.URL = undefined",
      "JSON.parse": "JSON.parse = () => { throw 1; }",
      "JSON.stringify": "JSON.stringify = () => undefined",
      "Object.keys": "Object.keys = () => { throw 1; }",
      "Object.entries": "Object.entries = () => [['uid', 'mallory']]",
      "Reflect.get": "Reflect.get = () => { throw 1; }",
      "String.prototype.replace":
        "String.prototype.replace = String.prototype.replaceAll = () => { throw 1; }",
      "RegExp.prototype.test": "RegExp.prototype.test = RegExp.prototype.exec = () => { throw 1; }",
      "Map.prototype":
        "Map.prototype.set = Map.prototype.get = Map.prototype.values = () => { throw 1; }",
      "Math.random": "Math.random = () => NaN",
      "Date.now": "Date.now = () => { throw 1; }",
      "performance.now": "performance.now = () => -1e9",
      AbortSignal: "window.AbortSignal = undefined",
      "AbortSignal.timeout": "AbortSignal.timeout = () => { throw 1; }",
      BroadcastChannel: "window.BroadcastChannel = class { constructor() { throw 1; } }",
      "postMessage of channels": "BroadcastChannel.prototype.postMessage = () => { throw 1; }",
      addEventListener: "window.addEventListener = () => { throw 1; }",
      reportError: "window.reportError = () => { throw 1; }",
      crypto: "Object.defineProperty(window, 'crypto', { value: undefined })",
      "navigator.userAgent":
        "Object.defineProperty(navigator, 'userAgent', { get() { throw 1; } })",
    },
  ],
  "loading-replaced": [
    { reports: true },
    {
      "WebAssembly.instantiate": "WebAssembly.instantiate = () => { throw 1; }",
      "no WebAssembly": "window.WebAssembly = undefined",
      "another module": "WebAssembly.instantiate = async () => ({ instance: { exports: {} } })",
      DecompressionStream: "window.DecompressionStream = undefined",
      Response: "window.Response = class { constructor() { throw 1; } }",
      TextDecoder: "window.TextDecoder = undefined",
      "atob and fromBase64": "window.atob = undefined; delete Uint8Array.fromBase64",
    },
  ],
};

for (const [id, [options, each]] of Object.entries(replacements))
  at.attack(id, options, async () => {
    for (const [what, replacement] of Object.entries(each)) await replaced(what, replacement);
  });

at.attack("failure-that-fails", { reports: true, prelude: hurry }, async () => {
  for (const thrown of [
    "Symbol('hostile')",
    "Object.create(null)",
    "{ toString() { throw 1; } }",
    "new Proxy({}, { get() { throw 1; } })",
    "undefined",
  ])
    for (const name of ["WebAssembly.Module", "WebAssembly.Instance", "Date.now", "Math.random"]) {
      const what = `${name} throws ${thrown}`;
      const [, later] = await replaced(
        what,
        `const original = ${name}; ${name} = function () { throw (${thrown}); }`,
        `${name} = original`,
      );
      assert.equal(later.length, cycle.length);
      for (const { code } of later) assert.equal(code, undefined, `afterwards, ${what}`);
    }
});

at.attack("fetch-hangs", async () => {
  await at.run("void (window.fetch = () => new Promise(() => {}))");
  await at.get(calls.impatient);
  await at.rejects(calls.login, "REQUEST_TIMEOUT");
});

/** A prelude. */
function removeBuiltins() {
  const page = /** @type {any} */ (window);
  page.encodeURIComponent = (/** @type {unknown} */ text) => text;
  page.AbortSignal.timeout = undefined;
  page.Element.prototype.append = null;
  for (const name of ["BroadcastChannel", "reportError", "requestIdleCallback", "structuredClone"])
    page[name] = undefined;
}

at.attack("builtins-replaced-before", { reports: true, prelude: removeBuiltins }, async () => {
  await at.ends(cycle);
  at.askedOnlyOwn();
});

/** A prelude: an element's id is a property of the window, and so is a frame's name. */
function shadowGlobals() {
  const globals =
    "CometChat module exports require process global define Deno Bun importScripts".split(" ");
  for (const id of globals) {
    const frame = Object.assign(document.createElement("iframe"), { id, name: id });
    document.documentElement.append(frame);
  }
}

at.attack("globals-shadowed", { prelude: shadowGlobals }, async () => {
  assert.equal(await at.get(calls.init), true);
  await at.login();
  await at.logout();
});

at.attack("realm-of-a-frame", async () => {
  const ending = await at.run(`await (async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const { Object: Other, String: Text, AbortController: Controller } = frame.contentWindow;
    const settings = Other.assign(new Other(), { region: "eu" });
    const first = await endOf(() => CometChat.init(appId, settings, { signal: new Controller().signal }));
    const gone = new Controller();
    frame.remove();
    const second = await endOf(() => CometChat.login(alice, key, { signal: gone.signal }));
    return [first, second].map(({ threw, hung, code }) => ({ threw, hung, code }));
  })()`);
  assert.deepEqual(ending, [{}, {}]);
});

at.attack("stack-exhausted", async () => {
  await at.init();
  for (const call of [
    "CometChat.getSession()",
    "CometChat.getLoggedinUser()",
    "CometChat.isInitialized()",
    calls.login,
  ]) {
    const [pending, ...made] = await at.run(`await (async () => {
      const pending = endOf(() => CometChat.getUser(bob, key));
      const made = [];
      let attempts = 200;
      const dig = () => {
        try { dig(); } catch {}
        if (attempts-- <= 0) return;
        // Where there is no stack for the call itself, there is no call.
        try { made.push(${call}); } catch {}
      };
      try { dig(); } catch {}
      const ends = [pending, ...made.map((each) => endOf(async () => each))];
      const endings = (await Promise.all(ends)).map(({ hung, threw, code, resolved }) =>
        ({ hung, threw, code, is: hung || threw || code !== undefined ? undefined : String(typeof resolved) }));
      // What the exhausted stack throws into the page's own code is the page's own.
      window.uncaught = window.uncaught?.filter((it) => !/recursion|call stack/.test(it));
      return endings;
    })()`);
    assert.ok(!pending.hung && pending.is !== "undefined", `${call}: ${text(pending)}`);
    for (const { hung, threw, is } of made)
      assert.ok(!hung && !threw && is !== "undefined", `${call}: ${text(made)}`);
    await at.init();
    await at.login();
    await at.logout();
  }
});

/** A prelude. */
function freeze() {
  for (const builtin of [Object, Array, String, RegExp, Promise, Error, Map, JSON, Reflect]) {
    Object.freeze(/** @type {any} */ (builtin).prototype ?? {});
    Object.freeze(builtin);
  }
}

at.attack("frozen-builtins", { prelude: freeze }, async () => {
  for (const call of cycle) await at.get(`(${call}).then(() => 1)`);
});
