// @ts-check
/** What people test with, and an emulator in it. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setupServer } from "msw/node";
import { chromium } from "playwright-core";
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { serve } from "../harness/index.mjs";
import { api, auth, built, load } from "./package.mjs";

const { createEmulator, patchFetch } = await load("node.js");

/** @type {any} */
let emulator;
before(async () => {
  emulator = await createEmulator();
});
beforeEach(() => emulator.reset());
after(() => emulator.dispose());

const tokens = `${api}/users/cometchat-uid-1/auth_tokens`;

test("the global fetch is patched, for CometChat's hosts alone, until it is undone", async () => {
  /** @type {string[]} */
  const passed = [];
  const usual = async (/** @type {RequestInfo | URL} */ input) => {
    passed.push(input instanceof Request ? input.url : String(input));
    return new Response("usual");
  };
  const target = { fetch: usual };
  const undo = patchFetch(emulator, { target });
  const made = await target.fetch(new Request(tokens, { method: "POST", headers: auth }));
  assert.equal((await made.json()).data.uid, "cometchat-uid-1");
  const control = await target.fetch("http://localhost/_emulator/state");
  assert.equal((await control.json()).tokens.length, 1);
  const others = [
    "https://example.com/",
    "https://evilcometchat.io/v3.0/me",
    "https://x.cometchat.io:1@example.com/v3.0/me",
    "https://assets.cometchat.io/avatar.webp",
    "/relative",
  ];
  for (const other of others) assert.equal(await (await target.fetch(other)).text(), "usual");
  assert.deepEqual(passed, others);
  undo();
  assert.equal(target.fetch, usual);
});

test("the hosts of a patch are a choice", async () => {
  const target = { fetch: async () => new Response("usual") };
  patchFetch(emulator, { target, hosts: ["chat.example", "127.0.0.1:9", /^https:\/\/x\/v3/] });
  for (const [address, isFor] of /** @type {const} */ ([
    ["https://chat.example/v3.0/me", true],
    ["http://127.0.0.1:9/v3.0/me", true],
    ["https://x/v3.0/me", true],
    ["http://127.0.0.1:8/v3.0/me", false],
    ["https://x/v2.0/me", false],
    [tokens, false],
  ])) {
    const text = await (await /** @type {typeof fetch} */ (target.fetch)(address)).text();
    assert.equal(text !== "usual", isFor, address);
  }
});

test("a pattern answers for every request, whatever its flags", async () => {
  const target = { fetch: async () => new Response("usual") };
  patchFetch(emulator, { target, hosts: [/chat\.example/g, /https:\/\/sticky/y, "API.Example"] });
  for (const host of ["chat.example", "sticky.example", "api.example"]) {
    for (let n = 0; n < 4; n++) {
      const answer = await /** @type {typeof fetch} */ (target.fetch)(`https://${host}/v3.0/me`);
      assert.notEqual(await answer.text(), "usual", `${host}, ${n}`);
    }
  }
});

test("patches are undone in any order, each by itself", async () => {
  const usual = async () => new Response("usual");
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
    [1, 2, 0],
    [0, 2, 1],
    [2, 0, 1],
  ]) {
    const target = { fetch: usual };
    const emulators = await Promise.all([1, 2, 3].map(() => createEmulator()));
    const undo = emulators.map((own) => patchFetch(own, { target }));
    const left = new Set([0, 1, 2]);
    for (const index of order) {
      undo[index]();
      left.delete(index);
      for (const own of emulators) own.clearRequests();
      await /** @type {typeof fetch} */ (target.fetch)(`${api}/me`);
      const asked = emulators.map((own) => own.requests().length);
      const latest = Math.max(...left);
      assert.deepEqual(
        asked,
        [0, 1, 2].map((other) => (other === latest ? 1 : 0)),
        `${order}`,
      );
    }
    assert.equal(target.fetch, usual);
    await Promise.all(emulators.map((own) => own.dispose()));
  }
});

test("a patch that somebody has patched is out of use when it is undone", async () => {
  const usual = async () => new Response("usual");
  const target = { fetch: usual };
  const undo = patchFetch(emulator, { target });
  const patched = target.fetch;
  target.fetch = () => patched();
  undo();
  assert.notEqual(target.fetch, usual);
  const answer = await /** @type {typeof fetch} */ (patched)(`${api}/me`);
  assert.equal(await answer.text(), "usual");
});

