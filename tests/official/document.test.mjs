// @ts-check
/** The code in docs/with-the-official-sdk.md, run as it stands there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { blocksOf } from "../documents/blocks.mjs";
import { app, until } from "../harness/index.mjs";
import { first } from "./agreement.mjs";
import { openStage, useStage } from "./stage.mjs";

const document = readFileSync(
  new URL("../../docs/with-the-official-sdk.md", import.meta.url),
  "utf8",
);

const stage = useStage(openStage);

test("the store for Vue follows the companion, until its scope ends", async () => {
  const [block] = blocksOf("with-the-official-sdk.md", document).filter(({ code }) =>
    code.includes('from "vue"'),
  );
  // What the block uses of Vue.
  const vue = `export const shallowRef = (value) => ({ value });
    export const onScopeDispose = (end) => { globalThis.endScope = end; };`;
  const { outputFiles } = await build({
    bundle: true,
    format: "esm",
    plugins: [
      {
        name: "vue",
        setup: ({ onLoad, onResolve }) => {
          onResolve({ filter: /^vue$/ }, () => ({ path: "vue", namespace: "vue" }));
          onLoad({ filter: /./, namespace: "vue" }, () => ({ contents: vue }));
        },
      },
    ],
    stdin: { contents: block.code },
    write: false,
  });
  const { useCompanion } = await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
  );
  let state = { status: "idle" };
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const ref = useCompanion({
    getState: () => state,
    subscribe: (/** @type {() => void} */ listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  assert.equal(ref.value, state);
  state = { status: "ready" };
  for (const listener of listeners) listener();
  assert.equal(ref.value, state);
  /** @type {any} */ (globalThis).endScope();
  assert.equal(listeners.size, 0);
});

test("logs in, opens the chat, and is connected", async () => {
  const blocks = blocksOf("with-the-official-sdk.md", document).filter(
    ({ language }) => language === "javascript",
  );
  const names = blocks.map((_, index) => `block-${index}.js`);
  for (const [index, { code }] of blocks.entries()) {
    await writeFile(path.join(stage.folder, names[index]), code.replace("APP_ID", app.appId));
  }
  await build({
    absWorkingDir: stage.folder,
    bundle: true,
    entryPoints: names,
    format: "esm",
    logLevel: "error",
    outdir: "dist",
    splitting: true,
  });
  const tab = await stage.open("null");
  await tab.run(`{ none: (window.authToken = "${await stage.emulator.addToken(first)}", null) }`);
  for (const name of names) await tab.run(`import("/dist/${name}").then(() => {})`);
  await until(() => tab.sockets().some(({ uid }) => uid === first));
  assert.equal(names.length, 2);
});
