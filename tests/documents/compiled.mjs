// @ts-check
/**
 * Blocks as modules of a project that has the packed package installed, checked by TypeScript.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packedPackage, scratchProject } from "../harness/index.mjs";
import { programs } from "./blocks.mjs";

/** @typedef {import("./blocks.mjs").Block} Block */

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The names by which an application may import the package: its own, and the one it stands in for. */
export const official = "@cometchat/chat-sdk-javascript";

/**
 * @typedef {object} Compiled
 * @property {string} folder of the project
 * @property {string} output what TypeScript said that is about no block
 * @property {Map<Block, { url: string, errors: string[] }>} modules
 * @property {() => void} remove
 */

/**
 * Compiles all blocks under `strict`, each twice: as an application of this package, and as one of
 * the official package whose name leads to this one.
 *
 * @param {Block[]} blocks
 * @returns {Promise<Compiled>}
 */
export async function compile(blocks) {
  const { manifest } = await packedPackage();
  const own = manifest.name;
  const named = blocks.map((block, index) => ({
    block,
    name: String(index).padStart(3, "0"),
    extension: programs[block.language],
  }));
  /** @type {Record<string, string>} */
  const files = { "tsconfig.json": JSON.stringify(options(own)) };
  for (const { block, name, extension } of named) {
    files[`blocks/${name}.${extension}`] = moduleOf(block, own);
    files[`blocks/${name}.official.${extension}`] = moduleOf(block, official);
  }
  const { folder, remove } = await scratchProject(files);
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout, error } = spawnSync(
    process.execPath,
    [compiler, "--project", ".", "--pretty", "false"],
    { cwd: folder, encoding: "utf8" },
  );
  if (error) throw error;
  const said = stdout.split(/\n(?=\S)/).filter(Boolean);
  const modules = new Map(
    named.map(({ block, name, extension }) => [
      block,
      {
        // JavaScript runs as it stands, TypeScript as the compiler makes it.
        url: extension === "js" ? `/blocks/${name}.js` : `/compiled/blocks/${name}.js`,
        errors: said.filter((line) => line.startsWith(`blocks/${name}.`)),
      },
    ]),
  );
  const output = said.filter((line) => !line.startsWith("blocks/")).join("\n");
  return { folder, output, modules, remove };
}

/** @param {string} own */
function options(own) {
  return {
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      lib: ["es2022", "dom", "dom.iterable"],
      module: "esnext",
      moduleResolution: "bundler",
      outDir: "compiled",
      paths: { [official]: [`./node_modules/${own}`] },
      rootDir: ".",
      strict: true,
      target: "es2022",
      types: [],
    },
    include: ["blocks"],
  };
}

/**
 * The block, verbatim, after the import that it takes for granted. What it only looks at, such as the
 * user in `const user = await …`, is exported for the test to look at, too.
 *
 * @param {Block} block
 * @param {string} from
 */
function moduleOf({ code }, from) {
  const names = ["CometChat", "CometChatCalls", "isCometChatException"].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(code),
  );
  const imports = /^\s*import\s/m.test(code)
    ? ""
    : `import { ${names.join(", ")} } from ${JSON.stringify(from)};\n`;
  const looked = /^(?:const|let) (\w+)(?:: [^=]+)? = await /m.exec(code)?.[1];
  return `${imports}${code}\n${looked ? `export { ${looked} as looked };\n` : ""}`;
}
