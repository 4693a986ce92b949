// @ts-check
/**
 * A small web server for the pages of a test.
 */
import { readFile, stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { atExit } from "./cleanup.mjs";
import { listen } from "./ports.mjs";

/** @type {Record<string, string>} */
const types = {
  ".cjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * An answer from memory. Text alone is an HTML page.
 *
 * @typedef {string | { body?: string | Uint8Array, type?: string, status?: number,
 *   headers?: Record<string, string> }} Answer
 */

/**
 * @typedef {object} Site
 * @property {string} [folder] files below it are served; `/` is its index.html
 * @property {Record<string, Answer | ((request: http.IncomingMessage) => Answer | Promise<Answer>)>} [routes]
 *   answers by path, ahead of the files
 * @property {Record<string, string> | ((pathname: string) => Record<string, string>)} [headers]
 *   more headers for every answer, such as a content security policy
 * @property {(request: http.IncomingMessage) => void} [watch] sees each request before it is answered
 */

/**
 * @typedef {object} Server
 * @property {string} url the origin, without a slash at the end
 * @property {string[]} requests what was asked for so far, such as `GET /index.html`
 * @property {() => Promise<void>} close
 */

/**
 * Serves a folder, pages from memory, or both, on the loopback interface, on an origin that no site of
 * this process has had before, so that its storage is empty. Nothing is cached.
 *
 * @param {string | Site} what a folder, or more
 * @returns {Promise<Server>}
 */
export async function serve(what) {
  const site = typeof what === "string" ? { folder: what } : what;
  /** @type {string[]} */
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    requests.push(`${request.method} ${pathname}`);
    site.watch?.(request);
    const answer = await answerTo(site, request, pathname).catch(failure);
    const { body = "", type, status = 200, headers = {} } = answer;
    const common = typeof site.headers === "function" ? site.headers(pathname) : site.headers;
    response.writeHead(status, {
      "cache-control": "no-store",
      "content-type": type ?? types[path.extname(pathname)] ?? types[".html"],
      ...common,
      ...headers,
    });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  const port = await listen(server);
  // A browser's idle connections do not keep this process from ending.
  server.unref();
  const stop = atExit(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      const closed = new Promise((resolve) => server.once("close", resolve));
      if (!server.listening) return;
      stop();
      await closed;
    },
  };
}

/**
 * @param {Site} site
 * @param {http.IncomingMessage} request
 * @param {string} pathname
 * @returns {Promise<Exclude<Answer, string>>}
 */
async function answerTo(site, request, pathname) {
  const route = site.routes?.[pathname];
  if (route !== undefined) {
    const answer = typeof route === "function" ? await route(request) : route;
    return typeof answer === "string" ? { body: answer, type: types[".html"] } : answer;
  }
  if (site.folder) {
    const file = await fileFor(site.folder, pathname);
    if (file) return { body: await readFile(file), type: types[path.extname(file)] };
  }
  if (pathname === "/favicon.ico") return { status: 204 };
  return { status: 404, body: `There is no ${pathname} here.`, type: types[".txt"] };
}

/**
 * @param {unknown} error
 * @returns {Exclude<Answer, string>}
 */
function failure(error) {
  return { status: 500, body: String(error), type: types[".txt"] };
}

/**
 * @param {string} folder
 * @param {string} pathname
 */
async function fileFor(folder, pathname) {
  const file = path.join(folder, path.normalize(decodeURIComponent(pathname)));
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return file;
  if (!found?.isDirectory()) return undefined;
  const index = path.join(file, "index.html");
  return (await stat(index).catch(() => undefined))?.isFile() ? index : undefined;
}
