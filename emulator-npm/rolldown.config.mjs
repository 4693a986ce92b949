// @ts-check
/**
 * Makes pkg-emulator/, exactly what `npm publish` would send, of the sources beside this file, of what
 * `xtask emulator` has left in src/generated/, and of tsc's declarations in target/emulator/types/.
 */
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import { copies, documents, emptied, manifest, root } from "../scripts/lib/packaging.mjs";

const template = path.join(root, "emulator-npm");
const pkg = path.join(root, "pkg-emulator");
const declarations = path.join(root, "target/emulator/types");

/** What the WebAssembly's glue reads of the platform is taken when the module is loaded: src/platform.ts. */
const platform = path.join(template, "src/platform.ts");
const names =
  "Request Response ReadableStream TextDecoder TextEncoder atob setTimeout clearTimeout queueMicrotask".split(
    " ",
  );
/** @type {Record<string, [string, string]>} */
const inject = {
  ...Object.fromEntries(names.map((name) => [name, [platform, name]])),
  "globalThis.crypto": [platform, "crypto"],
};

/** The package's modules, each as ESM and as CommonJS. None is bundled into another. */
const modules = "core cypress fetch hosts index msw node playwright testing".split(" ");

/**
 * A script of the package.
 *
 * @param {string} entry the source, without its ending
 * @param {"es" | "cjs" | "iife"} format
 * @param {string[]} beside modules that it imports, instead of holding a copy
 * @param {import("rolldown").OutputOptions} [output]
 * @returns {import("rolldown").RolldownOptions}
 */
function script(entry, format, beside, output = {}) {
  const ending = format === "cjs" ? "cjs" : "js";
  const external = beside.map((module) => `./${module}.js`);
  return {
    input: path.join(template, "src", `${entry}.ts`),
    external: (id) => id.startsWith("node:") || id === "msw" || external.includes(id),
    platform: "neutral",
    tsconfig: path.join(template, "tsconfig.json"),
    transform: { target: "es2022", inject },
    // The manifest beside the sources is about what is built of them.
    treeshake: { moduleSideEffects: () => true },
    output: {
      file: path.join(pkg, `${entry}.${ending}`),
      format,
      esModule: true,
      generatedCode: { symbols: false },
      paths: (id) => (path.isAbsolute(id) ? `./${path.basename(id, ".js")}.${ending}` : id),
      strict: format !== "es",
      ...output,
    },
    logLevel: "warn",
  };
}

/** The declarations, whose modules stay apart, too. `node` has those of `index`, and `web` is only types. */
function types() {
  const texts = [...modules, "web"]
    .filter((module) => module !== "node")
    .map((module) => [
      `types/${module}.d.ts`,
      readFileSync(path.join(declarations, `${module}.d.ts`), "utf8"),
    ]);
  const generated = readFileSync(path.join(template, "src/generated/emulator.d.ts"), "utf8");
  // What goes in and out. The WebAssembly's own classes, which follow, are nobody's business.
  const end = generated.lastIndexOf("/**", generated.indexOf("export class "));
  if (end < 0) throw new Error("The emulator's declarations have no class.");
  return { ...Object.fromEntries(texts), "types/generated/emulator.d.ts": generated.slice(0, end) };
}

const core = script("core", "es", []);
core.plugins = [
  emptied(pkg),
  documents({
    ...types(),
    "README.md": readFileSync(path.join(template, "README.md")),
    "package.json": manifest(template),
  }),
  copies(
    (name) => (name.endsWith(".d.ts") ? name.replace(/\.ts$/, ".cts") : undefined),
    (text) => text.replaceAll('.js"', '.cjs"'),
  ),
];

const cli = script("cli", "es", ["node"]);
cli.plugins = [
  { name: "executable", writeBundle: () => chmodSync(path.join(pkg, "cli.js"), 0o755) },
];

export default [
  core,
  ...modules.flatMap((module) => {
    const others = modules.filter((other) => other !== module);
    /** @type {("es" | "cjs")[]} */
    const formats = module === "core" ? ["cjs"] : ["es", "cjs"];
    return formats.map((format) => script(module, format, others));
  }),
  cli,
  script("worker", "iife", [], { file: path.join(pkg, "service-worker.js"), minify: true }),
];
