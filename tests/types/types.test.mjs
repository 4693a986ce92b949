// @ts-check
/** The packed package's types, under every way in which TypeScript finds them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { scratchProject } from "../harness/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const server = readFileSync(new URL("./server.ts", import.meta.url), "utf8");
const consumer = readFileSync(new URL("./consumer.ts", import.meta.url), "utf8");

/** The same with the slim entry point, and what that has more. */
const slim = `${consumer.replaceAll('"cometchat-wasm"', '"cometchat-wasm/slim"')}
import compiled = require("cometchat-wasm/cometchat.wasm");
import type { WasmSource } from "cometchat-wasm/slim";

export async function load(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const source: WasmSource = compiled;
  await CometChat.load();
  await CometChat.load(source);
  await CometChat.load("/cometchat.wasm");
  await CometChat.load(fetch(new URL("/cometchat.wasm", location.href)));
  await CometChat.load(bytes);
  // @ts-expect-error: null is no WebAssembly
  await CometChat.load(null);
}
`;
const slimModule = slim.replace(/import (\w+) = require\((.*)\);/, "import $1 from $2;");

/** @type {{ folder: string, remove: () => void }} */
let project;
before(async () => {
  project = await scratchProject({
    "consumer.ts": consumer,
    "consumer.cts": consumer,
    "server.ts": server,
    "server.cts": server,
    "slim.ts": slimModule,
    "slim.cts": slim,
  });
});
after(() => project?.remove());

/**
 * @param {string} file
 * @param {string[]} options
 */
function check(file, ...options) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/typescript/bin/tsc"),
      ...["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
      ...["--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--types", ""],
      ...options,
      file,
    ],
    { cwd: project.folder, encoding: "utf8" },
  );
  assert.equal(stdout, "");
  assert.equal(status, 0);
}

for (const entry of ["consumer", "slim"]) {
  describe(`an application's code type-checks (${entry})`, () => {
    test("with a bundler", () => {
      check(`${entry}.ts`, "--module", "esnext", "--moduleResolution", "bundler");
    });
    test("as an ES module in Node", () => {
      check(`${entry}.ts`, "--module", "nodenext");
    });
    test("as CommonJS in Node", () => {
      check(`${entry}.cts`, "--module", "nodenext");
    });
  });
}

describe("a server's code type-checks", () => {
  const node = ["--types", "node", "--typeRoots", path.join(root, "node_modules/@types")];
  test("as an ES module", () => {
    check("server.ts", "--module", "nodenext", ...node);
  });
  test("as CommonJS", () => {
    check("server.cts", "--module", "nodenext", ...node);
  });
});

describe("a program without the types of the DOM", () => {
  const manifest = JSON.parse(readFileSync(path.join(root, "pkg-template/package.json"), "utf8"));
  // React's own types bring what they need of the DOM, and are not installed here.
  const entries = Object.keys(manifest.exports).filter((entry) => !/react|json/.test(entry));
  const imports = entries.map((entry) => `import "cometchat-wasm${entry.slice(1)}";\n`).join("");
  const uses = `import { CometChat, type TokenRequest } from "cometchat-wasm";
    import { CometChat as Slim } from "cometchat-wasm/slim";
    export const abort = ({ signal }: TokenRequest): boolean => signal.aborted;
    export const load = (bytes: Uint8Array): Promise<void> => Slim.load(bytes);
    export const listen = (signal: TokenRequest["signal"]) =>
      CometChat.addLoginListener("id", {}, { signal });
    // @ts-expect-error: null is no WebAssembly
    export const no = () => Slim.load(null);`;
  for (const [what, types, more] of [
    ["and with Node's", "node", `export const stop = () => listen(AbortSignal.abort());`],
    ["and with no others", "", ""],
  ]) {
    for (const ending of ["mts", "cts"]) {
      test(`${what}, as .${ending}`, async () => {
        const file = `bare-${types}.${ending}`;
        writeFileSync(path.join(project.folder, file), `${imports}${uses}\n${more}`);
        check(
          file,
          ...["--module", "nodenext", "--skipLibCheck", "false", "--lib", "es2022"],
          ...["--types", types, "--typeRoots", path.join(root, "node_modules/@types")],
        );
      });
    }
  }
});
