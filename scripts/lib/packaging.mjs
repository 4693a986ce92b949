// @ts-check
/**
 * rolldown's plugins that put an npm package together.
 */
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./process.mjs";

export { root };

/** @typedef {import("rolldown").Plugin} Plugin */

/**
 * Empties a folder before anything is built into it.
 *
 * @param {string} folder
 * @returns {Plugin}
 */
export function emptied(folder) {
  return {
    name: "empty-folder",
    buildStart: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Adds files that are not built, and the licences.
 *
 * @param {Record<string, string | Uint8Array>} files their contents, by their names in the package
 * @returns {Plugin}
 */
export function documents(files) {
  return {
    name: "documents",
    generateBundle() {
      for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
        files[licence] = readFileSync(path.join(root, licence));
      }
      for (const [fileName, source] of Object.entries(files)) {
        this.emitFile({ type: "asset", fileName, source });
      }
    },
  };
}

/**
 * A package's manifest, with the version of the workspace.
 *
 * @param {string} template the folder that has it
 */
export function manifest(template) {
  const cargo = readFileSync(path.join(root, "Cargo.toml"), "utf8");
  const version = /^version = "(.*)"$/m.exec(cargo)?.[1];
  if (version === undefined) throw new Error("Cargo.toml has no version.");
  const manifest = JSON.parse(readFileSync(path.join(template, "package.json"), "utf8"));
  return `${JSON.stringify({ ...manifest, version }, null, 2)}\n`;
}

/**
 * Adds a copy of each file that has a second name.
 *
 * @param {(name: string) => string | undefined} second
 * @param {(text: string) => string} [edit] what the copy says
 * @returns {Plugin}
 */
export function copies(second, edit = (text) => text) {
  return {
    name: "copies",
    generateBundle(_, bundle) {
      for (const [name, output] of Object.entries(bundle)) {
        const fileName = second(name);
        if (fileName === undefined) continue;
        const text = output.type === "chunk" ? output.code : `${output.source}`;
        this.emitFile({ type: "asset", fileName, source: edit(text) });
      }
    },
  };
}