test("where there is no fetch, there is none after the patch", async () => {
  const target = /** @type {{ fetch: typeof fetch }} */ ({});
  const undo = patchFetch(emulator, { target });
  assert.equal((await target.fetch(`${api}/me`)).status, 400);
  await assert.rejects(target.fetch("https://example.com/"), /no fetch here but the emulator's/);
  undo();
  assert.equal("fetch" in target, false);
});

test("a set-up file needs three lines", async () => {
  const { setUpEmulator } = await load("testing.js");
  /** @type {{ each: () => void, all: () => Promise<void> }} */
  const hooks = { each: () => {}, all: async () => {} };
  const usual = globalThis.fetch;
  const own = setUpEmulator(
    {
      afterEach: (/** @type {() => void} */ hook) => {
        hooks.each = hook;
      },
      afterAll: (/** @type {() => Promise<void>} */ hook) => {
        hooks.all = hook;
      },
    },
    { users: [{ uid: "ada", name: "Ada" }] },
  );
  const made = await fetch(`${api}/users/ada/auth_tokens`, { method: "POST", headers: auth });
  assert.equal(made.status, 200);
  assert.equal(own.state().tokens.length, 1);
  hooks.each();
  assert.equal(own.state().tokens.length, 0);
  await hooks.all();
  assert.equal(globalThis.fetch, usual);
  assert.throws(() => own.state(), /disposed of/);
});

test("Mock Service Worker hands CometChat's requests to the emulator", async () => {
  // Mock Service Worker is this repository's.
  const { handlers } = await import(new URL("msw.js", built).href);
  const server = setupServer(...handlers(emulator));
  server.listen({ onUnhandledRequest: "bypass" });
  const site = await serve({ routes: { "/": "another" } });
  try {
    const made = await fetch(tokens, { method: "POST", headers: auth });
    assert.equal((await made.json()).data.uid, "cometchat-uid-1");
    assert.equal(await (await fetch(site.url)).text(), "another");
    emulator.fault({ fault: { kind: "drop" } });
    await assert.rejects(fetch(`${api}/me`), TypeError);
    emulator.fault({ fault: { kind: "error", code: "ERR_TOO_MANY_REQUESTS" } });
    const limited = await fetch(`${api}/me`);
    assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "1"]);
    emulator.fault({ fault: { kind: "hang" } });
    const abort = new AbortController();
    const held = fetch(`${api}/me`, { signal: abort.signal });
    await emulator.waitForRequests(1, { outcome: "pending" });
    abort.abort();
    await assert.rejects(held, { name: "AbortError" });
    await emulator.waitForRequests(1, { outcome: "abandoned" });
  } finally {
    server.close();
    await site.close();
  }
});

test("Playwright hands a page's requests to the emulator", async () => {
  const { routeToEmulator } = await load("playwright.js");
  const site = await serve({ routes: { "/": "<!doctype html><title>A page</title>" } });
  const browser = await chromium.launch({
    executablePath: findProgram("chromium"),
    args: ["--no-sandbox"],
  });
  try {
    const context = await browser.newContext();
    await routeToEmulator(context, emulator);
    const page = await context.newPage();
    await page.goto(site.url);
    /** @param {string} address @param {RequestInit} [init] */
    const ask = (address, init) =>
      page.evaluate(
        ([address, init]) =>
          fetch(address, init).then(
            async (response) => [response.status, await response.text()],
            (error) => [error.name],
          ),
        /** @type {const} */ ([address, init]),
      );
    const [status, text] = await ask(tokens, { method: "POST", headers: auth, body: "{}" });
    assert.equal(status, 200);
    assert.equal(JSON.parse(String(text)).data.uid, "cometchat-uid-1");
    assert.equal(emulator.requests()[0].rawBody, "{}");
    for (const kind of ["drop", "truncate", "no-cors"]) {
      emulator.fault({ fault: { kind } });
      assert.deepEqual(await ask(`${api}/me`), ["TypeError"], kind);
    }
    emulator.fault({ route: "GET /me", fault: { kind: "hang" } });
    const held = ask(`${api}/me`);
    await emulator.waitForRequests(1, { outcome: "pending" });
    emulator.release();
    assert.equal((await held)[0], 400);
    assert.equal((await ask(site.url))[0], 200);
  } finally {
    await browser.close();
    await site.close();
  }
});

test("Cypress hands a page's requests to the emulator", async () => {
  const { interceptWithEmulator } = await load("cypress.js");
  /** @type {any} */
  let handle;
  const cy = {
    intercept: (/** @type {unknown} */ matcher, /** @type {unknown} */ handler) => {
      assert.deepEqual(matcher, { url: /^https?:/ });
      handle = handler;
    },
  };
  interceptWithEmulator(cy, emulator);
  /** @param {object} request */
  const meet = async (request) => {
    /** @type {unknown[]} */
    const met = [];
    await handle({
      body: "",
      headers: {},
      method: "GET",
      continue: () => met.push("continue"),
      destroy: () => met.push("destroy"),
      reply: (/** @type {unknown} */ answer) => met.push(answer),
      ...request,
    });
    return met;
  };
  const [made] = await meet({ method: "POST", url: tokens, headers: auth, body: { force: true } });
  const { statusCode, headers, body } = /** @type {any} */ (made);
  assert.deepEqual([statusCode, headers["content-type"]], [200, "application/json"]);
  assert.equal(JSON.parse(body).data.uid, "cometchat-uid-1");
  assert.deepEqual(emulator.requests()[0].body, { force: true });
  assert.deepEqual(await meet({ url: "https://example.com/" }), ["continue"]);
  emulator.fault({ fault: { kind: "drop" } });
  assert.deepEqual(await meet({ url: `${api}/me` }), ["destroy"]);
});
