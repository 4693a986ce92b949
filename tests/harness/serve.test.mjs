// @ts-check
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "./serve.mjs";

test("serves nothing from outside its folder", async () => {
  const site = await serve(path.dirname(fileURLToPath(import.meta.url)));
  assert.equal((await fetch(`${site.url}/serve.mjs`)).status, 200);
  for (const way of ["/%2e%2e/globals.d.ts", "/..%2fglobals.d.ts"])
    assert.equal((await fetch(site.url + way)).status, 404);
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
