// @ts-check
/** What pages of other origins may do: call the API, and never the control API. */
import assert from "node:assert/strict";
import { sockets } from "./bodies.mjs";
import { andrew, app, auth, control, outside, rest, session } from "./callers.mjs";
import { fault, journal, reply, scenarios, token, without } from "./scenario.mjs";

/** @typedef {import("./scenario.mjs").Row} Row */
/** @typedef {import("./callers.mjs").Caller} Caller */

const page = { origin: "http://localhost:5173" };
const preflight = {
  ...page,
  "access-control-request-method": "PUT",
  "access-control-request-headers": "accept,appid,authtoken,content-type,resource,sdk",
};

/** A header that has all of these in its list. @param {string[]} wanted */
const listing =
  (...wanted) =>
  (/** @type {string | undefined} */ header) => {
    const listed = (header ?? "").split(",").map((item) => item.trim().toLowerCase());
    return wanted.every((item) => listed.includes(item.toLowerCase()));
  };

/** No header that lets another origin read an answer. @param {Record<string, string>} headers */
const noCors = (headers) =>
  !Object.keys(headers).some((name) => name.startsWith("access-control-"));

/** Any answer that another origin can read. @type {(fields?: object) => ReturnType<typeof reply>} */
const readable = (fields) =>
  reply({
    ...fields,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": listing("Retry-After", "X-Rate-Limit-Reset"),
    },
  });

scenarios({
  "a preflight allows what the SDK sends": [
    "/v3.0/me",
    "/v3/users",
    "/v3.0/users/u/auth_tokens",
    "/_emulator/faults",
    "/nowhere",
  ].map((path) => [
    { ...outside, ...preflight },
    `OPTIONS ${path}`,
    reply({
      status: 204,
      text: "",
      headers: {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": listing("GET", "POST", "PUT", "DELETE"),
        "access-control-allow-headers": listing(
          ...["accept", "content-type", "appid", "apikey", "authtoken"],
          ...["sdk", "resource", "onBehalfOf"],
        ),
        "access-control-max-age": /^[1-9]\d*$/,
        "access-control-allow-private-network": undefined,
      },
    }),
  ]),
  "private network access is granted to who asks for it": [
    [
      { ...page, "access-control-request-private-network": "true" },
      "OPTIONS /me",
      reply({ headers: { "access-control-allow-private-network": "true" } }),
    ],
  ],
  "a preflight allows whatever it asks for": ["/v3.0/me", "/_emulator/state"].map((path) => [
    {
      ...outside,
      ...page,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "baggage,sentry-trace,traceparent",
    },
    `OPTIONS ${path}`,
    reply({
      headers: {
        "access-control-allow-methods": listing("PATCH"),
        "access-control-allow-headers": listing("baggage", "sentry-trace", "traceparent", "appid"),
      },
    }),
  ]),
  "every answer can be read by another origin": [
    [{ ...rest, ...page }, "GET /users", readable({ status: 200 })],
    [{ ...rest, ...page }, "GET /users/nobody", readable({ status: 404 })],
    [page, "PUT /me", readable({ status: 400 })],
    [{ ...rest, ...page }, "GET /nowhere", readable({ status: 404 })],
    [{ ...rest, ...page }, "PATCH /me", readable({ status: 405 })],
    [{ ...control, ...page }, "GET /state", readable({ status: 200 })],
    [{ ...control, ...page }, "POST /faults", "nonsense", readable({ status: 400 })],
    [{ ...control, ...page }, "GET /nowhere", readable({ status: 404 })],
    [{ ...rest, origin: "https://app.example" }, "GET /users", readable({ status: 200 })],
    fault({ kind: "status", status: 503 }),
    [{ ...app, ...page }, "GET /me", readable({ status: 503 })],
  ],
  "the fault no-cors takes the headers away": [
    token("mine"),
    fault({ kind: "no-cors" }),
    [
      { ...session("mine"), ...page },
      "GET /me",
      reply({ status: 200, headers: noCors, json: { data: { uid: andrew } } }),
    ],
  ],
  "a preflight meets only the fault that names it": [
    fault({ kind: "empty" }, "*", { times: null }),
    [preflight, "OPTIONS /me", readable({ status: 204 })],
    fault({ kind: "no-cors" }, "OPTIONS /me"),
    [preflight, "OPTIONS /me", reply({ headers: noCors })],
    [preflight, "OPTIONS /me", readable({ status: 204 })],
  ],
});

