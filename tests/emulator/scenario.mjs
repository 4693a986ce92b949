// @ts-check
/**
 * Scenarios of the emulator: tables of requests and their answers, played against every body. Each has to answer as
 * the table says, and as the first one did: the same statuses, headers, bodies, journal and state.
 */
import assert from "node:assert/strict";
import net from "node:net";
import { describe, test } from "node:test";
import { everybody, start } from "./bodies.mjs";
import { andrew, below, control } from "./callers.mjs";

/** @typedef {import("./callers.mjs").Caller} Caller */

/**
 * What came of a request. `failed`: when there was no whole answer.
 *
 * @typedef {object} Answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [text]
 * @property {any} [json] the text's, if it is JSON
 * @property {"at once" | "in the body"} [failed]
 * @property {string} [code] of the error
 */

/** What an answer has to be, as a whole. */
class Reply {
  /** @param {{ [field in keyof Answer]: unknown }} fields */
  constructor(fields) {
    this.fields = fields;
  }
}

/** @param {{ [field in keyof Answer]: unknown }} fields */
export const reply = (fields) => new Reply(fields);
/** @param {unknown} json */
export const created = (json) => reply({ status: 201, json });
/** No answer. */
export const dropped = reply({ failed: "at once" });
/** `ERR_BAD_REQUEST` with complaints about these fields and no others. @param {string[]} fields */
export const invalid = (...fields) =>
  reply({
    status: 400,
    json: {
      data: undefined,
      error: {
        code: "ERR_BAD_REQUEST",
        details: (/** @type {Record<string, string[]>} */ details) => {
          assert.deepEqual(Object.keys(details).sort(), fields.sort());
          return Object.values(details).every(
            (messages) => messages.length > 0 && messages.every((text) => typeof text === "string"),
          );
        },
      },
    },
  });

/**
 * Checks what is there against what has to be: values are the same, objects have these fields among others, `{}` has
 * none, lists have as many items, texts match patterns, and functions return true.
 *
 * @param {any} actual
 * @param {any} expected
 * @param {string} place
 */
export function check(actual, expected, place) {
  if (typeof expected === "function") {
    assert.ok(expected(actual), `${place}: ${JSON.stringify(actual)}`);
  } else if (expected instanceof RegExp) {
    assert.match(String(actual), expected, place);
  } else if (expected === null || typeof expected !== "object") {
    assert.equal(actual, expected, place);
  } else if (Object.keys(expected).length === 0) {
    assert.deepEqual(actual, expected, place);
  } else {
    assert.equal(typeof actual, "object", `${place}: ${actual}`);
    if (Array.isArray(expected)) assert.equal(actual.length, expected.length, `length of ${place}`);
    for (const [key, value] of Object.entries(expected)) {
      check(actual?.[key], value, `${place}.${key}`);
    }
  }
}

/** None of these fields. @param {string[]} fields */
export const without = (...fields) => Object.fromEntries(fields.map((field) => [field, undefined]));

/** Exactly this. @param {unknown} value */
export const exactly = (value) => (/** @type {unknown} */ actual) => {
  assert.deepEqual(actual, value);
  return true;
};

/**
 * A request, its JSON or text if it has a body, and its answer: a status; a status, the code of an error, and words of
 * its message; the `data` of a success, or the JSON of the control API; or a {@link reply}.
 *
 * @typedef {any[]} Row
 */

/**
 * @param {Answer} answer
 * @param {any} expected
 * @param {string} place
 */
function checkAnswer(answer, expected, place) {
  const { status, json } = answer;
  const seen = `${place}: ${status ?? answer.failed} ${answer.text}`;
  if (expected instanceof Reply) {
    check(answer, expected.fields, seen);
  } else if (typeof expected === "number") {
    assert.equal(status, expected, seen);
  } else if (typeof expected === "string") {
    const [, wanted, code, words] = /^(\d+) (\w+) ?(.*)$/.exec(expected) ?? [];
    assert.deepEqual([status, json?.error?.code], [Number(wanted), code], seen);
    const { message, devMessage, source } = json.error;
    assert.equal(json.data, undefined, seen);
    assert.ok(message.length > 0 && message.includes(words), seen);
    assert.deepEqual([devMessage, source], [message, "cometchat-emulator"]);
  } else {
    assert.equal(status, 200, seen);
    assert.equal(json?.error, undefined, seen);
    check(json.data ?? json, expected, seen);
  }
}

/** A token of a user. @param {string} token @param {string} [uid] @returns {Row} */
export const token = (token, uid = andrew) => [
  control,
  "POST /tokens",
  { uid, token },
  created({ uid, authToken: token }),
];

/**
 * A fault for requests of a route.
 *
 * @param {{ kind: string, [field: string]: unknown }} fault
 * @param {string} [route]
 * @param {object} [order] its other fields
 * @returns {Row}
 */
export const fault = (fault, route = "GET /me", order) => [
  control,
  "POST /faults",
  { route, ...order, fault },
  created({ route, ...order, fault: { kind: fault.kind } }),
];

/** What the journal has, without preflights. @param {object[]} requests @returns {Row} */
export const journal = (...requests) => [control, "GET /requests", { requests }];

/** @typedef {ReturnType<typeof client>} Client */

/**
 * A client of an emulator, which writes down what it sees.
 *
 * @param {import("./bodies.mjs").Running} running
 */
