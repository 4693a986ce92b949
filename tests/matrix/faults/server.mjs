// @ts-check
/**
 * What a server, or what stands before it, can do wrong. The emulator does it.
 */
import { short } from "./fault.mjs";

/** @typedef {import("./fault.mjs").Fault} Fault */
/** @typedef {import("./fault.mjs").Endings} Endings */
/** @typedef {import("../page/world.mjs").World} World */

const unreachable = "FAILED_TO_FETCH";
const misunderstood = "INVALID_RESPONSE";
const late = "REQUEST_TIMEOUT";

/** A token that the server never made. */
const madeUp = "made-up-token-4a1b5c";

/**
 * @param {string} name
 * @param {(world: World) => { kind: string } & Record<string, unknown>} kind
 * @param {Endings} endings
 * @param {{ times?: number | null, after?: boolean, route?: string, timeout?: number, core?: boolean }} [more]
 * @returns {Fault}
 */
function served(name, kind, endings, { timeout, core, ...order } = {}) {
  return {
    name,
    group: "server",
    strikes: "later",
    strike: (world) =>
      world.order({ route: world.route, times: null, ...order, fault: kind(world) }),
    endings,
    timeout,
    core,
  };
}

/**
 * An answer with any text.
 *
 * @param {string} name
 * @param {(world: World) => string} body
 * @param {Endings} endings
 * @param {number} [status]
 */
const text = (name, body, endings, status = 200) =>
  served(
    name,
    (world) => ({ kind: "not-json", contentType: "application/json", body: body(world), status }),
    endings,
  );

/**
 * An answer with any JSON.
 *
 * @param {string} name
 * @param {(world: World) => unknown} body
 * @param {Endings} endings
 * @param {number} [status]
 */
const json = (name, body, endings, status) =>
  text(name, (world) => JSON.stringify(body(world)), endings, status);

/**
 * An error of the API.
 *
 * @param {string} name
 * @param {string} code
 * @param {Record<string, unknown>} [more]
 * @param {Endings} [endings]
 */
const error = (name, code, more = {}, endings = {}) =>
  served(name, () => ({ kind: "error", code, ...more }), { call: code, ...endings });

/** Answers that are a user in all that matters: they end well. */
const taken = { call: "ok" };
/** The same, with a token that is none. */
const forged = { ...taken, forged: true };
/** It ends well when it is tried again, which a logout does in the background. */
const soon = { call: "ok", revoked: false };
/** The answer has no user: only a logout takes it. */
const nobody = { call: misunderstood };

/** The server has answered, which is all that a logout and `checkSession` need. */
const answered = { check: "ok", revoked: undefined };

/** A user of every field, each of another type than it should be but for uid and token. */
const otherTypes = {
  name: 5,
  avatar: {},
  link: [],
  role: true,
  status: 7,
  statusMessage: ["x"],
  metadata: "text",
  tags: "a,b",
  lastActiveAt: "yesterday",
  deactivatedAt: {},
  hasBlockedMe: "no",
  blockedByMe: 1,
  wsChannel: 4,
  jwt: {},
  fat: [],
  settings: "none",
};

