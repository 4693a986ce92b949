// @ts-check
/**
 * The demo's app server: the part of an application that holds the REST API key. It runs inside Vite's
 * own server, in development and for the built page alike.
 */

/**
 * @typedef {object} Backend
 * @property {string} emulator where the emulator listens
 * @property {string} appId
 * @property {string} region
 * @property {string} authKey given to the page: for the development way of logging in
 * @property {string} restApiKey never given to the page
 */

/**
 * A Vite plugin that answers under /api/.
 *
 * @param {Backend} backend
 * @returns {import("vite").Plugin}
 */
export function appServer(backend) {
  /** @type {import("vite").Connect.NextHandleFunction} */
  const answer = (request, response, next) => {
    const route = `${request.method} ${request.url?.split("?")[0]}`;
    const work =
      route === "GET /api/config"
        ? config(backend)
        : route === "POST /api/cometchat-token"
          ? token(backend, request)
          : undefined;
    if (!work) return next();
    work
      .catch((error) => failure(502, "APP_SERVER_ERROR", error.message))
      .then(({ status, body }) => {
        response.writeHead(status, {
          "content-type": "application/json",
          "cache-control": "no-store",
        });
        response.end(JSON.stringify(body));
      });
  };
  return {
    name: "app-server",
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("content-security-policy", contentSecurityPolicy(backend));
        next();
      });
      server.middlewares.use(answer);
    },
  };
}

/**
 * A policy as strict as the SDK allows: WebAssembly may be compiled, nothing may be evaluated. (Vite's
 * development server needs more, so there is none in development.)
 *
 * @param {Backend} backend
 */
function contentSecurityPolicy({ emulator }) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: https:",
    `connect-src 'self' ${emulator}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
  ].join("; ");
}

/** @param {Backend} backend */
async function config({ emulator, appId, region, authKey }) {
  return { status: 200, body: { emulator, appId, region, authKey } };
}

/**
 * Asks CometChat for an auth token on behalf of the page. A real app server would first make sure, by
 * its own login, that the person asking is the user with this UID.
 *
 * @param {Backend} backend
 * @param {import("node:http").IncomingMessage} request
 */
async function token({ emulator, appId, restApiKey }, request) {
  // Only this page may ask: a form or a script on another site cannot send JSON without being refused.
  if (request.headers["content-type"] !== "application/json") {
    return failure(415, "UNSUPPORTED_MEDIA_TYPE", "Send JSON.");
  }
  const uid = (await readJson(request))?.uid;
  if (typeof uid !== "string" || uid === "") {
    return failure(400, "MISSING_PARAMETERS", "The uid is missing.");
  }
  const response = await fetch(`${emulator}/v3/users/${encodeURIComponent(uid)}/auth_tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", appid: appId, apikey: restApiKey },
    body: "{}",
    signal: AbortSignal.timeout(5000),
  });
  const { data, error } = await response.json();
  if (error) return failure(response.status, error.code, error.message);
  return { status: 200, body: { authToken: data.authToken } };
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 */
function failure(status, code, message) {
  return { status, body: { error: { code, message } } };
}

/** @param {import("node:http").IncomingMessage} request */
async function readJson(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
