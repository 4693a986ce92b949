// @ts-check
/** The same scenarios with every body of the emulator: a client sees the same. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { bodies, openBody } from "./bodies.mjs";
import { codes, documented } from "./scenarios/codes.mjs";
import { faults, kinds } from "./scenarios/faults.mjs";
import { limits } from "./scenarios/limits.mjs";
import { routes } from "./scenarios/routes.mjs";

const names = /** @type {(keyof typeof bodies)[]} */ (Object.keys(bodies));

/** Everything that was seen of the first body. */
let seen = "";

for (const [name, scenario] of Object.entries({ ...routes, ...codes, ...limits, ...faults })) {
  test(name, async () => {
    /** @type {unknown[][]} */
    const transcripts = [];
    for (const body of names) {
      const at = await openBody(body);
      try {
        await scenario(at);
        transcripts.push(await at.transcript());
      } finally {
        await at.stop();
      }
    }
    const [first, ...others] = transcripts;
    assert.ok(first.length > 2);
    seen += JSON.stringify(first);
    for (const [index, other] of others.entries()) {
      assert.deepEqual(other, first, `${names[index + 1]}, not as ${names[0]}`);
    }
  });
}

test("the scenarios meet every route, every code and every kind of fault", async () => {
  const readme = await readFile(new URL("../../emulator/README.md", import.meta.url), "utf8");
  const at = await openBody("native");
  const document = at.json(await at.send("GET /_emulator/openapi.json"));
  await at.stop();
  for (const [path, item] of Object.entries(document.paths)) {
    const pattern = path.replace(/\{\w+\}/g, '[^/?"]+');
    for (const method of Object.keys(item).filter((key) => key !== "parameters")) {
      assert.match(
        seen,
        new RegExp(`"${method.toUpperCase()} ${pattern}[?"]`),
        `${method} ${path}`,
      );
    }
  }
  const codes = [...readme.matchAll(/^\| `((?:AUTH_)?ERR_\w+)`/gm)].map(([, code]) => code);
  assert.ok(codes.length >= documented.length);
  for (const code of codes) assert.ok(seen.includes(code), code);
  const told = [...readme.matchAll(/^\| `\{"kind": "([a-z-]+)"/gm)].map(([, kind]) => kind);
  assert.deepEqual([...kinds].sort(), told.sort());
});
