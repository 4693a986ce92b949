// @ts-check
/**
 * How much larger a change makes the package, as a table in Markdown.
 *
 *     node .github/size-report.mjs BEFORE AFTER    two checkouts in which `npm run build` has run
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** What is measured, by the path in a checkout. */
const files = {
  "application with four calls": "target/size/four-calls.js",
  "cometchat-wasm": "pkg/index.js",
  "cometchat-wasm/slim, without its WebAssembly": "pkg/slim.js",
  "classic script": "pkg/cometchat.global.js",
  "cometchat.wasm": "pkg/cometchat.wasm",
  "cometchat-wasm/server": "pkg/server.js",
};

/**
 * @param {string} before a checkout
 * @param {string} after the other one
 */
export function sizeReport(before, after) {
  const rows = Object.entries(files).map(([name, file]) => {
    const [old, now] = [before, after].map((checkout) => sizesOf(path.join(checkout, file)));
    return `| ${name} | ${["raw", "gzip", "brotli"].map((kind) => cell(old?.[kind], now?.[kind])).join(" | ")} |`;
  });
  return ["| bytes | raw | gzip -9 | brotli |", "|---|---:|---:|---:|", ...rows].join("\n");
}

/**
 * @param {string} file
 * @returns {Record<string, number> | undefined}
 */
function sizesOf(file) {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}

/**
 * @param {number | undefined} old
 * @param {number | undefined} now
 */
function cell(old, now) {
  if (now === undefined) return old === undefined ? "–" : "gone";
  const size = now.toLocaleString("en");
  if (old === undefined) return `${size} (new)`;
  const change = now - old;
  if (change === 0) return size;
  return `${size} (${change > 0 ? "+" : "−"}${Math.abs(change).toLocaleString("en")})`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [before, after] = process.argv.slice(2);
  if (!before || !after) throw new Error("Usage: node .github/size-report.mjs BEFORE AFTER");
  console.log(sizeReport(before, after));
}
