// @ts-check
/**
 * Measures SDKs side by side in Chromium: each run in a context of its own, the SDKs in turn.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launch, serve } from "../tests/harness/index.mjs";
import { bundle } from "./subjects.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What is measured: its name in the page, what people read, and its unit. */
const rows = /** @type {const} */ ([
  ["import", "import", "ms"],
  ["init", "init(), loading included", "ms"],
  ["login", "first login() beyond its requests", "ms"],
  ["loginAgain", "a later login() beyond its requests", "ms"],
  ["getLoggedinUser", "getLoggedinUser(), mean of 10,000", "µs"],
  ["logout", "logout() beyond its request", "ms"],
  ["add1", "add 1 listener", "ms"],
  ["add100", "add 100 listeners", "ms"],
  ["add10000", "add 10,000 listeners", "ms"],
  ["tell1", "login() that 1 listener hears", "ms"],
  ["tell100", "login() that 100 listeners hear", "ms"],
  ["tell10000", "login() that 10,000 listeners hear", "ms"],
  ["heap", "JavaScript heap after login", "kB"],
  ["wasm", "WebAssembly memory", "kB"],
]);

/**
 * The table, as Markdown.
 *
 * @param {import("./subjects.mjs").Subject[]} subjects
 * @param {number} runs of each
 */
export async function bench(subjects, runs) {
  const modules = await modulesOf(subjects);
  const browser = await launch("chromium");
  try {
    /** @type {Record<string, number[]>[]} by subject, by row: a value of each run */
    const results = subjects.map(() => ({}));
    for (let run = -1; run < runs; run++) {
      for (const [index, module] of modules.entries()) {
        const measured = await measure(browser, module);
        // The first run of each warms the machine up.
        if (run < 0) continue;
        for (const [row, value] of Object.entries(measured)) {
          results[index][row] ??= [];
          results[index][row].push(value);
        }
      }
    }
    const medians = results.map((result) =>
      Object.fromEntries(Object.entries(result).map(([row, values]) => [row, median(values)])),
    );
    return `Chromium ${browser.version}, ${runs} runs of each.\n\n${table(subjects, medians)}`;
  } finally {
    await browser.close();
  }
}

/** @param {import("./subjects.mjs").Subject[]} subjects */
const modulesOf = (subjects) =>
  Promise.all(
    subjects.map(({ module, folder }) =>
      bundle(`export { CometChat } from ${JSON.stringify(module)};`, folder),
    ),
  );

/**
 * One run of one SDK, on an origin of its own.
 *
 * @param {import("../tests/harness/engines.mjs").Browser} browser
 * @param {Uint8Array} module
 * @returns {Promise<Record<string, number>>}
 */
async function measure(browser, module) {
  const site = await pages(module);
  const page = await browser.openApart?.(`${site.url}/`);
  if (!page?.memory) throw new Error("This needs Chromium.");
  try {
    await page.evaluate("import('/measure.js')");
    const before = await page.memory();
    await page.evaluate("(await import('/measure.js')).start('/subject.js')");
    const after = await page.memory();
    const wasm = await page.evaluate("(await import('/measure.js')).memory()");
    const times = await page.evaluate("(await import('/measure.js')).goOn()");
    return {
      ...times,
      getLoggedinUser: times.getLoggedinUser * 1_000,
      heap: (after.heap - before.heap) / 1_000,
      wasm: wasm / 1_000,
    };
  } finally {
    await page.close();
    await site.close();
  }
}

/**
 * The pages for an SDK.
 *
 * @param {Uint8Array} module
 */
async function pages(module) {
  const type = "text/javascript; charset=utf-8";
  const files = ["answers.js", "measure.js"];
  const scripts = await Promise.all(
    files.map(async (file) => {
      const body = await readFile(path.join(here, file));
      return [`/${file}`, { body, type }];
    }),
  );
  return serve({
    routes: {
      "/": "<!doctype html><meta charset=utf-8><title>bench</title>",
      "/subject.js": { body: module, type },
      ...Object.fromEntries(scripts),
    },
    // A page apart has a clock with a finer step.
    headers: {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    },
  });
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/**
 * @param {import("./subjects.mjs").Subject[]} subjects the first is what the others are compared with
 * @param {Record<string, number>[]} medians
 */
function table(subjects, medians) {
  const [floor, ...others] = medians;
  const head = ["median", subjects[0].name];
  for (const { name } of subjects.slice(1)) head.push(name, "ratio");
  const lines = rows.map(([row, label, unit]) => {
    const cells = [label, `${figure(floor[row])} ${unit}`];
    for (const other of others) {
      const ratio = floor[row] > 0 ? `${(other[row] / floor[row]).toFixed(1)}×` : "–";
      cells.push(`${figure(other[row])} ${unit}`, ratio);
    }
    return `| ${cells.join(" | ")} |`;
  });
  const rule = head.map((_, column) => (column === 0 ? "|---" : "|---:")).join("");
  return [`| ${head.join(" | ")} |`, `${rule}|`, ...lines].join("\n");
}

/** @param {number} value */
const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
