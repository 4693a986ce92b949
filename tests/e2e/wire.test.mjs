// @ts-check
/**
 * What a browser sends to the server, field by field: docs/protocol.md. Which calls send what is in tests/core/wire.rs.
 */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { app, namespace, scene, settled, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const [uid] = uids;
const login = (/** @type {string} */ uid) =>
  `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`;

/** Headers that the browser adds, or that differ from browser to browser. */
const ofTheBrowser =
  /^(host|connection|content-length|origin|referer|user-agent|accept-encoding|accept-language|cache-control|pragma|priority|dnt|sec-.*)$/;

/** A request, with the headers that the SDK chose. @param {import("../harness/emulator.mjs").Entry} request */
const chosen = ({ method, path, query, body, rawBody, headers }) => ({
  request: `${method} ${path}`,
  query,
  body: body ?? rawBody,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheBrowser.test(name))),
});

test("login and logout: the path, the headers and the body of each request", async () => {
  await at.page.evaluate("CometChat.setSource('kit', 'web', 'typescript')");
  const { authToken } = await at.page.evaluate(`await ${login(uid)}`);
  const [userAgent, deviceId, resource] = await at.page.evaluate(
    (/** @type {string} */ key) => [
      navigator.userAgent,
      JSON.parse(localStorage.getItem(key) ?? "null"),
      sessionStorage.getItem("sessionId"),
    ],
    `${namespace}:keys_store/deviceId`,
  );
  await at.page.evaluate("await CometChat.logout()");

  const { version } = at.application;
  const info = { platform: "WEB", deviceId };
  const appInfo = { version, apiVersion: "v3.0", userAgent };
  const source = { resource: "kit", platform: "web", language: "typescript" };
  const headers = {
    ...{ accept: "application/json", "content-type": "application/json", appid: app.appId },
    ...{ sdk: `javascript@${version}`, resource },
  };
  const withToken = { ...headers, authtoken: authToken };
  assert.deepEqual((await at.emulator.requests()).map(chosen), [
    {
      request: `POST /v3.0/users/${uid}/auth_tokens`,
      query: null,
      body: { ...info, appInfo },
      headers: { ...headers, apikey: app.authKey },
    },
    {
      request: "PUT /v3.0/me",
      query: null,
      body: { ...info, appInfo: { ...appInfo, ...source } },
      headers: withToken,
    },
    { request: "DELETE /v3.0/me", query: null, body: "", headers: withToken },
  ]);
});

test("each endpoint costs one preflight, and nothing carries cookies", async () => {
  await at.page.evaluate("document.cookie = 'a=b'");
  await at.page.evaluate(`await ${login(uid)}`);
  const requests = await at.emulator.requests({ preflights: true });
  assert.deepEqual(
    requests.map(({ method, path }) => `${method} ${path}`),
    [
      `OPTIONS /v3.0/users/${uid}/auth_tokens`,
      `POST /v3.0/users/${uid}/auth_tokens`,
      "OPTIONS /v3.0/me",
      "PUT /v3.0/me",
    ],
  );
  assert.ok(requests.every(({ headers }) => headers.cookie === undefined));
});

test("nothing is cached, and no redirect is followed, in words that every runtime knows", async () => {
  const modes = await at.page.evaluate(`await (async () => {
    const modes = [];
    const send = window.fetch;
    window.fetch = (url, request) => {
      const { cache, credentials, redirect } = request;
      modes.push({ cache, credentials, redirect });
      return send(url, request);
    };
    await ${login(uid)};
    return modes;
  })()`);
  // Cloudflare's workers throw for a redirect mode of "error".
  const mode = { cache: "no-store", credentials: "omit", redirect: "manual" };
  assert.deepEqual(modes, [mode, mode]);
});

test("no uid changes the path of a URL", async () => {
  for (const strange of ["../groups/x?a=b#c d%2e", ".", ".."]) {
    await settled(at.page, login(strange));
  }
  const [request, ...dots] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/..%2Fgroups%2Fx%3Fa%3Db%23c%20d%252e/auth_tokens");
  assert.equal(request.query, null);
  for (const { path } of dots) assert.match(path, /^\/v3\.0\/users\//);
});
