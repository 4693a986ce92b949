// @ts-check
/**
 * The demo's app server: the part of an application that holds the REST API key. It runs inside Vite's
 * server, and in the page's Service Worker where there is no server.
 */

/**
 * @typedef {object} Backend
 * @property {Config} config what the page is told
 * @property {string} api where CometChat's API is
 * @property {(uid: string) => Promise<string>} createAuthToken asks CometChat for an auth token; what it rejects with
 *   has a `code`
 */

/**
 * @typedef {object} Config
 * @property {string | null} emulator the address for `useEmulator`; null: it answers CometChat's own hosts
 * @property {string} control the address of the emulator's control API, without `/_emulator`
 * @property {string} appId
 * @property {string} region
 * @property {string} authKey for the development way of logging in
 */

/**
 * Answers a request, unless there is no such route.
 *
 * @param {Backend} backend
 * @param {Request} request
 * @returns {Promise<Response> | undefined}
 */
export function answer(backend, request) {
  const { pathname } = new URL(request.url);
  if (request.method === "GET" && pathname.endsWith("/api/config")) {
    return Promise.resolve(json(200, backend.config));
  }
  if (request.method === "POST" && pathname.endsWith("/api/cometchat-token")) {
    return token(backend, request).catch(({ code, message }) =>
      failure(502, code ?? "APP_SERVER_ERROR", message),
    );
  }
  return undefined;
}

/**
 * Asks CometChat for an auth token on behalf of the page, whose visitor picks whom to be. A real app server knows by
 * its own login who asks: `tokenRoute` of `cometchat-wasm/server` is its route.
 *
 * @param {Backend} backend
 * @param {Request} request
 */
async function token({ createAuthToken }, request) {
  // Only this page may ask: a form or a script on another site cannot send JSON without being refused.
  if (request.headers.get("content-type") !== "application/json") {
    return failure(415, "UNSUPPORTED_MEDIA_TYPE", "Send JSON.");
  }
  const { uid } = await request.json().catch(() => ({}));
  if (typeof uid !== "string" || uid === "") {
    return failure(400, "MISSING_PARAMETERS", "The uid is missing.");
  }
  return json(200, { authToken: await createAuthToken(uid) });
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 */
function failure(status, code, message) {
  return json(status, { error: { code, message } });
}

/**
 * @param {number} status
 * @param {unknown} body
 */
function json(status, body) {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
