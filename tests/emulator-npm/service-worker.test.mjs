// @ts-check
/** The emulator as a Service Worker, in Chromium: a page with nothing behind it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { launch, serve } from "../harness/index.mjs";
import { api, auth, packed } from "./package.mjs";

/** @type {import("../harness/engines.mjs").Browser} */
let browser;
/** @type {import("../harness/serve.mjs").Server} */
let site;
/** @type {import("../harness/engines.mjs").Page} */
let page;

before(async () => {
  const { folder } = await packed();
  const worker = await readFile(path.join(folder, "service-worker.js"), "utf8");
  site = await serve({
    routes: {
      "/": "<!doctype html><title>A page</title>",
      "/worker.js": { body: worker, type: "text/javascript" },
    },
  });
  browser = await launch("chromium");
  page = await browser.open(site.url);
  await page.evaluate(async () => {
    const options = encodeURIComponent(JSON.stringify({ users: [{ uid: "ada", name: "Ada" }] }));
    navigator.serviceWorker.register(`/worker.js?options=${options}`);
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      });
    }
  });
});
after(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(() => page.evaluate(() => fetch("/_emulator/reset", { method: "POST" }).then(() => {})));

/**
 * What the page's fetch gives.
 *
 * @param {string} address
 * @param {RequestInit} [init]
 */
const ask = (address, init) =>
  page.evaluate(
    async (/** @type {string} */ address, /** @type {RequestInit | undefined} */ init) => {
      try {
        const response = await fetch(address, init);
        return { status: response.status, text: await response.text() };
      } catch (/** @type {any} */ error) {
        return { status: error.name, text: "" };
      }
    },
    address,
    init,
  );

test("a page logs in with nothing behind it", async () => {
  const before = site.requests.length;
  const made = await ask(`${api}/users/ada/auth_tokens`, {
    method: "POST",
    headers: { ...auth, "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(JSON.parse(made.text).data.uid, "ada");
  const journal = JSON.parse((await ask("/_emulator/requests")).text).requests;
  assert.deepEqual(
    journal.map((/** @type {any} */ { method, rawBody }) => [method, rawBody]),
    [["POST", "{}"]],
  );
  assert.equal(site.requests.length, before);
});

test("what is not CometChat's goes its usual way", async () => {
  assert.match((await ask("/")).text, /A page/);
  assert.equal(site.requests.at(-1), "GET /");
});

test("faults are what they are elsewhere", async () => {
  for (const [fault, status] of /** @type {const} */ ([
    [{ kind: "status", status: 503 }, 503],
    [{ kind: "drop" }, "TypeError"],
    [{ kind: "truncate" }, "TypeError"],
    [{ kind: "no-cors" }, "TypeError"],
  ])) {
    const order = { route: "GET /me", fault };
    await ask("/_emulator/faults", { method: "POST", body: JSON.stringify(order) });
    assert.equal((await ask(`${api}/me`)).status, status, fault.kind);
    assert.equal((await ask(`${api}/me`)).status, 400, fault.kind);
  }
});

test("a held request goes on when the page releases it", async () => {
  const order = { route: "GET /me", fault: { kind: "hang" } };
  await ask("/_emulator/faults", { method: "POST", body: JSON.stringify(order) });
  const held = ask(`${api}/me`);
  const seen = await ask("/_emulator/requests?atLeast=1&outcome=pending");
  assert.equal(JSON.parse(seen.text).requests.length, 1);
  const released = await ask("/_emulator/release", { method: "POST" });
  assert.deepEqual(JSON.parse(released.text), { released: 1 });
  assert.equal((await held).status, 400);
});
