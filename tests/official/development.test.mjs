// @ts-check
/** What only the official SDK has says so in development, and costs a production build nothing. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { scratchFolder } from "../harness/index.mjs";
import { install } from "./network.mjs";
import { openStage, useStage } from "./stage.mjs";

const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

const stage = useStage(openStage);

/** What a UI Kit says when it is imported in development, with this package under the official SDK's name. */
async function importKit() {
  const kit = scratchFolder("official-alias");
  try {
    await writeFile(
      path.join(kit.folder, "package.json"),
      JSON.stringify({ dependencies: { "@cometchat/chat-uikit-react": "7.2.1" } }),
    );
    await install(kit.folder);
    await build({
      absWorkingDir: kit.folder,
      alias: { "@cometchat/chat-sdk-javascript": "cometchat-wasm" },
      nodePaths: [path.join(stage.folder, "node_modules")],
      bundle: true,
      conditions: ["development"],
      format: "esm",
      loader: { ".woff2": "empty" },
      logLevel: "error",
      outfile: path.join(stage.folder, "dist/kit.js"),
      stdin: {
        contents: `export * from "@cometchat/chat-uikit-react";`,
        resolveDir: kit.folder,
      },
    });
  } finally {
    kit.remove();
  }
  const tab = await stage.open();
  return tab.run(`import("/dist/kit.js").then(() => "imported", String)`);
}

test("a UI Kit on top of this package says what to do, in development", async () => {
  assert.match(
    await importKit(),
    /^TypeError: CometChat\.\w+ is not in cometchat-wasm, .* CometChat's own SDK beside it .*with-the-official-sdk\.md$/,
  );
});

/**
 * The members of the official SDK's `CometChat` that its types tell of.
 *
 * @returns {Promise<string[]>}
 */
async function officialMembers() {
  const tab = await stage.open();
  await tab.run("official()");
  /** @type {string[]} */
  const names = await tab.run(
    `Object.getOwnPropertyNames(Official)
       .filter((name) => !["length", "name", "prototype"].includes(name))`,
  );
  const lines = names.map((name) => `CometChat.${name};`);
  writeFileSync(
    path.join(stage.folder, "members.ts"),
    ['import { CometChat } from "@cometchat/chat-sdk-javascript";', ...lines].join("\n"),
  );
  const { stdout } = spawnSync(
    process.execPath,
    [tsc, ...["--noEmit", "--skipLibCheck", "--module", "nodenext", "members.ts"]],
    { cwd: stage.folder, encoding: "utf8" },
  );
  const untold = new Set(
    [...stdout.matchAll(/^members\.ts\((\d+),/gm)].map(([, line]) => Number(line)),
  );
  return names.filter((_, index) => !untold.has(index + 2));
}

/**
 * What a program in Node prints.
 *
 * @param {string} program
 * @param {string[]} conditions
 */
function printed(program, conditions = ["development"]) {
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", program],
    { cwd: stage.folder, encoding: "utf8" },
  );
  assert.equal(stderr, "");
  return stdout;
}

/**
 * What reading members of `CometChat` gives in Node.
 *
 * @param {string} entry
 * @param {string[]} names
 * @param {string[]} conditions
 * @returns {Record<string, string>} by name: its type, or what was thrown
 */
const read = (entry, names, conditions) =>
  JSON.parse(
    printed(
      `import { CometChat } from "${entry}";
       const read = (name) => {
         try { return typeof CometChat[name]; } catch (error) { return String(error); }
       };
       console.log(JSON.stringify(Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, read(name)]))));`,
      conditions,
    ),
  );

for (const entry of ["cometchat-wasm", "cometchat-wasm/slim"]) {
  describe(entry, () => {
    test("names each member that only the official SDK has, and the page to read", async () => {
      const names = await officialMembers();
      assert.ok(names.length > 200);
      const usual = read(entry, names, []);
      const development = read(entry, names, ["development"]);
      for (const name of names) {
        if (usual[name] !== "undefined") {
          assert.equal(development[name], usual[name], name);
          continue;
        }
        assert.match(
          development[name],
          new RegExp(
            `^TypeError: CometChat\\.${name} is not in .*/docs/with-the-official-sdk\\.md$`,
          ),
        );
      }
    });

    test("has nothing of it in a production build", async () => {
      /** @param {string[]} conditions */
      const built = async (conditions) => {
        const { outputFiles } = await build({
          absWorkingDir: stage.folder,
          bundle: true,
          conditions,
          external: ["./cometchat.wasm"],
          format: "esm",
          minify: true,
          stdin: {
            contents: `export { CometChat } from "${entry}";`,
            resolveDir: stage.folder,
          },
          write: false,
        });
        return outputFiles[0].text.includes("with-the-official-sdk");
      };
      assert.deepEqual([await built(["production"]), await built(["development"])], [false, true]);
    });
  });
}

test("an application may put something of its own under such a name", () => {
  const program = `import { CometChat } from "cometchat-wasm";
    CometChat.sendMessage = () => "own";
    console.log(CometChat.sendMessage(), Object.keys(CometChat).includes("MessageListener"));`;
  assert.equal(printed(program), "own false\n");
});