/** @type {Fault[]} */
export const serverFaults = [
  { name: "none", group: "server", strikes: "later", strike: () => {}, endings: taken, core: true },
  {
    name: "nothing listens",
    group: "server",
    strikes: "later",
    strike: (world) => world.turnTo(world.nowhere),
    endings: { call: unreachable },
    core: true,
  },
  served("connection closed", () => ({ kind: "drop" }), { call: unreachable }, { core: true }),
  served("connection reset", () => ({ kind: "drop", reset: true }), { call: unreachable }),
  served(
    "done, then the connection closes",
    () => ({ kind: "drop" }),
    { call: unreachable },
    { after: true },
  ),
  served(
    "closed once",
    () => ({ kind: "drop" }),
    // A lost answer may be to a request that was done.
    { ...taken, first: unreachable, write: unreachable, revoked: false },
    {
      times: 1,
    },
  ),
  served("silent", () => ({ kind: "hang" }), { call: late }, { timeout: short, core: true }),
  served(
    "done, then silent",
    () => ({ kind: "hang" }),
    { call: late },
    { after: true, timeout: short },
  ),
  served(
    "headers, then a body that stalls",
    () => ({ kind: "stall" }),
    { call: late },
    { timeout: short, core: true },
  ),
  served(
    "headers, then no body",
    () => ({ kind: "stall", bytes: 0 }),
    { call: late },
    {
      timeout: short,
    },
  ),
  served("slow", () => ({ kind: "latency", ms: 120 }), taken),
  served("byte by byte, in time", () => ({ kind: "drip", bytes: 200, ms: 5 }), taken),
  served(
    "byte by byte, too slowly",
    () => ({ kind: "drip", bytes: 1, ms: 400 }),
    { call: late },
    {
      timeout: short,
    },
  ),
  served("body cut short", () => ({ kind: "truncate" }), { call: unreachable }, { core: true }),
  served("body cut short at once", () => ({ kind: "truncate", bytes: 0 }), { call: unreachable }),
  served("HTML with 200", () => ({ kind: "not-json" }), { call: unreachable }, { core: true }),
  served("HTML with 502", () => ({ kind: "not-json", status: 502 }), { call: unreachable }),
  served("empty, 200", () => ({ kind: "empty" }), { call: unreachable }),
  served("empty, 204", () => ({ kind: "empty", status: 204 }), { call: unreachable }),
  served("empty, 500", () => ({ kind: "empty", status: 500 }), { call: unreachable }),
  served("empty, 503", () => ({ kind: "empty", status: 503 }), { call: unreachable }),
  text("JSON cut short", () => '{"data":{"uid":"cometchat-uid-1","authTok', { call: unreachable }),
  text("JSON twice", () => '{"data":{}}{"data":{}}', { call: unreachable }),
  text("blank", () => " \n\t ", { call: unreachable }),
  text("JSON null", () => "null", nobody),
  text("JSON array", () => "[]", nobody),
  text("JSON number", () => "5", nobody),
  text("JSON text", () => '"ok"', nobody),
  text("JSON true", () => "true", nobody),
  json("neither data nor error", () => ({}), nobody),
  json("data null", () => ({ data: null }), nobody),
  json("data array", () => ({ data: [] }), { ...nobody, ...answered }),
  json("data text", () => ({ data: "done" }), { ...nobody, ...answered }),
  json("data empty", () => ({ data: {} }), { ...nobody, ...answered }),
  json("error null", () => ({ error: null }), nobody),
  json("error empty", () => ({ error: {} }), nobody),
  json("error text", () => ({ error: "no" }), nobody),
  json("error code a number", () => ({ error: { code: 500, message: "no" } }), nobody),
  json("no uid", () => ({ data: { authToken: madeUp, name: "x" } }), {
    ...nobody,
    first: "ok",
    ...answered,
  }),
  json("no token", ({ uid }) => ({ data: { uid, name: "x" } }), {
    ...taken,
    first: misunderstood,
  }),
  json("no name", ({ uid }) => ({ data: { uid, authToken: madeUp } }), forged),
  json("uid a number", () => ({ data: { uid: 5, authToken: madeUp, name: "x" } }), {
    ...nobody,
    first: "ok",
    ...answered,
  }),
  json("uid blank", () => ({ data: { uid: " ", authToken: madeUp } }), {
    ...nobody,
    first: "ok",
    ...answered,
  }),
  json("token a number", ({ uid }) => ({ data: { uid, authToken: 5 } }), {
    call: misunderstood,
    user: "ok",
    current: misunderstood,
    revoked: undefined,
  }),
  json("token blank", ({ uid }) => ({ data: { uid, authToken: "" } }), {
    call: misunderstood,
    user: "ok",
    current: misunderstood,
    revoked: undefined,
  }),
  json(
    "token with a line break",
    ({ uid }) => ({ data: { uid, authToken: `${madeUp}\r\nx: y` } }),
    {
      call: misunderstood,
      user: "ok",
      current: misunderstood,
      revoked: undefined,
    },
  ),
  json("token not ASCII", ({ uid }) => ({ data: { uid, authToken: `${madeUp}é` } }), {
    call: misunderstood,
    user: "ok",
    current: misunderstood,
    revoked: undefined,
  }),
  json(
    "every other field of another type",
    ({ uid }) => ({ data: { uid, authToken: madeUp, ...otherTypes } }),
    forged,
  ),
  json(
    "every other field null",
    ({ uid }) => ({
      data: Object.assign(Object.fromEntries(Object.keys(otherTypes).map((key) => [key, null])), {
        uid,
        authToken: madeUp,
      }),
    }),
    forged,
  ),
  text(
    "keys __proto__ and constructor",
    ({ uid }) =>
      `{"__proto__":{"error":{"code":"POLLUTED"}},"data":{"uid":"${uid}","authToken":"${madeUp}",` +
      `"__proto__":{"uid":"other","polluted":1},"constructor":{"prototype":{"polluted":1}},` +
      `"metadata":{"__proto__":{"polluted":1}}}}`,
    forged,
  ),
  text(
    "nested 300,000 deep where nobody looks",
    ({ uid }) =>
      `{"data":{"uid":"${uid}","authToken":"${madeUp}"},"more":${"[".repeat(3e5)}${"]".repeat(3e5)}}`,
    forged,
  ),
  {
    ...text(
      "nested 20,000 deep in a field",
      ({ uid }) =>
        `{"data":{"uid":"${uid}","authToken":"${madeUp}","metadata":${'{"a":'.repeat(2e4)}1${"}".repeat(2e4)}}}`,
      { call: "settled", first: "ok", revoked: undefined },
    ),
    core: true,
  },
  served("10 MB", () => ({ kind: "oversized", bytes: 10_000_000 }), {
    ...nobody,
    revoked: undefined,
  }),
  json("data, with 500", ({ uid }) => ({ data: { uid, authToken: madeUp } }), nobody, 500),
  error("error with 200", "ERR_BAD_REQUEST", { status: 200 }),
  error("400", "ERR_BAD_REQUEST", { details: { uid: ["no"] } }),
  error("401", "AUTH_ERR_INVALID_APPID"),
  error("403", "AUTH_ERR_NO_ACCESS"),
  error("404", "ERR_UID_NOT_FOUND"),
  error("409", "ERR_AUTHTOKEN_UNAVAILABLE"),
  error("429 for ever", "ERR_TOO_MANY_REQUESTS"),
  served("429 once", () => ({ kind: "error", code: "ERR_TOO_MANY_REQUESTS" }), soon, { times: 1 }),
  error("429, come back tomorrow", "ERR_TOO_MANY_REQUESTS", {
    headers: { "Retry-After": "86400" },
  }),
  error("429, come back when?", "ERR_TOO_MANY_REQUESTS", { headers: { "Retry-After": "soon" } }),
  error("429, come back in -1e400 s", "ERR_TOO_MANY_REQUESTS", {
    headers: { "Retry-After": "-1e400" },
  }),
  error("500", "ERR_AUTH_TOKEN_DELETE_FAILED"),
  error("503", "ERR_SERVICE", { status: 503 }),
  served("503 once", () => ({ kind: "status", status: 503 }), soon, { times: 1 }),
  error("unknown code", "ERR_OF_TOMORROW", { status: 418, details: [1, null, { a: "b" }] }),
  error("token unknown, 401", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", {}, { lost: true, revoked: true }),
  error(
    "token unknown, 200",
    "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
    { status: 200 },
    { lost: true, revoked: true },
  ),
  json(
    "echo of the secret in an error",
    ({ carried }) => ({
      error: {
        code: "ERR_ECHO",
        message: `You sent ${carried}, or ${encodeURIComponent(carried)}.`,
        details: { [carried]: [carried], deep: [{ in: `x${carried}x` }] },
        devMessage: carried,
      },
    }),
    { call: "ERR_ECHO" },
    400,
  ),
  json(
    "echo of the secret where the code should be",
    ({ carried }) => ({ error: { code: carried, message: "" } }),
    { call: "settled" },
    400,
  ),
  text("echo of the secret in HTML", ({ carried }) => `<p>${carried}</p>`, { call: unreachable }),
  served(
    "unreadable for this origin",
    () => ({ kind: "no-cors" }),
    { call: unreachable },
    {
      core: true,
    },
  ),
  {
    name: "preflight refused",
    group: "server",
    strikes: "later",
    // By another name, since browsers remember what preflights allow.
    strike: async (world) => {
      await world.order({
        route: "OPTIONS *",
        times: null,
        fault: { kind: "status", status: 500 },
      });
      world.turnTo(
        world.emulator.replace("127.0.0.1", `n${Math.random()}.localhost`.replace("0.", "")),
      );
    },
    endings: { call: unreachable },
  },
  served(
    "redirect to another server",
    (world) => ({ kind: "status", status: 307, headers: { Location: `${world.trap}/v3.0/me` } }),
    { call: unreachable },
  ),
  served(
    "redirect for ever",
    (world) => ({
      kind: "status",
      status: 308,
      headers: { Location: `${world.emulator}/v3.0/me` },
    }),
    { call: unreachable },
  ),
];
