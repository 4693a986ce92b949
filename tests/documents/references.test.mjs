// @ts-check
/** The tests that the documents refer to are there, under these names; so are the pages. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const documents = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .filter((file) => !/node_modules|^target|^pkg\b|^\.git\b|^LICENSE/.test(file));

const references = documents.flatMap((document) => {
  const text = readFileSync(path.join(root, document), "utf8");
  return [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)]
    .map(([, name, target]) => ({ document, name, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
});

/** @param {{ document: string, target: string }} reference */
function fileOf({ document, target }) {
  const [file] = target.split("#");
  return file === "" ? document : path.join(path.dirname(document), file);
}

const tests = references.filter(({ target }) => target.endsWith(".test.mjs"));

/** The names of the tests in a file, of which none runs. */
async function namesIn(/** @type {string} */ file) {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--test", "--test-reporter=tap", "--test-name-pattern=^(?!)", file],
    { cwd: root, env, maxBuffer: 1 << 24 },
  );
  const names = stdout.matchAll(/^ *ok \d+ - (.*) # SKIP/gm);
  return [...names].map(([, name]) => name.replaceAll(/\\(.)/g, "$1"));
}

describe("tests", () => {
  /** @type {Map<string, string[]>} */
  const names = new Map();
  before(async () => {
    for (const file of new Set(tests.map(fileOf))) names.set(file, await namesIn(file));
  });

  test("the documents refer to some", () => {
    assert.ok(tests.length > 10, `${tests.length}`);
    for (const document of ["docs/flutter.md", "docs/migrating.md"]) {
      assert.ok(
        tests.some((reference) => reference.document === document),
        document,
      );
    }
  });

  for (const reference of tests) {
    const file = fileOf(reference);
    test(`${reference.document}: ${reference.name}, in ${file}`, () => {
      const found = names.get(file) ?? [];
      // A sentence may begin with it.
      const wanted = reference.name.toLowerCase();
      assert.ok(
        found.some((name) => name.toLowerCase() === wanted),
        `no such test among:\n${found.join("\n")}`,
      );
    });
  }
});

test("every call of the Flutter documents has a test", () => {
  const text = readFileSync(path.join(root, "docs/flutter.md"), "utf8");
  const rows = text.split("\n").filter((line) => /^\| `.*CometChat/.test(line));
  assert.ok(rows.length >= 10, `${rows.length}`);
  for (const row of rows) assert.match(row, /\.test\.mjs\) \|$/);
});

/** The addresses of a document's headings, as GitHub makes them. */
function anchorsOf(/** @type {string} */ file) {
  return readFileSync(path.join(root, file), "utf8")
    .split("\n")
    .filter((line) => /^#+ /.test(line))
    .map((line) => line.replace(/^#+ /, "").toLowerCase())
    .map((line) => line.replaceAll(/[^\p{L}\p{N}\- _]/gu, "").replaceAll(" ", "-"));
}

test("every code that the types name leads to its entry", async () => {
  const types = readFileSync(path.join(root, "pkg/types/index.d.ts"), "utf8");
  const [, union = ""] = /type CometChatErrorCode = (.*);/.exec(types) ?? [];
  const codes = [...union.matchAll(/"([^"]+)"/g)].map(([, code]) => code);
  assert.ok(codes.includes("WASM_LOAD_FAILED") && codes.includes("ERROR_BLANK_AUTHTOKEN"), union);
  const { CometChatException } = await import(new URL("../../pkg/index.js", import.meta.url).href);
  const anchors = anchorsOf("docs/errors.md");
  for (const code of codes) {
    const name = code === "-1" ? "COMETCHAT_INITIALIZATION_NOT_DONE" : undefined;
    const [page, anchor] = new CometChatException({ code, name }).help.split("#");
    assert.match(page, /\/docs\/errors\.md$/);
    assert.ok(anchors.includes(anchor), code);
  }
});

test("every page and heading that a document links to is there", () => {
  for (const reference of references) {
    const file = fileOf(reference);
    assert.ok(existsSync(path.join(root, file)), `${reference.document}: ${reference.target}`);
    const [, heading] = reference.target.split("#");
    if (heading === undefined) continue;
    assert.ok(anchorsOf(file).includes(heading), `${reference.document}: ${reference.target}`);
  }
});
