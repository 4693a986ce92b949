// @ts-check
/** Documents that repeat a figure have the one that was measured, and that is still the package's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { size as sizes } from "../../bench/sizes.mjs";
import { subjects } from "../../bench/subjects.mjs";
import { gzipOf, read, size, upToDate } from "./figures.mjs";

for (const [document, text] of upToDate()) {
  test(`${document} has the figures that were measured`, () => {
    assert.equal(read(document), text, "run `node tests/documents/figures.mjs --write`");
  });
}

test("a size is read from the table of sizes, whatever other tables have a row of that name", () => {
  const document = `
| this package | 70.0 ms | 42.0 ms |
<!-- sizes -->
| this package | 55,704 | 22,803 |
<!-- /sizes -->`;
  assert.equal(gzipOf(/^this package$/, document), 22_803);
  const broken = document.replace("22,803", "about 23");
  assert.throws(() => gzipOf(/^this package$/, broken), /no number/);
});

test("the size that documents name is that of the package, within two percent", async () => {
  // Compilers differ a little in what they make.
  const [, , application] = (await sizes(await subjects([]))).split("\n");
  const now = Number(application.split("|")[3].replaceAll(",", ""));
  assert.ok(Math.abs(now / size() - 1) < 0.02, `${now}, not ${size()}: run \`npm run figures\``);
});
