// @ts-check
/** How the WebAssembly is loaded, and what becomes of calls when it cannot be, or fails. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { packedPackage, serve, until } from "../harness/index.mjs";
import { app, init, scene, settled, uids } from "./application.mjs";

const at = scene();

const [uid] = uids;
const login = `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`;
const isInitialized = "CometChat.init('emulator-app', { region: 'eu' })";

/** What went wrong in the page and was caught by nobody, or printed as an error. */
const watch = `
  window.troubles = [];
  addEventListener("error", (event) => troubles.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => troubles.push(String(event.reason)));`;

/**
 * Opens a page with one of the package's entry points, on an origin of its own.
 *
 * @param {import("node:test").TestContext} context
 * @param {string} script the entry point's file
 * @param {Partial<import("../harness/serve.mjs").Site>} [site] more of the site
 */
async function open(context, script, site = {}) {
  const { folder } = await packedPackage();
  const served = await serve({
    folder,
    ...site,
    routes: {
      "/": `<!doctype html><title>loading</title><script src="/page.js" type="module"></script>`,
      "/page.js": {
        type: "text/javascript",
        body: `${watch}
          import("/${script}").then((sdk) => Object.assign(window, sdk));`,
      },
      ...site.routes,
    },
  });
  const page = await at.browser.open(`${served.url}/`);
  context.after(async () => {
    await page.close();
    await served.close();
  });
  await page.waitFor("typeof CometChat === 'function'");
  return { page, site: served };
}

/** The page's own troubles, without the browser's report on its security policy. */
const policy = /Content[- ]Security[- ]Policy|\bCSP\b/i;

