// @ts-check
/** Who may do what: the app, its two keys, auth tokens, and every error code that CometChat documents. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { andrew, app, auth, bare, george, rest, session } from "./callers.mjs";
import { fault, invalid, scenarios, token } from "./scenario.mjs";

const tokens = `POST /users/${andrew}/auth_tokens`;
const other = { ...app, apikey: "wrong-key" };
const eve = { uid: "eve", name: "Eve" };

scenarios({
  "a request without app id is refused": [
    [{ apikey: auth.apikey }, tokens, "400 AUTH_ERR_EMPTY_APPID"],
    [{ appid: "" }, "GET /me", "400 AUTH_ERR_EMPTY_APPID"],
  ],
  "a request for another app is refused": [
    [{ ...auth, appid: "other-app" }, tokens, "401 AUTH_ERR_INVALID_APPID other-app"],
    [{ appid: "other-app" }, "GET /me", "401 AUTH_ERR_INVALID_APPID"],
  ],
  "a request without API key is refused": [
    [app, tokens, "400 AUTH_ERR_EMPTY_APIKEY"],
    [{ ...app, apikey: " " }, "GET /users", "400 AUTH_ERR_EMPTY_APIKEY"],
  ],
  "an unknown API key is refused and quoted, whatever the uid": [
    [
      other,
      tokens,
      "404 AUTH_ERR_APIKEY_NOT_FOUND The key wrong-key does not exist. Please use correct apiKey.",
    ],
    [other, "POST /users/nobody/auth_tokens", "404 AUTH_ERR_APIKEY_NOT_FOUND"],
  ],
  "the Auth Key creates users and tokens, and updates users": [
    [auth, "POST /users", eve, 200],
    [auth, "PUT /users/eve", { name: "Eva" }, { name: "Eva" }],
    [auth, "POST /users/eve/auth_tokens", { uid: "eve" }],
  ],
  "the Auth Key does nothing else": [
    token("mine"),
    ...[
      ...["GET /users", "PUT /users", "DELETE /users"],
      ...[`GET /users/${andrew}`, `DELETE /users/${andrew}`],
      ...[`GET /users/${andrew}/auth_tokens`, `DELETE /users/${andrew}/auth_tokens`],
      ...["GET", "PUT", "DELETE"].map((method) => `${method} /users/${andrew}/auth_tokens/mine`),
    ].map((route) => [auth, route, `403 AUTH_ERR_NO_ACCESS ${auth.apikey}`]),
    [session("mine"), "GET /me", { uid: andrew }],
  ],
  "the REST API Key does what the Auth Key does": [
    [rest, "POST /users", eve, { uid: "eve" }],
    [rest, "POST /users/eve/auth_tokens", { uid: "eve" }],
  ],
  "a session needs an auth token": [
    ...["GET", "PUT", "DELETE"].flatMap((method) => [
      [app, `${method} /me`, "400 AUTH_ERR_EMPTY_AUTH_TOKEN"],
      [rest, `${method} /me`, "400 AUTH_ERR_EMPTY_AUTH_TOKEN"],
    ]),
    [session(""), "GET /users", "400 AUTH_ERR_EMPTY_AUTH_TOKEN"],
  ],
  "an unknown auth token is refused and quoted": [
    ...["GET /me", "PUT /me", "DELETE /me", "GET /users", `GET /users/${andrew}`],
  ].map((route) => [
    session("none"),
    route,
    "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND The auth token none does not exist. Please make sure you are logged in and have a valid auth token or try login again.",
  ]),
  "header names may have capitals": [
    [{ appId: app.appid, apiKey: rest.apikey }, "GET /users?perPage=1", [{ uid: andrew }]],
  ],
  "who acts for a user sees what that user sees": [
    [rest, `GET /users/${george}`, { uid: george, blockedByMe: undefined }],
    [
      { ...rest, onBehalfOf: andrew },
      `GET /users/${george}`,
      { uid: george, blockedByMe: false, hasBlockedMe: false },
    ],
  ],
  "nobody can act for a user who is not there": [
    [{ ...rest, onBehalfOf: "nobody" }, `GET /users/${george}`, "404 ERR_UID_NOT_FOUND"],
    [{ ...rest, onBehalfOf: "nobody" }, "GET /users", "404 ERR_UID_NOT_FOUND"],
    [{ ...auth, onBehalfOf: "nobody" }, tokens, "404 ERR_UID_NOT_FOUND"],
  ],
});

const mine = { appid: "my-app" };
scenarios(
  {
    "an emulator may have other credentials": [
      [{ ...mine, apikey: "my-auth-key" }, tokens, { uid: andrew }],
      [{ ...mine, apikey: "my-auth-key" }, "GET /users", "403 AUTH_ERR_NO_ACCESS"],
      [{ ...mine, apikey: "my-rest-api-key" }, "GET /users?perPage=1", [{ uid: andrew }]],
      [auth, tokens, "401 AUTH_ERR_INVALID_APPID"],
    ],
  },
  { appId: "my-app", authKey: "my-auth-key", restApiKey: "my-rest-api-key" },
);

/**
 * The codes of CometChat's error guide, the status of each, and a request that gets it. Without one, only a fault
 * does: the emulator has no plans, no rate limits, and no devices that lock each other out.
 *
 * @type {Record<string, [number, ...request: any[]]>}
 */
