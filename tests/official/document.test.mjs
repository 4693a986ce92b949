// @ts-check
/** The code in docs/with-the-official-sdk.md, run as it stands there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { blocksOf } from "../documents/blocks.mjs";
import { app, until } from "../harness/index.mjs";
import { first } from "./agreement.mjs";
import { openStage } from "./stage.mjs";

const document = readFileSync(
  new URL("../../docs/with-the-official-sdk.md", import.meta.url),
  "utf8",
);

/** @type {import("./stage.mjs").Stage} */
let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

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
