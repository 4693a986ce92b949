// @ts-check
/** The journal: which requests it keeps, how it tells them, and how a test waits for them. */
import assert from "node:assert/strict";
import { sockets } from "./bodies.mjs";
import { andrew, app, auth, bare, control, outside, rest, session } from "./callers.mjs";
import { exactly, journal, scenarios } from "./scenario.mjs";

/** The journal has these routes. @param {string} query @param {string[]} routes @returns {import("./scenario.mjs").Row} */
const lists = (query, ...routes) => [
  control,
  `GET /requests${query}`,
  { requests: routes.map((route) => ({ route })) },
];

const body = '{"uid": "u", "name":"U"}';

scenarios({
  "requests are kept in order of arrival": async (at) => {
    const tokens = `POST /users/${andrew}/auth_tokens`;
    const { authToken } = await at.play([auth, tokens, 200]);
    const mine = session(authToken);
    const requests = await at.play(
      [mine, "PUT /me", 200],
      [mine, "DELETE /me", 200],
      [mine, "GET /me", 401],
      journal(
        { id: 1, route: tokens, status: 200 },
        { id: 2, route: "PUT /me", status: 200 },
        { id: 3, route: "DELETE /me", status: 200 },
        { id: 4, route: "GET /me", status: 401 },
      ),
    );
    const times = requests.requests.map((/** @type {{ time: number }} */ { time }) => time);
    assert.deepEqual(times, times.toSorted());
  },
  "a request is kept as it was sent": [
    [
      { ...rest, onBehalfOf: andrew, sdk: "javascript@1" },
      "POST /users?a=b%20c&d",
      body,
      { uid: "u" },
    ],
    journal({
      method: "POST",
      path: "/v3.0/users",
      query: "a=b%20c&d",
      route: "POST /users",
      headers: { onbehalfof: andrew, sdk: "javascript@1" },
      body: exactly({ uid: "u", name: "U" }),
      rawBody: body,
      outcome: "answered",
      fault: null,
    }),
  ],
  "a path stays encoded, and a body need not be JSON": [
    [auth, "POST /users/a%2Fb/auth_tokens", "not json", 400],
    journal({
      path: "/v3.0/users/a%2Fb/auth_tokens",
      query: null,
      body: null,
      rawBody: "not json",
      status: 400,
    }),
  ],
  "unknown paths are kept, and control calls are not": [
    [outside, "GET /nowhere", "404 ERR_ROUTE_NOT_FOUND"],
    [control, "GET /state", 200],
    [control, "GET /nowhere", "404 ERR_ROUTE_NOT_FOUND"],
    [control, "GET /", 200],
    [control, "GET ", 200],
    lists("", "GET /nowhere"),
  ],
  "preflights are shown to who asks for them": [
    [bare, "OPTIONS /me", 204],
    [app, "GET /me", 400],
    lists("", "GET /me"),
    lists("?preflights=0", "GET /me"),
    lists("?preflights=1", "OPTIONS /me", "GET /me"),
  ],
  "requests can be picked by route": [
    [app, "GET /me", 400],
    [app, "PUT /me", 400],
    [app, "GET /users", 400],
    lists("?route=PUT+/me", "PUT /me"),
    lists("?route=/me", "GET /me", "PUT /me"),
    lists("?route=GET%20*", "GET /me", "GET /users"),
  ],
  "clearing forgets requests and nothing else": [
    [control, "POST /tokens", { uid: andrew, token: "mine" }, 201],
    [app, "GET /me", 400],
    [control, "DELETE /requests", 204],
    journal(),
    [session("mine"), "GET /me", { uid: andrew }],
    journal({ id: 2 }),
  ],
  "a test can wait for requests": async (at) => {
    const waiting = at.arrived("route=GET+/me", 2);
    await at.play([app, "GET /me", 400], [app, "GET /users", 400], [app, "GET /me", 400]);
    const routes = (await waiting).map((/** @type {{ route: string }} */ { route }) => route);
    assert.deepEqual(routes, ["GET /me", "GET /me"]);
  },
  "waiting for requests ends with an error if they do not come": [
    [app, "GET /me", 400],
    [
      control,
      "GET /requests?atLeast=2&timeoutMs=1",
      "408 ERR_TIMEOUT 1 requests came where 2 were awaited",
    ],
  ],
  "an unknown parameter is refused": [
    "atleast=1",
    "atLeast=x",
    "route=nonsense",
    "outcome=lost",
    "preflights=x",
  ].map((query) => [control, `GET /requests?${query}`, "400 ERR_BAD_REQUEST"]),
});

scenarios(
  {
    "repeated headers are joined": async (at) => {
      await at.raw("GET /v3.0/me HTTP/1.1\r\nhost: localhost\r\nx-twice: 1\r\nx-twice: 2\r\n\r\n");
      await at.play(journal({ headers: { "x-twice": "1, 2" } }));
    },
  },
  { bodies: sockets },
);
