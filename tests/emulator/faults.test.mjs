// @ts-check
/** Faults: what a client sees of each, whether its request takes effect, and which requests it meets. */
import assert from "node:assert/strict";
import { until } from "../harness/index.mjs";
import { sockets } from "./bodies.mjs";
import { andrew, app, auth, control, rest, session } from "./callers.mjs";
import { check, exactly, fault, journal, reply, scenarios, token } from "./scenario.mjs";

const mine = session("mine");
const cut = reply({ status: 200, failed: "in the body" });
const usual = { success: true, message: new RegExp(andrew) };
const status = { kind: "status", status: 503 };

/** A JSON answer. @param {number} status @param {unknown} json @param {Record<string, string>} [headers] */
const json = (status, json, headers) =>
  reply({
    status,
    json: exactly(json),
    headers: { "content-type": "application/json", ...headers },
  });

/** @param {number} status @param {string} text @param {string} type */
const text = (status, text, type) => reply({ status, text, headers: { "content-type": type } });

/** An error of the API. @param {number} status @param {object} error @param {object} [headers] */
const failure = (status, error, headers = {}) =>
  reply({ status, headers, json: { data: undefined, error } });

/** As many bytes. @param {number} bytes */
const ofBytes = (bytes) =>
  reply({
    status: 200,
    json: { data: usual },
    text: (/** @type {string} */ text) => text.length === bytes,
  });

/**
 * Faults that end by themselves, and what a client sees of each. They come before the effect of the request, unless
 * they are told to come after.
 *
 * @type {[{ kind: string, [field: string]: unknown }, any][]}
 */
const replacing = [
  [
    {
      kind: "status",
      status: 503,
      body: { error: { code: "E" } },
      headers: { "Retry-After": "7" },
    },
    json(503, { error: { code: "E" } }, { "retry-after": "7" }),
  ],
  [{ kind: "status", status: 502 }, reply({ status: 502, text: "" })],
  [
    { kind: "error", code: "ERR_TOO_MANY_REQUESTS" },
    failure(
      429,
      { code: "ERR_TOO_MANY_REQUESTS" },
      { "retry-after": "1", "x-rate-limit-reset": /^\d+$/ },
    ),
  ],
  [
    { kind: "error", code: "ERR_TOO_MANY_REQUESTS", headers: { "Retry-After": "30" } },
    failure(429, { code: "ERR_TOO_MANY_REQUESTS" }, { "retry-after": "30" }),
  ],
  [{ kind: "error", code: "ERR_OF_MY_OWN" }, "500 ERR_OF_MY_OWN"],
  [
    {
      kind: "error",
      code: "ERR_OF_MY_OWN",
      status: 200,
      message: "my message",
      details: { field: ["wrong"] },
      headers: { "X-Mine": "1" },
    },
    failure(
      200,
      { code: "ERR_OF_MY_OWN", message: "my message", details: exactly({ field: ["wrong"] }) },
      { "x-mine": "1" },
    ),
  ],
  [{ kind: "drop" }, reply({ failed: "at once", code: "UND_ERR_SOCKET" })],
  [{ kind: "drop", reset: true }, reply({ failed: "at once", code: "ECONNRESET" })],
  [
    { kind: "not-json" },
    reply({
      status: 200,
      text: /^<!doctype html>/,
      headers: { "content-type": "text/html; charset=utf-8" },
    }),
  ],
  [
    { kind: "not-json", body: '{"data":', contentType: "application/json", status: 500 },
    text(500, '{"data":', "application/json"),
  ],
  [{ kind: "empty" }, reply({ status: 200, text: "" })],
  [{ kind: "empty", status: 204 }, reply({ status: 204, text: "" })],
  ...[{ data: {} }, [], null, "text", {}].map(
    /** @returns {[any, any]} */ (body) => [{ kind: "json", body }, json(200, body)],
  ),
  [{ kind: "json", body: {}, status: 401 }, json(401, {})],
];

/** Faults that end by themselves, after the request has taken effect. @type {typeof replacing} */
const altering = [
  [{ kind: "truncate" }, cut],
  [{ kind: "truncate", bytes: 0 }, cut],
  [{ kind: "truncate", bytes: 1_000_000 }, cut],
  [{ kind: "oversized", bytes: 100_000 }, ofBytes(100_000)],
  [{ kind: "oversized", bytes: 16 * 1024 * 4 + 1 }, ofBytes(16 * 1024 * 4 + 1)],
  [
    { kind: "oversized", bytes: 1 },
    reply({ status: 200, text: /^\{.*\}$/, json: { data: usual } }),
  ],
  [{ kind: "drip", bytes: 50, ms: 1 }, usual],
  [{ kind: "drip", bytes: 1000, ms: 0 }, usual],
  [{ kind: "latency", ms: 1 }, usual],
  [
    { kind: "no-cors" },
    reply({ status: 200, headers: { "access-control-allow-origin": undefined } }),
  ],
];