export function client({ url, fetch, stop }) {
  /** @type {unknown[]} */
  const transcript = [];

  /**
   * @param {Caller} caller
   * @param {string} route `METHOD /path`
   * @param {RequestInit} [init]
   */
  const begin = async ({ [below]: base = "/v3.0", ...headers }, route, init) => {
    const [method, path] = route.split(/ (.*)/);
    return fetch(`${url}${base}${path}`, { method, headers, ...init });
  };

  /**
   * @param {Caller} caller
   * @param {string} route
   * @param {unknown} [body] a text as it is, anything else as JSON
   * @returns {Promise<Answer>}
   */
  const send = async (caller, route, body) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    /** @type {Answer} */
    const answer = {};
    try {
      const response = await begin(caller, route, { body: text });
      answer.status = response.status;
      answer.headers = Object.fromEntries(response.headers);
      answer.text = await response.text();
    } catch (/** @type {any} */ error) {
      if (!(error instanceof TypeError)) throw error;
      if (answer.status) return { status: answer.status, failed: "in the body" };
      return { failed: "at once", code: Reflect.get(Object(error.cause), "code") };
    }
    try {
      answer.json = JSON.parse(answer.text);
    } catch {
      // It is none.
    }
    return answer;
  };

  /**
   * What {@link send} gives, written down in the order in which was asked.
   *
   * @param {Caller} caller
   * @param {string} route
   * @param {unknown} [body]
   */
  const ask = async (caller, route, body) => {
    /** @type {unknown[]} */
    const place = [caller[below] ?? "", route];
    transcript.push(place);
    const answer = await send(caller, route, body);
    // What is JSON is compared as such: times in it differ.
    place.push(answer.json === undefined ? answer : { ...answer, text: undefined });
    return answer;
  };

  return {
    url,
    stop,
    begin,
    send,
    ask,
    /** Makes requests one after the other, and gives the last one's data. @param {Row[]} rows */
    play: async (...rows) => {
      let last;
      for (const row of rows) {
        const [caller, route] = row;
        const answer = await ask(caller, route, row.length === 4 ? row[2] : undefined);
        checkAnswer(answer, row.at(-1), route);
        last = answer.json?.data ?? answer.json;
      }
      return last;
    },
    /** Waits until there are so many requests in the journal. @param {string} query @param {number} [atLeast] */
    arrived: async (query, atLeast = 1) => {
      const place = `GET /requests?atLeast=${atLeast}&timeoutMs=60000&${query}`;
      const { status, json, text } = await send(control, place);
      assert.equal(status, 200, text);
      return json.requests;
    },
    state: async () => (await send(control, "GET /state")).json,
    /** What a connection gives for these bytes, and how it ends. @param {string} bytes */
    raw: (bytes) => raw(url, bytes),
    /** Everything that was seen, and what the emulator remembers, without what is never the same. */
    transcript: async () => {
      const { json: requests } = await send(control, "GET /requests?preflights=1");
      return [...transcript, requests, (await send(control, "GET /state")).json].map(timeless);
    },
  };
}

/**
 * @param {string} url
 * @param {string} bytes
 * @returns {Promise<{ text: string, end: "closed" | "ECONNRESET" }>}
 */
async function raw(url, bytes) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
  let text = "";
  try {
    for await (const piece of socket.setEncoding("utf8")) text += piece;
    return { text, end: "closed" };
  } catch (/** @type {any} */ error) {
    return { text, end: error.code };
  }
}

/** Headers that come of a connection, and not of the emulator. */
const OF_CONNECTIONS = new Set([
  ...["accept", "accept-encoding", "accept-language", "connection", "content-length", "date"],
  ...["host", "keep-alive", "sec-fetch-mode", "transfer-encoding", "user-agent"],
]);

/**
 * What was seen, without times, random texts, and the headers of connections.
 *
 * @param {unknown} seen
 * @returns {any}
 */
function timeless(seen) {
  const text = JSON.stringify(seen, (key, value) => {
    if (key !== "headers" || typeof value !== "object") return value;
    const kept = Object.entries(value).filter(([name]) => !OF_CONNECTIONS.has(name));
    return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
  return JSON.parse(
    text
      .replace(/_\d{10}[0-9a-f]{32}/g, "_MADE")
      .replace(/emulator\.(jwt|fat)\.[0-9a-f]{32}/g, "emulator.$1.MADE")
      .replace(
        /(\\?"(?:time|createdAt|updatedAt|deactivatedAt|lastActiveAt)\\?":)(?:17[89]|1[89]\d|[2-9]\d\d)\d{7,}/g,
        "$10",
      )
      .replace(/("x-rate-limit-reset":)"\d+"/g, '$1"0"'),
  );
}

/**
 * Tests, each named after the behaviour that it pins, for each body.
 *
 * @param {Record<string, Row[] | ((at: Client) => Promise<void>)>} table
 * @param {import("./bodies.mjs").Options & { bodies?: import("./bodies.mjs").Body[] }} [options] every body unless told
 */
export function scenarios(table, { bodies = everybody, ...options } = {}) {
  for (const [name, scenario] of Object.entries(table)) {
    describe(name, () => {
      /** @type {unknown[] | undefined} */
      let first;
      for (const body of bodies) {
        test(body, async () => {
          const at = client(await start(body, options));
          try {
            if (typeof scenario === "function") await scenario(at);
            else await at.play(...scenario);
            const transcript = await at.transcript();
            first ??= transcript;
            assert.deepEqual(transcript, first, `${body}, not as ${bodies[0]}`);
          } finally {
            await at.stop();
          }
        });
      }
    });
  }
}
