// @ts-check
/**
 * Runs cells of the matrix in a browser: lanes with an emulator each, in one page.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { app, freePort, launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";
import { bundled } from "../stage/page.mjs";
import { faults } from "./faults/index.mjs";
import { complaints, endingsOf } from "./judge.mjs";
import { expectedOf, operations } from "./operations.mjs";

/** @typedef {import("../harness/engines.mjs").Engine} Engine */
/** @typedef {import("../harness/serve.mjs").Site} Site */

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
  const openLane = async () => ({ site: await serve(pages), emulator: await startEmulator() });
  const lanes = await Promise.all(Array.from({ length: width }, openLane));
  const trap = await serve(trapping());
  const site = await serve(pages);
  const given = [
    lanes.map(({ site, emulator }) => ({ site: site.url, emulator: emulator.url })),
    {
      appId: app.appId,
      authKey: app.authKey,
      nowhere: `http://127.0.0.1:${await freePort()}`,
      trap: trap.url,
    },
  ];
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
        await tryInPage(page, some, given, (done) => {
          tried.push(done);
          tell(done);
        });
      } finally {
        await browser.close();
      }
    }
    return { version, tried };
  } finally {
    const servers = [site, trap, ...lanes.map((lane) => lane.site)];
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(lanes.map(({ emulator }) => emulator.stop()));
  }
}

/**
 * Tries cells in one page.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @param {Cell[]} cells
 * @param {object[]} world the lanes, and what all of them have in common
 * @param {(tried: Tried) => void} tell
 */
async function tryInPage(page, cells, [lanes, common], tell) {
  await page.waitFor("typeof matrix === 'object'");
  const named = cells.map(({ fault, operation }, number) => ({
    number,
    fault: fault.name,
    operation: operation.name,
    sandboxed: fault.sandboxed === true,
  }));
  await page.evaluate(`matrix.start(${[lanes, named, common].map((it) => JSON.stringify(it))})`);
  for (let count = 0; count < cells.length; ) {
    const taken = await page.waitFor(
      "(() => { const taken = matrix.take(); return taken.length > 0 && taken; })()",
    );
    for (const { number, record } of taken) {
      const cell = cells[number];
      const wrong = complaints(expectedOf(cell.operation, cell.fault), record);
      count += 1;
      tell({ cell, wrong, endings: endingsOf(record) });
    }
  }
}

/** A server that nobody may be sent to, and counts who comes with a secret. @returns {Site} */
function trapping() {
  let caught = 0;
  return {
    routes: {
      "/trapped": () => String(caught),
      "/v3.0/me": (request) => {
        const { authtoken, apikey } = request.headers;
        if (authtoken || apikey) caught += 1;
        const body = '{"data":{"uid":"trapped","authToken":"trapped-token-11"}}';
        return { body, type: "application/json" };
      },
    },
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-headers":
        "accept, content-type, appid, apikey, authtoken, sdk, resource",
      "access-control-allow-methods": "GET, POST, PUT, DELETE",
    },
  };
}

/**
 * What every lane serves. A cell loads it all again, so it is bundled, and may be cached.
 *
 * @param {import("../harness/packed.mjs").Packed} packed
 * @returns {Promise<Site>}
 */
async function siteOf({ folder, manifest }) {
  const headers = { "cache-control": "max-age=3600" };
  /** @param {string | Buffer} body */
  const script = (body) => ({ body, type: "text/javascript; charset=utf-8", headers });
  const entry = path.join(folder, manifest.exports["."].import.default);
  const imports = JSON.stringify({ imports: { "cometchat-wasm": "/package.js" } });
  const top = '<!doctype html><meta charset="utf-8"><title>matrix</title><body>';
  const cell = `${top}<script type="importmap">${imports}</script><script type="module" src="/cell.mjs"></script>`;
  return {
    routes: {
      "/lanes.mjs": script(await bundled("matrix/page/lanes.mjs", "esm")),
      "/cell.mjs": script(await bundled("matrix/page/cell.mjs", "esm")),
      "/package.js": script(await readFile(entry)),
      "/lanes": `${top}<script type="module" src="/lanes.mjs"></script>`,
      "/cell": { body: cell, headers },
    },
    // A sandboxed page is of another origin than its own scripts.
    headers: { "access-control-allow-origin": "*" },
  };
}