const disarming = { "content-security-policy": /\bsandbox\b/, "x-content-type-options": "nosniff" };
const disarmed = reply({ headers: disarming });
const script = "<script>alert(1)</script>";
const headers = {
  "Content-Type": "text/html",
  "Content-Security-Policy": "default-src *",
  "X-Content-Type-Options": "none",
};

scenarios({
  "a browser runs nothing of an answer": [
    ...["GET /me", "GET /nowhere", "PATCH /me", "OPTIONS /me"].map((route) => [
      app,
      route,
      disarmed,
    ]),
    [rest, "GET /users", disarmed],
    [control, "GET /state", disarmed],
    [auth, "POST /users", " ".repeat(1024 * 1024 + 1), disarmed],
    ...[
      { kind: "not-json", body: script, contentType: "text/html" },
      { kind: "status", status: 200, body: script, headers },
      { kind: "error", code: script, headers },
      { kind: "empty", status: 404 },
      { kind: "json", body: script },
      { kind: "drip", bytes: 100, ms: 1 },
      { kind: "no-cors" },
    ].flatMap((kind) => [fault(kind), [app, "GET /me", disarmed]]),
    [control, "DELETE /requests", 204],
  ],
});

/** What a website would like to do, each with what it would send. @type {[string, unknown?][]} */
const wanted = [
  ["GET "],
  ["GET /requests"],
  ["GET /state"],
  ["GET /nowhere"],
  ["DELETE /requests"],
  ["POST /reset"],
  ["POST /faults", { fault: { kind: "drop" } }],
  ["POST /tokens", { uid: "eve" }],
];
const refused = reply({
  status: 403,
  headers: {
    ...without("access-control-allow-origin", "access-control-allow-private-network"),
    ...disarming,
  },
  json: {
    data: undefined,
    error: { code: "ERR_NOT_ALLOWED", message: /The control API is for this machine/ },
  },
});

scenarios(
  {
    "a website cannot use the control API": [
      [app, "GET /me", 400],
      ...["https://evil.example", "null", "http://192.168.1.5"].flatMap((origin) =>
        wanted.map(([route, body]) => [{ ...control, origin }, route, body, refused]),
      ),
      journal({ route: "GET /me" }),
      [control, "GET /state", { tokens: [] }],
      [control, "GET /faults", { faults: [] }],
    ],
    "a name that a website has resolved to this machine leads to nothing": async (at) => {
      for (const [route] of wanted) {
        const [method, path] = route.split(" ");
        const { text } = await at.raw(
          `${method} /_emulator${path} HTTP/1.1\r\nhost: evil.example:9770\r\n\r\n`,
        );
        assert.match(text, /^HTTP\/1.1 403 .*"ERR_NOT_ALLOWED".*for this machine/s);
        assert.doesNotMatch(text, /access-control-allow-origin/i);
      }
    },
    "a website cannot lead a browser to the control API": [
      [{ ...control, "sec-fetch-site": "cross-site" }, "GET /state", refused],
    ],
    "a website gets no preflight through, and a page of this machine does": [
      ...["https://evil.example", "http://localhost:5173"].map((origin) => {
        const headers = {
          "access-control-request-method": "POST",
          "access-control-request-private-network": "true",
        };
        const granted = reply({
          status: 204,
          headers: { "access-control-allow-private-network": "true" },
        });
        const answer = origin.includes("evil") ? refused : granted;
        return [{ ...control, ...headers, origin }, "OPTIONS /faults", answer];
      }),
    ],
    "a page of this machine can use it": ["http://localhost:5173", "http://127.0.0.1"].map(
      (origin) => [{ ...control, origin }, "GET /state", readable({ status: 200 })],
    ),
  },
  { bodies: sockets },
);
scenarios(
  {
    "a page of a host that is allowed can use it, and the host be its name": async (at) => {
      const origin = "http://web.test:8080";
      await at.play([{ ...control, origin }, "GET /state", readable({ status: 200 })]);
      const { text } = await at.raw("GET /_emulator/state HTTP/1.1\r\nhost: web.test\r\n\r\n");
      assert.match(text, /^HTTP\/1.1 200 /);
    },
  },
  { bodies: sockets, allowedHosts: ["web.test"] },
);

scenarios(
  {
    "whoever has the emulator itself may use its control API": [
      [{ ...control, origin: "https://evil.example" }, "GET /state", 200],
    ],
  },
  { bodies: ["npm, fetch"] },
);