const codes = {
  AUTH_ERR_EMPTY_APPID: [400, bare, tokens],
  AUTH_ERR_INVALID_APPID: [401, { appid: "another" }, tokens],
  AUTH_ERR_EMPTY_APIKEY: [400, app, tokens],
  AUTH_ERR_APIKEY_NOT_FOUND: [404, other, tokens],
  AUTH_ERR_NO_ACCESS: [403, auth, "GET /users"],
  AUTH_ERR_EMPTY_AUTH_TOKEN: [400, app, "PUT /me"],
  AUTH_ERR_AUTH_TOKEN_NOT_FOUND: [401, session("another"), "PUT /me"],
  ERR_UID_NOT_FOUND: [404, auth, "POST /users/nobody/auth_tokens"],
  ERR_UID_ALREADY_EXISTS: [400, auth, "POST /users", { uid: andrew, name: "Again" }],
  ERR_AUTH_TOKEN_NOT_FOUND: [404, rest, `GET /users/${andrew}/auth_tokens/none`],
  ERR_AUTHTOKEN_NOT_ACCESSIBLE: [403, rest, `GET /users/${george}/auth_tokens/mine`],
  ERR_ROLE_NOT_FOUND: [404, rest, "POST /users", { ...eve, role: "nobody's" }],
  ERR_BAD_REQUEST: [400, auth, "POST /users", { uid: "a b" }],
  ERR_AUTHTOKEN_UNAVAILABLE: [409],
  ERR_AUTH_TOKEN_DELETE_FAILED: [500],
  ERR_PLAN_RESTRICTION: [403],
  ERR_SUBSCRIPTION_EXPIRED: [403],
  ERR_TOO_MANY_REQUESTS: [429],
};

scenarios({
  "every documented code is reached by a request, or by a fault alone": [
    token("mine"),
    ...Object.entries(codes)
      .filter(([, { length }]) => length > 1)
      .map(([code, [status, ...request]]) => [...request, `${status} ${code}`]),
    [auth, "POST /users", {}, invalid("name", "uid")],
  ],
  "a fault can be any documented code, and quotes the request": Object.entries(codes).flatMap(
    ([code, [status]]) => {
      const quoted = /AUTH_TOKEN|AUTHTOKEN/.test(code) ? "secret" : "";
      const expected = `${status} ${code}${code.includes("EMPTY") ? "" : ` ${quoted}`}`;
      return [
        fault({ kind: "error", code }, "GET /users/*"),
        [{ ...rest, authtoken: "secret" }, "GET /users/a%20b", expected],
      ];
    },
  ),
});

test("the README tells these codes, their status, and which need a fault", () => {
  const readme = readFileSync(new URL("../../emulator/README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| `((?:AUTH_)?ERR_\w+)` \| (\d+) \| (.*)/gm)].filter(
    ([, , , when]) => !when.includes("the emulator's own"),
  );
  assert.deepEqual(
    rows
      .map(([, code, status, when]) => [code, Number(status), /by a fault only/.test(when)])
      .sort(),
    Object.entries(codes)
      .map(([code, [status, ...request]]) => [code, status, request.length === 0])
      .sort(),
  );
});
