// @ts-check
/**
 * The app server as a part of Vite's own server, in development and for the built page alike.
 */
import { answer } from "./routes.mjs";

/** A body that is longer is not for the app server. */
const longest = 10_000;

/**
 * A Vite plugin that answers under /api/.
 *
 * @param {import("./routes.mjs").Backend} backend
 * @returns {import("vite").Plugin}
 */
export function appServer(backend) {
  /** @type {import("vite").Connect.NextHandleFunction} */
  const middleware = async (request, response, next) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!url.pathname.startsWith("/api/")) return next();
    const answered = answer(
      backend,
      new Request(url, {
        method: request.method ?? "GET",
        headers: { "content-type": request.headers["content-type"] ?? "" },
        ...(request.method === "POST" ? { body: await textOf(request) } : {}),
      }),
    );
    if (!answered) return next();
    const { status, headers, body } = await answered.then(async (each) => ({
      status: each.status,
      headers: Object.fromEntries(each.headers),
      body: await each.text(),
    }));
    response.writeHead(status, headers).end(body);
  };
  return {
    name: "app-server",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("content-security-policy", contentSecurityPolicy(backend.api));
        next();
      });
      server.middlewares.use(middleware);
    },
  };
}

/**
 * A policy as strict as the SDK allows: WebAssembly may be compiled, nothing may be evaluated. (Vite's
 * development server needs more, so there is none in development.)
 *
 * @param {string} api
 */
function contentSecurityPolicy(api) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: https:",
    `connect-src 'self' ${api}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/** @param {import("node:http").IncomingMessage} request */
async function textOf(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > longest) return "";
  }
  return text;
}
