// @ts-check
/**
 * Makes pkg/, exactly what `npm publish` would send, of the sources beside this file, of what `xtask build`
 * has left in src/generated/, and of tsc's declarations in target/sdk/types/.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { dts } from "rolldown-plugin-dts";
import { copies, documents, emptied, manifest, root } from "../scripts/lib/packaging.mjs";

const template = path.join(root, "pkg-template");
const pkg = path.join(root, "pkg");

/** The oldest browsers that the package supports. Nothing newer than their JavaScript is used. */
const browsers = ["chrome103", "edge103", "firefox100", "safari16", "node20"];

/** What an entry point takes from another one, or from another package, instead of holding a copy. */
const beside = ["./index.js", "./slim.js", "cometchat-wasm", "cometchat-wasm/companion", "react"];

/** They stay imports: the file is there, beside the script. */
const wasm = ["cometchat.wasm", "cometchat-server.wasm"].flatMap((file) => [
  `./${file}`,
  `./${file}?module`,
]);

/** What CommonJS has in place of `import.meta.url`. */
const url = {
  define: { "import.meta.url": "url" },
  intro: `var url="file://"+encodeURI(__filename).replace(/[#?]/g,encodeURIComponent);`,
};

/**
 * A script of the package.
 *
 * @param {string} entry the source, without its ending
 * @param {"es" | "cjs" | "iife"} format
 * @param {object} [options]
 * @param {string} [options.file] the script's name, if it is not the entry's
 * @param {string[]} [options.external]
 * @param {Record<string, string>} [options.define]
 * @param {string} [options.intro]
 * @returns {import("rolldown").RolldownOptions}
 */
function script(entry, format, { file, external = [], define, intro } = {}) {
  return {
    input: path.join(template, "src", `${entry}.ts`),
    external: (id) => wasm.includes(id) || external.includes(id),
    platform: "neutral",
    tsconfig: path.join(template, "tsconfig.json"),
    transform: { target: browsers, define },
    // The manifest beside the sources is about what is built of them.
    treeshake: { moduleSideEffects: () => true },
    // "use client" stays where it stands.
    checks: { moduleLevelDirective: false },
    output: {
      file: path.join(pkg, file ?? `${entry}.${format === "cjs" ? "cjs" : "js"}`),
      format,
      intro,
      comments: { legal: false, jsdoc: false, annotation: true },
      esModule: true,
      generatedCode: { symbols: false },
      minify: true,
      sourcemap: true,
      strict: format !== "es",
    },
    logLevel: "warn",
  };
}

/** The declarations: one file for each entry point, with what it needs of the others. */
const types = ["index", "slim", "react", "companion", "companion-react", "server"].map((entry) => ({
  input: { [entry]: path.join(root, "target/sdk/types", `${entry}.d.ts`) },
  output: { dir: path.join(pkg, "types") },
  external: ["cometchat-wasm", "cometchat-wasm/companion", "react"],
  logLevel: /** @type {const} */ ("warn"),
  plugins: [
    dts({ dtsInput: true, emitDtsOnly: true, generator: "oxc", tsconfig: false }),
    // TypeScript tells CommonJS by the file's ending.
    copies((name) => (name.endsWith(".d.ts") ? name.replace(/\.ts$/, ".cts") : undefined)),
  ],
}));

/** What runtimes that compile imported WebAssembly give for `cometchat.wasm`. */
const moduleType = `/** The WebAssembly, compiled. */
declare const module: typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer T } };
}
  ? T
  : object;
`;

const index = script("index", "es");
index.plugins = [
  emptied(pkg),
  documents({
    "cometchat.wasm": readFileSync(path.join(template, "src/generated/cometchat.wasm")),
    "cometchat-server.wasm": readFileSync(
      path.join(template, "src/generated/server/cometchat-server.wasm"),
    ),
    "types/cometchat.wasm.d.ts": `${moduleType}export default module;\n`,
    "types/cometchat.wasm.d.cts": `${moduleType}export = module;\n`,
    "README.md": readFileSync(path.join(template, "README.md")),
    "CHANGELOG.md": readFileSync(path.join(root, "CHANGELOG.md")),
    "package.json": manifest(template),
  }),
];

export default [
  index,
  script("index", "cjs"),
  script("slim", "es"),
  script("slim", "cjs", url),
  script("workerd", "es"),
  script("edge-light", "es"),
  script("global", "iife", { file: "cometchat.global.js" }),
  script("development", "es", { external: beside }),
  script("slim-development", "es", { external: beside }),
  script("companion", "es"),
  script("companion", "cjs"),
  script("companion-react", "es", { external: beside }),
  script("companion-react", "cjs", { external: beside }),
  script("react", "es", { external: beside }),
  script("react", "cjs", { external: beside }),
  script("server", "es"),
  script("server", "cjs"),
  script("server-workerd", "es"),
  script("server-edge-light", "es"),
  script("server-browser", "es"),
  ...types,
];
