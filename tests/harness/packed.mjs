// @ts-check
/**
 * The package as its users get it: packed by npm, and installed from the tarball.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { scratchFolder } from "./cleanup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @typedef {object} Packed
 * @property {string} tarball the file that `npm publish` would send
 * @property {string[]} files what is in it, without the leading `package/`
 * @property {string} project a folder with nothing but a package.json and the installed package
 * @property {string} folder where the package is installed
 * @property {Record<string, any>} manifest its package.json
 */

/** @type {Map<string, Promise<Packed>>} */
const done = new Map();

/**
 * Packs a package and installs it into a scratch project, once per run of the tests. Do not write
 * into that project: other tests use it too. {@link scratchProject} makes one to write into.
 *
 * @param {string} [source] the folder of the package; pkg/ unless told
 * @returns {Promise<Packed>}
 */
export function packedPackage(source = path.join(root, "pkg")) {
  const known = done.get(source) ?? pack(source);
  done.set(source, known);
  return known;
}

/**
 * A project of its own for a test, with the packed package installed.
 *
 * @param {Record<string, string>} [files] to write into it, by path
 * @returns {Promise<{ folder: string, remove: () => void }>}
 */
export async function scratchProject(files = {}) {
  const { project } = await packedPackage();
  const scratch = scratchFolder("project");
  await cp(project, scratch.folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(scratch.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return scratch;
}

/**
 * @param {string} source
 * @returns {Promise<Packed>}
 */
async function pack(source) {
  if (!existsSync(path.join(source, "package.json"))) {
    throw new Error(`There is no package in ${source}: run \`npm run build\`.`);
  }
  const work = scratchFolder("pack").folder;
  // The processes of one run of the tests share the folder that the run has for such things.
  const shared = path.join(
    process.env.COMETCHAT_SCRATCH ?? work,
    `packed-${await stateOf(source)}`,
  );
  if (!existsSync(shared)) {
    const making = path.join(work, "making");
    await mkdir(path.join(making, "project"), { recursive: true });
    const report = await npm(making, ["pack", source, "--json", "--ignore-scripts"]);
    const [{ filename }] = entries(JSON.parse(report));
    await writeFile(path.join(making, "report.json"), report);
    const project = { name: "scratch", version: "0.0.0", private: true, type: "module" };
    await writeFile(path.join(making, "project/package.json"), JSON.stringify(project));
    await npm(path.join(making, "project"), [
      ...["install", path.join("..", filename), "--offline", "--ignore-scripts"],
      ...["--no-audit", "--no-fund"],
    ]);
    await rename(making, shared).catch((error) => {
      // Another process was quicker with the same.
      if (!existsSync(shared)) throw error;
    });
  }
  const report = await readFile(path.join(shared, "report.json"), "utf8");
  const [{ filename, files }] = entries(JSON.parse(report));
  const project = path.join(shared, "project");
  const { name } = JSON.parse(await readFile(path.join(source, "package.json"), "utf8"));
  const folder = path.join(project, "node_modules", name);
  return {
    tarball: path.join(shared, filename),
    files: files.map((/** @type {{ path: string }} */ file) => file.path),
    project,
    folder,
    manifest: JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")),
  };
}

/**
 * What tells a folder from what it was before any of its files was written.
 *
 * @param {string} source
 */
async function stateOf(source) {
  const hash = createHash("sha256").update(source);
  for (const name of (await readdir(source, { recursive: true })).sort()) {
    const { size, mtimeMs, ctimeMs } = await stat(path.join(source, name));
    hash.update(`${name} ${size} ${mtimeMs} ${ctimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * npm's report on what it packed is a list, or since version 12 an object by package name.
 *
 * @param {any} report
 * @returns {any[]}
 */
function entries(report) {
  return Array.isArray(report) ? report : Object.values(report);
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
async function npm(folder, args) {
  const { stdout } = await promisify(execFile)("npm", args, {
    cwd: folder,
    env: { ...process.env, npm_config_loglevel: "error" },
    shell: process.platform === "win32",
  });
  return stdout;
}
