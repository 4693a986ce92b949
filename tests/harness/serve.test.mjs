// @ts-check
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { scratchFolder } from "./cleanup.mjs";
import { serve } from "./serve.mjs";

test("serves files with their types, and nothing from outside", async () => {
  const scratch = scratchFolder("serve");
  const folder = path.join(scratch.folder, "site");
  mkdirSync(folder);
  writeFileSync(path.join(scratch.folder, "secret.txt"), "secret");
  writeFileSync(path.join(folder, "index.html"), "<p>hello");
  writeFileSync(path.join(folder, "code.mjs"), "export {};");
  writeFileSync(path.join(folder, "code.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d]));

  const site = await serve(folder);
  const types = async (/** @type {string} */ place) =>
    (await fetch(site.url + place)).headers.get("content-type");
  assert.equal(await (await fetch(site.url)).text(), "<p>hello");
  assert.match((await types("/")) ?? "", /^text\/html/);
  assert.match((await types("/code.mjs")) ?? "", /^text\/javascript/);
  assert.equal(await types("/code.wasm"), "application/wasm");
  assert.equal((await fetch(`${site.url}/%2e%2e/secret.txt`)).status, 404);
  assert.equal((await fetch(`${site.url}/..%2fsecret.txt`)).status, 404);
  await site.close();
  await site.close();
  scratch.remove();
});

test("serves pages from memory, with headers per path, and shows each request", async () => {
  /** @type {unknown[]} */
  const seen = [];
  const site = await serve({
    routes: {
      "/": "<p>page",
      "/data": { body: "{}", type: "application/json", status: 201, headers: { "x-own": "yes" } },
      "/echo": (request) => request.method ?? "",
    },
    headers: (pathname) => ({ "x-path": pathname }),
    watch: ({ url, headers }) => {
      seen.push([url, headers["x-told"]]);
    },
  });
  const page = await fetch(`${site.url}/?a=b`, { headers: { "x-told": "this" } });
  assert.equal(await page.text(), "<p>page");
  assert.equal(page.headers.get("x-path"), "/");
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.deepEqual(seen, [["/?a=b", "this"]]);
  const data = await fetch(`${site.url}/data`);
  assert.equal(data.status, 201);
  assert.equal(data.headers.get("x-own"), "yes");
  assert.equal(data.headers.get("x-path"), "/data");
  assert.equal(await (await fetch(`${site.url}/echo`, { method: "POST" })).text(), "POST");
  assert.equal((await fetch(`${site.url}/none`)).status, 404);
  assert.deepEqual(site.requests, ["GET /", "GET /data", "POST /echo", "GET /none"]);
  await site.close();
});

test("gives no origin twice, so that a page never finds what another stored", async () => {
  const urls = new Set();
  // A system has some 28,000 ports to give, so that a few of so many would come twice.
  const count = 2_000;
  for (let each = 0; each < count; each += 1) {
    const site = await serve({ routes: { "/": "" } });
    urls.add(site.url);
    await site.close();
  }
  assert.equal(urls.size, count);
});
