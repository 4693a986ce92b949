// @ts-check
/** How large the package may be, and is: `npm run size`. */

/**
 * What an application that authenticates with four calls may cost at most, in bytes. Some 500 above what
 * it costs: clarity and ordinary tools come before bytes, and a larger step should be seen.
 */
export const budget = { gzip: 46_500, brotli: 40_000 };

/** @param {object} config */
const asModule = (config) => ({ ...config, format: "esm" });

const application = { path: "bench/four-calls.js", modifyEsbuildConfig: asModule };
const name = "application with four calls";

const asIs = { disablePlugins: ["@size-limit/esbuild"] };

/** @type {[string, string][]} */
const files = [
  ["default entry point", "pkg/index.js"],
  ["slim entry point", "pkg/slim.js"],
  ["classic script", "pkg/cometchat.global.js"],
  ["the WebAssembly", "pkg/cometchat.wasm"],
  ["server entry point", "pkg/server.js"],
];

export default [
  { ...application, name: `${name}, gzip`, gzip: true, limit: `${budget.gzip} B` },
  { ...application, name: `${name}, brotli`, limit: `${budget.brotli} B` },
  ...files.flatMap(([file, path]) => [
    { ...asIs, name: `${file}, gzip`, path, gzip: true },
    { ...asIs, name: `${file}, brotli`, path },
  ]),
];
