// @ts-check
/** What the engine offers is replaced, before the package is imported or after. */
import assert from "node:assert/strict";
import { hurry } from "./page.mjs";
import { alice, app, bob, calls, own, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;
const cycle = [
  calls.init,
  calls.login(),
  calls.user,
  `CometChat.getUser(${text(bob)}).then(() => 1)`,
  calls.logout,
  calls.user,
];

/**
 * Makes every call while something is replaced, each time in a frame that has just loaded, since what
 * drives the browser needs the built-ins of the page: none may throw or hang, and no request go astray.
 *
 * @param {Record<string, string>} replacements
 */
async function replaced(replacements) {
  const wrong = [];
  for (const [name, replacement] of Object.entries(replacements)) {
    const code = `(async () => {
      const series = [${cycle.map((each) => `() => (${each})`).join()}];
      const endings = [];
      ${replacement};
      for (let index = 0; index < series.length; index++) endings[index] = await endOf(series[index]);
      restore();
      return endings.map(({ threw, hung, code }) => ({ threw, hung, code }));
    })()`;
    const endings = await at.page.evaluate(`await (async () => {
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
    for (const [index, { threw, hung, code }] of endings.entries())
      if (threw || hung) wrong.push({ name, call: cycle[index], threw, hung, code });
    for (const { host, path } of at.requests())
      if (host !== own.admin && host !== own.client) wrong.push({ name, host, path });
  }
  assert.deepEqual(wrong, []);
}

at.attack(
  "fetch-replaced",
  async () => {
    await replaced({
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
    });
  },
  { prelude: hurry },
);

at.attack("fetch-hangs", async () => {
  await at.page.evaluate("void (window.fetch = () => new Promise(() => {}))");
  await at.get(
    `CometChat.init(${text(app.appId)}, new CometChat.AppSettingsBuilder().setRegion("eu").setRequestTimeout(300).build())`,
  );
  assert.equal((await at.end(calls.login())).code, "REQUEST_TIMEOUT");
});

at.attack(
  "builtins-replaced-after",
  async () => {
    await replaced({
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
    });
  },
  { reports: true, prelude: hurry },
);

at.attack(
  "loading-replaced",
  async () => {
    await replaced({
      "WebAssembly.instantiate": "WebAssembly.instantiate = () => { throw 1; }",
      "no WebAssembly": "window.WebAssembly = undefined",
      "another module": "WebAssembly.instantiate = async () => ({ instance: { exports: {} } })",
      DecompressionStream: "window.DecompressionStream = undefined",
      Response: "window.Response = class { constructor() { throw 1; } }",
      TextDecoder: "window.TextDecoder = undefined",
      "atob and fromBase64": "window.atob = undefined; delete Uint8Array.fromBase64",
    });
  },
  { reports: true },
);

at.attack(
  "builtins-replaced-before",
  async () => {
    for (const call of cycle) await at.end(call);
    for (const { host } of at.requests()) assert.ok([own.admin, own.client].includes(host));
  },
  {
    reports: true,
    prelude: () => {
      const page = /** @type {any} */ (window);
      page.encodeURIComponent = (/** @type {unknown} */ text) => text;
      page.BroadcastChannel = undefined;
      page.reportError = undefined;
      page.requestIdleCallback = undefined;
      page.structuredClone = undefined;
      page.AbortSignal.timeout = undefined;
      page.Element.prototype.append = null;
    },
  },
);

at.attack(
  "globals-shadowed",
  async () => {
    assert.equal(await at.get(calls.init), true);
    assert.equal((await at.get(calls.login())).uid, alice);
    await at.get(calls.logout);
  },
  {
    prelude: () => {
      // An element's id is a property of the window, and so is a frame's name.
      for (const id of [
        "CometChat",
        "module",
        "exports",
        "require",
        "process",
        "global",
        "define",
        "Deno",
        "Bun",
        "importScripts",
      ]) {
        const frame = document.createElement("iframe");
        frame.name = id;
        frame.id = id;
        document.documentElement.append(frame);
      }
    },
  },
);

at.attack("realm-of-a-frame", async () => {
  const ending = await at.page.evaluate(`await (async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const { Object: Other, String: Text, AbortController: Controller } = frame.contentWindow;
    const settings = Other.assign(new Other(), { region: "eu" });
    const first = await endOf(() => CometChat.init(${text(app.appId)}, settings, { signal: new Controller().signal }));
    const gone = new Controller();
    frame.remove();
    const second = await endOf(() => CometChat.login(${text(alice)}, ${text(app.authKey)}, { signal: gone.signal }));
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
    calls.login(),
  ]) {
    const { made, pending } = await at.page.evaluate(`await (async () => {
      const pending = endOf(() => CometChat.getUser(${text(bob)}, ${text(app.authKey)}));
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
      const endings = (await Promise.all(ends)).map((ending) => ({
        ...(ending.hung || ending.threw || "code" in ending ? ending : { is: typeof ending.resolved }),
      })).map(({ hung, threw, code, is }) => ({ hung, threw, code, is }));
      // What the exhausted stack throws into the page's own code is the page's own.
      window.uncaught = window.uncaught?.filter((it) => !/recursion|call stack/.test(it));
      return { pending: endings[0], made: endings.slice(1) };
    })()`);
    assert.ok(!pending.hung && pending.is !== "undefined", `${call}: ${text(pending)}`);
    const wrong = made.filter(
      (/** @type {any} */ it) => it.hung || it.threw || it.is === "undefined",
    );
    assert.deepEqual(wrong, [], call);
    await at.init();
    assert.equal((await at.get(calls.login())).uid, alice, `after ${call}`);
    await at.get(calls.logout);
  }
});

at.attack(
  "failure-that-fails",
  async () => {
    const wrong = [];
    for (const thrown of [
      "Symbol('hostile')",
      "Object.create(null)",
      "{ toString() { throw 1; } }",
      "new Proxy({}, { get() { throw 1; } })",
      "undefined",
    ])
      for (const [owner, name] of [
        ["WebAssembly", "Module"],
        ["WebAssembly", "Instance"],
        ["Date", "now"],
        ["Math", "random"],
      ]) {
        const code = `(async () => {
          const series = [${cycle.map((each) => `() => (${each})`).join()}];
          const original = ${owner}.${name};
          ${owner}.${name} = function () { throw (${thrown}); };
          const endings = [];
          for (const call of series) endings.push(await endOf(call));
          ${owner}.${name} = original;
          const later = [];
          for (const call of series) later.push(await endOf(call));
          return [
            endings.map(({ threw, hung }) => ({ threw, hung })),
            later.map(({ threw, hung, code }) => ({ threw, hung, code })),
          ].flat();
        })()`;
        const endings = await at.page.evaluate(`await (async () => {
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
        for (const [index, ending] of endings.entries())
          if (ending.threw || ending.hung || ending.code)
            wrong.push({ thrown, name, call: index, ...ending });
      }
    assert.deepEqual(wrong, []);
  },
  { reports: true, prelude: hurry },
);

at.attack(
  "frozen-builtins",
  async () => {
    for (const call of cycle) {
      const { code } = await at.end(call);
      assert.equal(code, undefined, call);
    }
  },
  {
    prelude: () => {
      for (const builtin of [Object, Array, String, RegExp, Promise, Error, Map, JSON, Reflect]) {
        Object.freeze(/** @type {any} */ (builtin).prototype ?? {});
        Object.freeze(builtin);
      }
    },
  },
);