for (const [name, script] of /** @type {const} */ ([
  ["default", "index.js"],
  ["slim", "slim.js"],
])) {
  describe(`the ${name} entry point`, () => {
    test("logs in", async (context) => {
      const { page } = await open(context, script);
      await init(page, at.emulator.url);
      assert.equal((await page.evaluate(`await ${login}`)).uid, uid);
    });

    test("logs in under a policy that allows WebAssembly, and no text to be evaluated", async (context) => {
      const { page } = await open(context, script, {
        headers: { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" },
      });
      await init(page, at.emulator.url);
      assert.equal((await page.evaluate(`await ${login}`)).uid, uid);
    });

    test("names the directive when the policy forbids WebAssembly", async (context) => {
      const { page } = await open(context, script, {
        headers: { "content-security-policy": "script-src 'self'" },
      });
      const result = await settled(page, isInitialized);
      assert.equal(result.code, "WASM_LOAD_FAILED");
      assert.equal(result.isException, true);
      assert.match(result.message ?? "", /Content-Security-Policy needs 'wasm-unsafe-eval'/);
      assert.match(result.details.reason, /eval|CSP/);
      assert.equal((await settled(page, login)).code, "WASM_LOAD_FAILED");
      assert.deepEqual(await page.evaluate("troubles"), []);
      const messages = await page.messages();
      const errors = messages.filter(({ type, text }) => type === "error" && !policy.test(text));
      assert.deepEqual(errors, []);
    });

    test("says so where there is no WebAssembly, and starts once there is", async (context) => {
      const { page } = await open(context, script);
      await page.evaluate(
        "void (window.kept = WebAssembly, Reflect.deleteProperty(window, 'WebAssembly'))",
      );
      const result = await settled(page, isInitialized);
      assert.equal(result.code, "WASM_LOAD_FAILED");
      assert.match(result.message ?? "", /did not start.*WebAssembly/);
      assert.match(result.details.reason, /ReferenceError.*WebAssembly/);
      await page.evaluate("void (window.WebAssembly = kept)");
      assert.equal((await settled(page, isInitialized)).resolved, true);
      assert.deepEqual(await page.evaluate("troubles"), []);
    });
  });
}

test("the WebAssembly is not written out as text, number by number, to be recognised", async (context) => {
  const { page } = await open(context, "index.js");
  await page.evaluate(`void (() => {
    Object.getPrototypeOf(Uint8Array.prototype).join = () => {
      throw new Error("written out");
    };
  })()`);
  assert.equal((await settled(page, isInitialized)).resolved, true);
});

test("the default entry point starts in browsers that neither inflate nor compile at once", async (context) => {
  const { page } = await open(context, "index.js");
  await page.evaluate(`void (() => {
    for (const name of ["DecompressionStream", "CompressionStream"]) delete window[name];
    delete Uint8Array.fromBase64;
    const { Module } = WebAssembly;
    WebAssembly.Module = function (bytes) {
      if (bytes.byteLength < 4096) return new Module(bytes);
      throw new RangeError("WebAssembly.Compile is disallowed on the main thread");
    };
  })()`);
  assert.equal((await settled(page, isInitialized)).resolved, true);
  assert.deepEqual(await page.evaluate("troubles"), []);
});

describe("the slim entry point, when its file", () => {
  const file = "/cometchat.wasm";
  const advice = /CometChat\.load\(url\)/;

  /** @type {[string, import("../harness/serve.mjs").Answer, RegExp][]} */
  const missing = [
    ["is not there", { status: 404, body: "<!doctype html>" }, /\/cometchat\.wasm.*404/],
    [
      "is a page, as of an application that has one for every address",
      "<!doctype html><title>application</title>",
      /\/cometchat\.wasm.*text\/html/,
    ],
    ["is empty", { body: "", type: "application/octet-stream" }, /octet-stream/],
  ];
  for (const [what, answer, reason] of missing) {
    test(`${what}, says where to put it, and takes it from elsewhere`, async (context) => {
      const bytes = await readFile(path.join((await packedPackage()).folder, "cometchat.wasm"));
      const { page, site } = await open(context, "slim.js", {
        routes: { [file]: answer, "/elsewhere": { body: bytes, type: "application/wasm" } },
      });
      const result = await settled(page, isInitialized);
      assert.equal(result.code, "WASM_LOAD_FAILED");
      assert.match(result.message ?? "", reason);
      assert.match(result.message ?? "", advice);
      assert.equal((await settled(page, isInitialized)).code, "WASM_LOAD_FAILED");
      assert.equal(site.requests.filter((request) => request === `GET ${file}`).length, 2);
      assert.deepEqual(await settled(page, "CometChat.load('/elsewhere')"), {});
      assert.equal((await settled(page, isInitialized)).resolved, true);
      assert.deepEqual(await page.evaluate("troubles"), []);
    });
  }

  test("comes with a wrong type, is loaded all the same", async (context) => {
    const bytes = await readFile(path.join((await packedPackage()).folder, "cometchat.wasm"));
    const { page } = await open(context, "slim.js", {
      routes: { [file]: { body: bytes, type: "application/octet-stream" } },
    });
    assert.equal((await settled(page, isInitialized)).resolved, true);
  });

  test("cannot be fetched, says so", async (context) => {
    const { page } = await open(context, "slim.js");
    const result = await settled(page, "CometChat.load('http://127.0.0.1:1/cometchat.wasm')");
    assert.equal(result.code, "WASM_LOAD_FAILED");
    assert.match(result.message ?? "", /no WebAssembly at http:\/\/127\.0\.0\.1:1\/.*TypeError/);
    assert.match(result.message ?? "", advice);
  });
});

test("the slim entry point fetches its file once, at the first call", async (context) => {
  const { page, site } = await open(context, "slim.js");
  const fetched = () => site.requests.filter((request) => request === "GET /cometchat.wasm").length;
  assert.equal(fetched(), 0);
  await page.evaluate(`await Promise.all([${isInitialized}, CometChat.getLoggedinUser()])`);
  assert.equal(fetched(), 1);
  await page.evaluate("await CometChat.load('/nowhere')");
  assert.equal(await page.evaluate(`await ${isInitialized}`), true);
  assert.equal(fetched(), 1);
});

for (const [what, source] of /** @type {const} */ ([
  ["nothing", ""],
  ["an address", "'/cometchat.wasm'"],
  ["a URL", "new URL('/cometchat.wasm', location)"],
  ["an answer", "await fetch('/cometchat.wasm')"],
  ["a promised answer", "fetch('/cometchat.wasm')"],
  ["bytes", "await (await fetch('/cometchat.wasm')).arrayBuffer()"],
  ["a view of bytes", "new Uint8Array(await (await fetch('/cometchat.wasm')).arrayBuffer())"],
  ["a module", "await WebAssembly.compileStreaming(fetch('/cometchat.wasm'))"],
  ["a promised module", "WebAssembly.compileStreaming(fetch('/cometchat.wasm'))"],
])) {
  test(`CometChat.load takes ${what}`, async (context) => {
    const { page, site } = await open(context, "slim.js");
    assert.deepEqual(
      await page.evaluate(`(async () => {
        const loaded = await CometChat.load(${source});
        return [loaded, ${"await "}${isInitialized}];
      })()`),
      [null, true],
    );
    assert.equal(site.requests.filter((request) => request === "GET /cometchat.wasm").length, 1);
  });
}

test("a promise that is rejected fails the load, and nothing else", async (context) => {
  const { page } = await open(context, "slim.js");
  const result = await settled(page, "CometChat.load(Promise.reject(new Error('no such thing')))");
  assert.equal(result.code, "WASM_LOAD_FAILED");
  assert.match(result.message ?? "", /no such thing/);
  assert.deepEqual(await page.evaluate("troubles"), []);
});

test("a better address replaces one that is still being tried", async (context) => {
  /** @type {(answer: import("../harness/serve.mjs").Answer) => void} */
  let answer = () => {};
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  const { page, site } = await open(context, "slim.js", { routes: { "/slow": () => held } });
  await page.evaluate(
    `void (window.first = CometChat.load("/slow"), window.call = ${isInitialized})`,
  );
  await until(() => site.requests.includes("GET /slow"), "the first request");
  await page.evaluate("void (window.second = CometChat.load('/cometchat.wasm'))");
  answer({ status: 404 });
  assert.deepEqual(await page.evaluate("Promise.all([first, call, second])"), [null, true, null]);
});

describe("when the WebAssembly fails while it runs", () => {
  /** Makes the next call into the WebAssembly hit an instruction that stops it. */
  const trap = `
    void (() => {
      const bytes = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,116,0,0,10,5,1,3,0,0,11];
      const broken = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
      const { Instance } = WebAssembly;
      window.instances = 0;
      window.trapNext = false;
      WebAssembly.Instance = function (module, imports) {
        // That which reads the SDK's own imports nothing.
        if (!imports) return new Instance(module);
        instances += 1;
        const exports = {};
        for (const [name, value] of Object.entries(new Instance(module, imports).exports)) {
          exports[name] = typeof value !== "function" ? value : (...args) => {
            if (!trapNext) return value(...args);
            trapNext = false;
            return broken.exports.t();
          };
        }
        return { exports };
      };
    })()`;

  /** A trap is the SDK's own defect: it also shows as what it is, where nobody catches it. */
  const told = /unreachable|RuntimeError/i;

  test("a call that meets it rejects, and the next one finds everything as it was", async () => {
    await at.page.evaluate(trap);
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    // The ids of listeners are apart from the names of what else is repeated.
    for (const id of ["init", "useEmulator"]) {
      await at.page.evaluate(`void CometChat.addLoginListener("${id}", {})`);
    }
    await at.page.evaluate("void (events.splice(0), trapNext = true)");
    const result = await settled(at.page, "CometChat.getLoggedinUser()");
    assert.equal(result.code, "SDK_FAILED");
    assert.equal(result.isException, true);
    assert.match(result.details.reason, told);
    assert.equal(await at.page.evaluate("CometChat.isInitialized()"), false);

    // The session comes from the storage, and init need not be called again.
    assert.equal(await at.page.evaluate("(await CometChat.getLoggedinUser()).getUid()"), uid);
    assert.equal(await at.page.evaluate("instances"), 2);
    assert.equal(await at.page.evaluate("CometChat.isInitialized()"), true);
    await at.page.evaluate("await CometChat.logout()");
    assert.deepEqual(await at.page.evaluate("events"), [["logoutSuccess"]]);
  });

  test("calls that wait for the server reject, and its answers are nobody's", async () => {
    await at.page.evaluate(trap);
    await at.application.init();
    await at.emulator.fault({ route: "PUT /me", times: 2, fault: { kind: "hang" } });
    await at.page.evaluate(`void (window.first = ${login}, first.catch(() => {}))`);
    await at.emulator.requests({ route: "PUT /me", atLeast: 1 });
    await at.page.evaluate("void (trapNext = true)");
    assert.equal((await settled(at.page, "CometChat.logout()")).code, "SDK_FAILED");
    assert.equal((await settled(at.page, "first")).code, "SDK_FAILED");

    await at.page.evaluate(`void (window.second = ${login})`);
    await at.emulator.requests({ route: "PUT /me", atLeast: 2 });
    await at.emulator.release();
    assert.equal(await at.page.evaluate("(await second).getUid()"), uid);
    assert.equal(await at.page.evaluate("(await CometChat.getLoggedinUser()).getUid()"), uid);
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid]]);
  });

  test("an answer that meets it rejects the call that waits for it", async () => {
    await at.page.evaluate(trap);
    await at.application.init();
    await at.emulator.fault({ route: "PUT /me", fault: { kind: "hang" } });
    await at.page.evaluate(`void (window.first = ${login}, first.catch(() => {}))`);
    await at.emulator.requests({ route: "PUT /me", atLeast: 1 });
    await at.page.evaluate("void (trapNext = true)");
    await at.emulator.release();
    const result = await settled(at.page, "first");
    assert.equal(result.code, "SDK_FAILED");
    assert.match(result.details.reason, told);
    assert.equal((await at.page.evaluate(`await ${login}`)).uid, uid);
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid]]);
  });

  test("a listener that was removed stays removed", async () => {
    await at.page.evaluate(trap);
    await at.application.init();
    await at.page.evaluate(`void (
      CometChat.addLoginListener("other", { loginSuccess: () => events.push(["other"]) }),
      CometChat.removeLoginListener("other"),
      trapNext = true
    )`);
    assert.equal((await settled(at.page, "CometChat.getLoggedinUser()")).code, "SDK_FAILED");
    await at.page.evaluate(`await ${login}`);
    assert.deepEqual(await at.page.evaluate("events"), [["loginSuccess", uid]]);
  });
});
