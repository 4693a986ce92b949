// @ts-check
/**
 * The demo's app server: the part of an application that holds the REST API key. It runs inside Vite's
 * server, and in the page's Service Worker where there is no server.
 */

/**
 * @typedef {object} Backend
 * @property {Config} config what the page is told
 * @property {string} api where CometChat's API is
 * @property {string} restApiKey never given to the page
 * @property {typeof fetch} ask sends a request to the API
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
    return token(backend, request).catch((error) =>
      failure(502, "APP_SERVER_ERROR", error.message),
    );
  }
  return undefined;
}

/**
 * Asks CometChat for an auth token on behalf of the page. A real app server would first make sure, by
 * its own login, that the person asking is the user with this UID.
 *
 * @param {Backend} backend
 * @param {Request} request
 */
async function token({ api, ask, config, restApiKey }, request) {
  // Only this page may ask: a form or a script on another site cannot send JSON without being refused.
  if (request.headers.get("content-type") !== "application/json") {
    return failure(415, "UNSUPPORTED_MEDIA_TYPE", "Send JSON.");
  }
  const { uid } = await request.json().catch(() => ({}));
  if (typeof uid !== "string" || uid === "") {
    return failure(400, "MISSING_PARAMETERS", "The uid is missing.");
  }
  const response = await ask(`${api}/v3/users/${encodeURIComponent(uid)}/auth_tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", appid: config.appId, apikey: restApiKey },
    body: "{}",
    signal: AbortSignal.timeout(5000),
  });
  const { data, error } = await response.json();
  if (error) return failure(response.status, error.code, error.message);
  return json(200, { authToken: data.authToken });
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
