// @ts-check
/**
 * What is measured: this package, the same by hand, and others with the same API.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { packedPackage, scratchFolder } from "../tests/harness/index.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} module what exports `CometChat`: a file, or a package's name
 * @property {string} folder where that name is resolved
 */

/**
 * @param {string[]} peers files of modules, or packages of npm such as `name@1.2.3`, which are
 *   installed into a scratch folder
 * @returns {Promise<Subject[]>} the first is what the others are compared with
 */
export async function subjects(peers) {
  const { folder, project, manifest } = await packedPackage();
  const entry = path.join(folder, manifest.exports["."].import.default);
  return [
    { name: "by hand", module: path.join(here, "floor.js"), folder: here },
    { name: "this package", module: entry, folder: project },
    ...(await Promise.all(peers.map(peer))),
  ];
}

/**
 * @param {string} named
 * @returns {Promise<Subject>}
 */
async function peer(named) {
  const file = path.resolve(named);
  if (existsSync(file)) {
    return { name: path.basename(file, path.extname(file)), module: file, folder: process.cwd() };
  }
  const { folder } = scratchFolder("peer");
  await install(folder, [named]);
  return { name: named, module: named.replace(/(?<=.)@[^@/]*$/, ""), folder };
}

/**
 * Installs packages of npm, without running anything of theirs.
 *
 * @param {string} folder
 * @param {string[]} packages
 */
export async function install(folder, packages) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", ["install", ...options, ...packages], {
    cwd: folder,
    shell: process.platform === "win32",
  });
}

/**
 * One minified module of a program and all that it imports.
 *
 * @param {string} program
 * @param {string} folder where its imports are resolved
 * @returns {Promise<Uint8Array>}
 */
export async function bundle(program, folder) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  });
  return outputFiles[0].contents;
}
