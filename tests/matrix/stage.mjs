// @ts-check
/**
 * Runs cells of the matrix in a browser: lanes with an emulator each, in one page.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { app, freePort, launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";
import { faults } from "./faults/index.mjs";
import { complaints, endingsOf } from "./judge.mjs";
import { operations } from "./operations.mjs";

/** @typedef {import("../harness/engines.mjs").Engine} Engine */

/**
 * @typedef {object} Cell
 * @property {import("./faults/fault.mjs").Fault} fault
 * @property {import("./operations.mjs").Operation} operation
 */

/**
 * A cell that has been tried.
 *
 * @typedef {object} Tried
 * @property {Cell} cell
 * @property {string[]} wrong nothing, if all is well
 * @property {string[]} endings how its calls ended
 */

/** How many cells are tried side by side. Most of their time is waiting. */
const width = 8;
/** How many cells to try before starting a new browser: Firefox slows down with every page it shows. */
const cellsPerBrowser = 800;

/**
 * The cells of these faults and operations; all unless told.
 *
 * @param {(fault: import("./faults/fault.mjs").Fault) => boolean} [isWanted]
 * @param {(operation: import("./operations.mjs").Operation) => boolean} [isAsked]
 * @returns {Cell[]}
 */
export function cellsOf(isWanted = () => true, isAsked = () => true) {
  return faults
    .filter(isWanted)
    .flatMap((fault) =>
      operations
        .filter((operation) => isAsked(operation) && !operation.skips?.(fault))
        .map((operation) => ({ fault, operation })),
    );
}

/**
 * Tries cells in an engine, and tells of each as it is done.
 *
 * @param {Engine} engine
 * @param {Cell[]} cells
 * @param {{ source?: string, tell?: (tried: Tried) => void }} [options] `source`: the folder of the
 *   package; pkg/ unless told
 * @returns {Promise<{ version: string, tried: Tried[] }>}
 */
export async function tryCells(engine, cells, { source, tell = () => {} } = {}) {
  const pages = await siteOf(await packedPackage(source));
  const lanes = await Promise.all(Array.from({ length: width }, () => openLane(pages)));
  let caught = 0;
  const trap = await serve({
    routes: {
      "/trapped": () => ({ body: String(caught), headers: { "access-control-allow-origin": "*" } }),
      "/v3.0/me": (request) => {
        const { authtoken, apikey } = request.headers;
        if (authtoken || apikey) caught += 1;
        return {
          body: '{"data":{"uid":"trapped","authToken":"trapped-token-11"}}',
          type: "application/json",
          headers: {
            "access-control-allow-origin": "*",
            "access-control-allow-headers":
              "accept, content-type, appid, apikey, authtoken, sdk, resource",
            "access-control-allow-methods": "GET, POST, PUT, DELETE",
          },
        };
      },
    },
  });
  const site = await serve(pages);
  const common = {
    appId: app.appId,
    authKey: app.authKey,
    nowhere: `http://127.0.0.1:${await freePort()}`,
    trap: trap.url,
  };
  const addresses = lanes.map((lane) => ({ site: lane.site.url, emulator: lane.emulator.url }));
  /** @type {Tried[]} */
  const tried = [];
  let version = "";
  try {
    for (let first = 0; first < cells.length; first += cellsPerBrowser) {
      const some = cells.slice(first, first + cellsPerBrowser);
      const browser = await launch(engine);
      try {
        version = browser.version;
        const page = await browser.open(`${site.url}/lanes`);
        await tryInPage(page, some, [addresses, common], (done) => {
          tried.push(done);
          tell(done);
        });
      } finally {
        await browser.close();
      }
    }
    return { version, tried };
  } finally {
    await Promise.all(
      lanes
        .flatMap(({ site, emulator }) => [site.close(), emulator.stop()])
        .concat(site.close(), trap.close()),
    );
  }
}

/**
 * Tries cells in one page.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @param {Cell[]} cells
 * @param {[addresses: object[], common: object]} world the lanes, and what all of them have in common
 * @param {(tried: Tried) => void} tell
 */
async function tryInPage(page, cells, [addresses, common], tell) {
  await page.waitFor("typeof matrix === 'object'");
  const named = cells.map(({ fault, operation }, number) => ({
    number,
    fault: fault.name,
    operation: operation.name,
    sandboxed: fault.sandboxed === true,
  }));
  const given = [addresses, named, common].map((each) => JSON.stringify(each));
  await page.evaluate(`matrix.start(${given.join()})`);
  for (let count = 0; count < cells.length; ) {
    const taken = await page.waitFor(
      "(() => { const taken = matrix.take(); return taken.length > 0 && taken; })()",
    );
    for (const { number, record } of taken) {
      const cell = cells[number];
      const wrong = complaints(cell.operation.expected(cell.fault), record);
      count += 1;
      tell({ cell, wrong, endings: endingsOf(record) });
    }
  }
}

const here = fileURLToPath(new URL(".", import.meta.url));

/** @param {Site} site */
async function openLane(site) {
  return { site: await serve(site), emulator: await startEmulator() };
}

/** @typedef {import("../harness/serve.mjs").Site} Site */

/**
 * What every lane serves. A cell loads it all again, so it is bundled, and may be cached.
 *
 * @param {import("../harness/packed.mjs").Packed} packed
 * @returns {Promise<Site>}
 */
async function siteOf({ folder, manifest }) {
  const entry = manifest.exports["."].import.default.replace(/^\.\//, "");
  const { outputFiles } = await build({
    entryPoints: [`${here}page/lanes.mjs`, `${here}page/cell.mjs`],
    bundle: true,
    format: "esm",
    outdir: "/",
    outExtension: { ".js": ".mjs" },
    write: false,
  });
  const kept = { "cache-control": "max-age=3600" };
  const type = "text/javascript; charset=utf-8";
  const scripts = Object.fromEntries(
    outputFiles.map(({ path: file, contents }) => [
      `/${path.basename(file)}`,
      { body: contents, type, headers: kept },
    ]),
  );
  const sdk = await readFile(path.join(folder, entry));
  const imports = JSON.stringify({ imports: { "cometchat-wasm": "/package.js" } });
  const top = '<!doctype html><meta charset="utf-8">';
  const cell = `${top}<title>cell</title><body>
<script type="importmap">${imports}</script>
<script type="module" src="/cell.mjs"></script>`;
  return {
    routes: {
      ...scripts,
      "/package.js": { body: sdk, type, headers: kept },
      "/lanes": `${top}<title>matrix</title><body><script type="module" src="/lanes.mjs"></script>`,
      "/cell": { body: cell, headers: kept },
    },
    // A sandboxed page is of another origin than its own scripts.
    headers: { "access-control-allow-origin": "*" },
  };
}
