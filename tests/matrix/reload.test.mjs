// @ts-check
/** A login that has resolved is there after a reload, whenever that comes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { engines } from "../harness/index.mjs";
import { reloadAfterLogin } from "./reload.mjs";

/** `npm run reload` does it 100 times in every engine. */
const times = { chromium: 100, firefox: 20, webkit: 20 };

for (const engine of engines) {
  test(`${engine}: a reload straight after await login() keeps the session`, async () => {
    const { kept } = await reloadAfterLogin(engine, times[engine]);
    assert.equal(kept, times[engine]);
  });
}
