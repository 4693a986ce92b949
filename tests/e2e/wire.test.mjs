// @ts-check
/** What is sent to the server, field by field. docs/protocol.md says what that is. */
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

/**
 * The headers that the SDK chose.
 *
 * @param {import("../harness/emulator.mjs").Entry} request
 */
function chosen({ headers }) {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !ofTheBrowser.test(name))
      .sort(),
  );
}

/** What every request carries. */
async function common() {
  return {
    accept: "application/json",
    "content-type": "application/json",
    appid: app.appId,
    sdk: `javascript@${at.application.version}`,
    resource: await at.page.evaluate("sessionStorage.getItem('sessionId')"),
  };
}

async function clientInfo() {
  return {
    platform: "WEB",
    deviceId: await at.page.evaluate(
      (/** @type {string} */ key) => JSON.parse(localStorage.getItem(key) ?? "null"),
      `${namespace}:keys_store/deviceId`,
    ),
    appInfo: {
      version: at.application.version,
      apiVersion: "v3.0",
      userAgent: await at.page.evaluate("navigator.userAgent"),
    },
  };
}

test("login with a uid and the auth key: a token is made, then taken", async () => {
  const user = await at.page.evaluate(`await ${login(uid)}`);
  const [first, second, ...more] = await at.emulator.requests();
  assert.deepEqual(more, []);

  assert.equal(first.method, "POST");
  assert.equal(first.path, `/v3.0/users/${uid}/auth_tokens`);
  assert.equal(first.query, null);
  assert.deepEqual(chosen(first), { ...(await common()), apikey: app.authKey });
  assert.deepEqual(first.body, await clientInfo());

  assert.equal(second.method, "PUT");
  assert.equal(second.path, "/v3.0/me");
  assert.equal(second.query, null);
  assert.deepEqual(chosen(second), { ...(await common()), authtoken: user.authToken });
  assert.deepEqual(second.body, await clientInfo());
});

test("login with a token: the token is taken", async () => {
  const token = await at.emulator.addToken(uid);
  await at.page.evaluate((/** @type {string} */ token) => CometChat.login(token), token);
  const [request, ...more] = await at.emulator.requests();
  assert.deepEqual(more, []);
  assert.equal(request.method, "PUT");
  assert.equal(request.path, "/v3.0/me");
  assert.equal(request.query, null);
  assert.deepEqual(chosen(request), { ...(await common()), authtoken: token });
  assert.deepEqual(request.body, await clientInfo());
});

test("logout: the token is ended", async () => {
  const { authToken } = await at.page.evaluate(`await ${login(uid)}`);
  const expected = { ...(await common()), authtoken: authToken };
  await at.emulator.clearRequests();
  await at.page.evaluate("await CometChat.logout()");
  const [request, ...more] = await at.emulator.requests();
  assert.deepEqual(more, []);
  assert.equal(request.method, "DELETE");
  assert.equal(request.path, "/v3.0/me");
  assert.equal(request.query, null);
  assert.deepEqual(chosen(request), expected);
  assert.equal(request.rawBody, "");
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

test("a uid cannot change the path", async () => {
  await settled(at.page, login("../groups/x?a=b#c d%2e"));
  const [request] = await at.emulator.requests();
  assert.equal(request.path, "/v3.0/users/..%2Fgroups%2Fx%3Fa%3Db%23c%20d%252e/auth_tokens");
  assert.equal(request.query, null);
});

test("uids of dots alone stay below users", async () => {
  for (const dots of [".", ".."]) await settled(at.page, login(dots));
  for (const { path } of await at.emulator.requests()) assert.match(path, /^\/v3\.0\/users\//);
});

test("setSource adds to what the second request says of the application", async () => {
  await at.page.evaluate("CometChat.setSource('kit', 'web', 'typescript')");
  await at.page.evaluate(`await ${login(uid)}`);
  const [first, second] = await at.emulator.requests();
  const info = await clientInfo();
  const source = { resource: "kit", platform: "web", language: "typescript" };
  assert.deepEqual(first.body, info);
  assert.deepEqual(second.body, { ...info, appInfo: { ...info.appInfo, ...source } });
});

test("createUser, updateUser, updateCurrentUserDetails and getUser", async () => {
  await at.page.evaluate(`await ${login(uid)}`);
  await at.emulator.clearRequests();
  await at.page.evaluate(async (/** @type {string} */ key) => {
    const ada = new CometChat.User("ada", "Ada");
    await CometChat.createUser(ada, key).catch(() => {});
    ada.setName("Ada Lovelace");
    await CometChat.updateUser(ada, key).catch(() => {});
    await CometChat.updateCurrentUserDetails(new CometChat.User({ name: "Andy" })).catch(() => {});
    await CometChat.getUser("cometchat-uid-2");
  }, app.authKey);
  const requests = await at.emulator.requests();
  assert.deepEqual(
    requests.map(({ method, path, query, headers, body }) => ({
      call: `${method} ${path}`,
      query,
      right: headers.apikey ? "key" : headers.authtoken ? "token" : "none",
      name: body?.name,
    })),
    [
      { call: "POST /v3.0/users", query: null, right: "key", name: "Ada" },
      { call: "PUT /v3.0/users/ada", query: null, right: "key", name: "Ada Lovelace" },
      { call: "PUT /v3.0/me", query: null, right: "token", name: "Andy" },
      { call: "GET /v3.0/users/cometchat-uid-2", query: null, right: "token", name: undefined },
    ],
  );
});
