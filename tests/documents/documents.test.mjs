// @ts-check
/**
 * Code in documents compiles as it stands, runs, and does what the text around it says: in this
 * project's documents, in the comments on the public API, and in CometChat's own documents where they
 * are at hand.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, startEmulator } from "../harness/index.mjs";
import { blocksOf, callsOf, commentsOf, others, programs } from "./blocks.mjs";
import { compile } from "./compiled.mjs";
import { args, credentials, openPage } from "./page.mjs";
import { scenesOf } from "./scenes.mjs";

/** @typedef {import("./blocks.mjs").Block} Block */

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Documents of this project whose code runs. */
const own = [
  "tests/documents/examples.md",
  "README.md",
  "pkg-template/README.md",
  "docs/quick-start.md",
  "docs/flutter.md",
  "docs/migrating.md",
  "pkg-template/src/client.ts",
  "pkg-template/src/calls.ts",
  "pkg-template/src/exception.ts",
];

/** Where CometChat's documents are, as text; they are not part of this project. */
const elsewhere = path.resolve(root, process.env.COMETCHAT_DOCUMENTS ?? "../shared/seeds");

const theirs = existsSync(elsewhere)
  ? readdirSync(elsewhere)
      .filter((name) => name.endsWith(".txt"))
      .map((name) => path.join(elsewhere, name))
  : [];

/** @param {string} file */
function nameOf(file) {
  return own.includes(path.relative(root, file)) ? path.relative(root, file) : path.basename(file);
}

const blocks = [...own.map((name) => path.join(root, name)), ...theirs].flatMap((file) => {
  const text = readFileSync(file, "utf8");
  return blocksOf(nameOf(file), file.endsWith(".ts") ? commentsOf(text) : text);
});
const code = blocks.filter(({ language }) => language in programs);

/** @param {Block} block */
const title = ({ document, line, heading, language }) =>
  `${document}:${line} ${heading} (${language})`;

/** @type {Awaited<ReturnType<typeof compile>>} */
let compiled;
/** @type {import("../harness/engines.mjs").Browser} */
let browser;
/** @type {import("../harness/emulator.mjs").Emulator | undefined} of one test: requests may still come after it */
let emulator;
/** @type {import("./page.mjs").DocumentPage | undefined} */
let page;
before(async () => {
  compiled = await compile(code);
  browser = await launch("chromium");
});
afterEach(async () => {
  await page?.close();
  await emulator?.stop();
  page = undefined;
  emulator = undefined;
});
after(async () => {
  await browser?.close();
  compiled?.remove();
});

/** Blocks that compile, and blocks that did all that they should. @type {Set<Block>[]} */
const [compiles, ran] = [new Set(), new Set()];

test("CometChat's documents are there if somebody says where", () => {
  const told = process.env.COMETCHAT_DOCUMENTS;
  assert.ok(told === undefined || theirs.length > 0, `no documents in ${elsewhere}`);
});

test("every block is of a kind that is known", () => {
  const unknown = blocks.filter(({ language }) => !(language in programs || language in others));
  assert.deepEqual(unknown.map(title), []);
});

test("the compiler has no other complaint", () => {
  assert.equal(compiled.output, "");
});

for (const block of code) {
  describe(title(block), () => {
    test("compiles", () => {
      assert.deepEqual(compiled.modules.get(block)?.errors, []);
      compiles.add(block);
    });

    const { scenes, uninitialized } = scenesOf(block);
    // It goes to the emulator as it comes, with the app and the key that it has unless told.
    const startsEmulator = callsOf(block).has("useEmulator");
    let played = 0;
    for (const { name, play } of scenes) {
      test(name, async () => {
        const server = await startEmulator(startsEmulator ? {} : { args, credentials });
        emulator = server;
        const at = await openPage(browser, server, compiled.folder);
        page = at;
        if (!uninitialized) await at.init();
        const url = compiled.modules.get(block)?.url ?? "";
        await play({ block, run: () => at.run(url), page: at, emulator: server });
        played += 1;
        if (played === scenes.length) ran.add(block);
      });
    }
  });
}

test("all of them", (context) => {
  for (const [whose, documents] of /** @type {const} */ ([
    ["CometChat's", theirs.map((file) => path.basename(file))],
    ["this project's", own],
  ])) {
    const of = (/** @type {Iterable<Block>} */ some) =>
      [...some].filter(({ document }) => documents.includes(document));
    /** @type {Record<string, number>} */
    const kinds = {};
    for (const { language } of of(blocks)) {
      if (language in others) kinds[others[language]] = (kinds[others[language]] ?? 0) + 1;
    }
    const listed = Object.entries(kinds).map(([kind, count]) => `; ${count} ${kind}`);
    context.diagnostic(
      documents.length === 0
        ? `${whose} documents are not in ${elsewhere}; what they say is in this project's examples, too`
        : `${whose} documents: ${of(code).length} blocks: ${of(compiles).length} compiled, ` +
            `${of(ran).length} ran${listed.join("")}`,
    );
  }
  assert.deepEqual(code.filter((block) => !compiles.has(block) || !ran.has(block)).map(title), []);
});