for (const [order, answer] of [...replacing, ...altering]) {
  for (const after of [false, true]) {
    const takesEffect = after || altering.some(([altered]) => altered === order);
    const { kind } = order;
    scenarios({
      [`${JSON.stringify(order)}${after ? ", after" : ""}`]: [
        token("mine"),
        fault(order, "DELETE /me", { after }),
        [mine, "DELETE /me", answer],
        journal({
          outcome: kind === "drop" || kind === "truncate" ? "dropped" : "answered",
          status: kind === "drop" ? null : Number.isInteger,
          fault: exactly({ id: 1, kind }),
        }),
        [mine, "GET /me", takesEffect ? "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND" : { uid: andrew }],
        [control, "GET /faults", { faults: [{ met: 1 }] }],
      ],
    });
  }
}

/** Faults that hold a request. */
const holding = [
  { kind: "hang" },
  { kind: "latency", ms: 3_600_000 },
  { kind: "stall" },
  { kind: "stall", bytes: 9 },
  { kind: "drip", bytes: 1, ms: 3_600_000 },
];

for (const order of holding) {
  for (const after of [false, true]) {
    const early = after || order.kind === "stall" || order.kind === "drip";
    for (const end of ["POST /release", "DELETE /faults/1", "DELETE /faults", "POST /reset"]) {
      scenarios({
        [`${JSON.stringify(order)}${after ? ", after" : ""}, until ${end}`]: async (at) => {
          await at.play(token("mine"), fault(order, "DELETE /me", { after }));
          const answer = at.ask(mine, "DELETE /me");
          const [held] = await at.arrived("outcome=pending");
          check(held, { fault: { kind: order.kind } }, "the journal");
          assert.equal(await Promise.race([answer, "nothing yet"]), "nothing yet");
          // What comes before the fault is done at once, but not before the request is seen.
          if (early) await until(async () => (await at.state()).tokens.length === 0);
          check(
            await at.state(),
            { held: 1, tokens: early ? [] : [{ authToken: "mine" }] },
            "state",
          );
          await at.play([control, end, end === "POST /release" ? { released: 1 } : 204]);
          if (end === "POST /reset") {
            // Only then can a part of the answer have arrived.
            const failures = ["stall", "drip"].includes(order.kind)
              ? /at once|in the body/
              : /^at once$/;
            assert.match(String((await answer).failed), failures);
          } else {
            check(await answer, { status: 200, json: { data: usual } }, "the answer");
            await at.arrived("outcome=answered");
          }
          check(await at.state(), { held: 0, tokens: [] }, "state");
          await at.play([mine, "GET /me", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND"]);
        },
      });
    }
  }
}

scenarios({
  "latency delays the usual answer": async (at) => {
    await at.play(token("mine"), fault({ kind: "latency", ms: 50 }));
    const start = performance.now();
    await at.play([mine, "GET /me", { uid: andrew }]);
    assert.ok(performance.now() - start >= 49);
  },
  "a fault that ends releases what it holds, and nothing else": async (at) => {
    await at.play(token("mine"), fault({ kind: "hang" }), fault({ kind: "hang" }));
    const first = at.ask(mine, "GET /me");
    await at.arrived("outcome=pending");
    const second = at.ask(mine, "GET /me");
    await at.arrived("outcome=pending", 2);
    await at.play([control, "DELETE /faults/1", 204]);
    check(await first, { status: 200, json: { data: { uid: andrew } } }, "the first");
    check(await at.state(), { held: 1 }, "state");
    await at.play([control, "POST /release", { fault: 2 }, exactly({ released: 1 })]);
    check(await second, { status: 200 }, "the second");
  },
  "an answer that stops in its body goes on when it is released": async (at) => {
    await at.play(token("mine"));
    for (const held of [
      { kind: "stall", bytes: 9 },
      { kind: "drip", bytes: 1, ms: 3_600_000 },
    ]) {
      await at.play(fault(held), [control, "DELETE /requests", 204]);
      const { status, body } = await at.begin(mine, "GET /me");
      const pieces = /** @type {ReadableStream<any>} */ (body)
        .pipeThrough(new TextDecoderStream())
        .getReader();
      let text = held.kind === "stall" ? ((await pieces.read()).value ?? "") : "";
      assert.deepEqual([status, text], [200, held.kind === "stall" ? '{"data":{' : ""]);
      let next = pieces.read();
      assert.equal(await Promise.race([next, "nothing yet"]), "nothing yet");
      check(await at.arrived("outcome=pending"), [{ status: 200 }], "the journal");
      await at.play([control, "POST /release", { released: 1 }]);
      for (let piece = await next; !piece.done; piece = await next) {
        text += piece.value;
        next = pieces.read();
      }
      check(JSON.parse(text), { data: { uid: andrew } }, "the answer");
      await at.arrived("outcome=answered");
    }
  },
  "a client that gives up is noticed, and before its answer takes no effect": async (at) => {
    await at.play(token("mine"));
    for (const kind of ["hang", "stall"]) {
      await at.play(fault({ kind }, "DELETE /me"), [control, "DELETE /requests", 204]);
      const leaving = new AbortController();
      const { signal } = leaving;
      const answer = at.begin(mine, "DELETE /me", { signal }).then((response) => response.text());
      answer.catch(() => {});
      await at.arrived("outcome=pending");
      leaving.abort();
      await assert.rejects(answer, { name: "AbortError" });
      check(await at.arrived("outcome=abandoned"), [{ fault: { kind } }], "the journal");
      check(await at.state(), { held: 0, tokens: kind === "hang" ? [{ uid: andrew }] : [] }, kind);
      await at.play([control, "POST /release", exactly({ released: 0 })]);
    }
  },
  "deleting all faults releases all requests": async (at) => {
    await at.play(token("mine"), fault({ kind: "hang" }, "*", { times: null }));
    const answers = [at.ask(mine, "GET /me"), at.ask(mine, "GET /me")];
    await at.arrived("outcome=pending", 2);
    await at.play([control, "DELETE /faults", 204], [control, "GET /faults", { faults: [] }]);
    for (const answer of answers) check(await answer, { status: 200 }, "an answer");
  },
  "an error fault quotes the request as the API does": [
    ...[
      ["PUT /me", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND The auth token my-token does"],
      ["GET /users", "403 AUTH_ERR_NO_ACCESS The key my-key cannot"],
      ["GET /users/a%20b", "404 ERR_UID_NOT_FOUND The UID a b does"],
      [
        "DELETE /users/u/auth_tokens/other",
        "500 ERR_AUTH_TOKEN_DELETE_FAILED The auth token other could",
      ],
      ["PUT /me", "401 AUTH_ERR_INVALID_APPID The app ID emulator-app does"],
    ].flatMap(([route, answer]) => [
      fault({ kind: "error", code: answer.split(" ")[1] }, "*"),
      [{ ...app, apikey: "my-key", authtoken: "my-token" }, route, answer],
    ]),
  ],
  "a fault meets one request if nothing else is said": [
    fault(status),
    [app, "GET /me", 503],
    [app, "GET /me", 400],
    journal({ fault: exactly({ id: 1, kind: "status" }), status: 503 }, { fault: null }),
  ],
  "a fault meets so many requests, or all": [
    fault(status, "GET /me", { times: 2 }),
    ...[503, 503, 400, 400].map((seen) => [app, "GET /me", seen]),
    [control, "GET /faults", { faults: [{ id: 1, met: 2 }] }],
    fault(status, "GET /me", { times: null }),
    ...Array(5).fill([app, "GET /me", 503]),
  ],
  "a fault can let requests pass first": [
    fault(status, "GET /me", { skip: 2 }),
    ...[400, 400, 503, 400].map((seen) => [app, "GET /me", seen]),
  ],
  "a fault meets only its route": [
    fault(status, "POST /users/*/auth_tokens", { times: null }),
    [auth, `POST /users/${andrew}/auth_tokens`, 503],
    [auth, "POST /users/cometchat-uid-2/auth_tokens", 503],
    [rest, `GET /users/${andrew}/auth_tokens`, 200],
    [rest, `GET /users/${andrew}`, 200],
  ],
  "of several faults, the first that is left meets the request": [
    fault({ kind: "status", status: 501 }),
    fault({ kind: "status", status: 502 }, "*"),
    fault({ kind: "status", status: 503 }),
    ...[501, 502, 503, 400].map((seen) => [app, "GET /me", seen]),
  ],
  "times, skip, order and patterns together": [
    fault(status, "GET /me", { skip: 1, times: 2 }),
    fault({ kind: "status", status: 504 }, "* /me", { times: null }),
    fault({ kind: "no-cors" }, "OPTIONS *"),
    ...[504, 503, 503, 504].map((seen) => [app, "GET /me", seen]),
    [app, "PUT /me", 504],
    [app, "OPTIONS /me", 204],
    [control, "GET /faults", { faults: [{ met: 2 }, { met: 3 }, { met: 1 }] }],
    [control, "DELETE /faults", 204],
    [app, "GET /me", 400],
  ],
});

/** `GET /me` with a token, for what `fetch` does not show. */
const bytes = `GET /v3.0/me HTTP/1.1\r\nhost: x\r\nappid: ${app.appid}\r\nauthtoken: mine\r\n\r\n`;

scenarios(
  {
    "a truncated answer ends in the body, in good order": async (at) => {
      await at.play(token("mine"), fault({ kind: "truncate" }));
      const { text, end } = await at.raw(bytes);
      assert.match(text, /^HTTP\/1.1 200 .*\r\n\r\n\{"data":\{/s);
      assert.throws(() => JSON.parse(text.split("\r\n\r\n")[1]), SyntaxError);
      assert.equal(end, "closed");
    },
    "a dropped request gets nothing, in good order unless it is to be a reset": async (at) => {
      await at.play(token("mine"), fault({ kind: "drop" }));
      assert.deepEqual(await at.raw(bytes), { text: "", end: "closed" });
      await at.play(fault({ kind: "drop", reset: true }));
      assert.deepEqual(await at.raw(bytes), { text: "", end: "ECONNRESET" });
    },
  },
  { bodies: sockets },
);
