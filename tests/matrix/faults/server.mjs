// @ts-check
/**
 * What a server, or what stands before it, can do wrong. The emulator does it.
 */
import { short } from "./fault.mjs";

/** @typedef {import("./fault.mjs").Fault} Fault */
/** @typedef {import("./fault.mjs").Endings} Endings */
/** @typedef {import("../page/world.mjs").World} World */
/** @typedef {{ kind: string } & Record<string, unknown>} Kind */
/** @typedef {{ times?: number | null, after?: boolean, timeout?: number, core?: boolean }} More */

const unreachable = { call: "FAILED_TO_FETCH" };

/** A token that the server never made. */
const madeUp = "made-up-token-4a1b5c";

/**
 * @param {string} name
 * @param {Kind | ((world: World) => Kind)} kind
 * @param {Endings} endings
 * @param {More} [more]
 * @returns {Fault}
 */
const served = (name, kind, endings, { timeout, core, ...order } = {}) => ({
  name,
  group: "server",
  strikes: "later",
  strike: (world) => {
    const fault = typeof kind === "function" ? kind(world) : kind;
    return world.order({ route: world.route, times: null, ...order, fault });
  },
  endings,
  timeout,
  core,
});

/** No answer comes. @type {(name: string, kind: Kind, more?: More) => Fault} */
const lost = (name, kind, more) => served(name, kind, unreachable, more);

/** No answer comes in time. @type {(name: string, kind: Kind, more?: More) => Fault} */
const late = (name, kind, more) =>
  served(name, kind, { call: "REQUEST_TIMEOUT" }, { timeout: short, ...more });

/**
 * An answer with any text.
 *
 * @param {string} name
 * @param {string | ((world: World) => string)} body
 * @param {Endings} endings
 */
const text = (name, body, endings, status = 200) =>
  served(
    name,
    (world) => ({
      ...{ kind: "not-json", contentType: "application/json", status },
      body: typeof body === "string" ? body : body(world),
    }),
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
  served(name, { kind: "error", code, ...more }, { call: code, ...endings });

/** Answers that are a user in all that matters: they end well. */
const taken = { call: "ok" };
/** The same, with a token that is none. */
const forged = { ...taken, forged: true };
/** It ends well when it is tried again, which a logout does in the background. */
const soon = { call: "ok", revoked: false };
/** The answer has no user: only a logout takes it. */
const nobody = { call: "INVALID_RESPONSE" };
/** The server has answered, which is all that a logout and `checkSession` need. */
const answered = { ...nobody, check: "ok", revoked: undefined };
/** There is a token, and a user who is none. */
const noUser = { ...answered, first: "ok" };
/** There is a user, and a token that is none. */
const noToken = { ...nobody, user: "ok", current: nobody.call, revoked: undefined };
const gone = { lost: true, revoked: true };

/** Fields of a user, each of another type than it should be. */
const otherTypes = {
  ...{ name: 5, avatar: {}, link: [], role: true, status: 7, statusMessage: ["x"] },
  ...{ metadata: "text", tags: "a,b", lastActiveAt: "yesterday", deactivatedAt: {} },
  ...{ hasBlockedMe: "no", blockedByMe: 1, wsChannel: 4, jwt: {}, fat: [], settings: "none" },
};
const noFields = Object.fromEntries(Object.keys(otherTypes).map((key) => [key, null]));

/** @type {(name: string, authToken: unknown) => Fault} */
const badToken = (name, authToken) =>
  json(name, ({ uid }) => ({ data: { uid, authToken } }), noToken);

/** @type {(status: number, to: (world: World) => string) => (world: World) => Kind} */
const redirect = (status, to) => (world) => ({
  kind: "status",
  status,
  headers: { Location: to(world) },
});

/** @type {Fault[]} */
export const serverFaults = [
  { name: "none", group: "server", strikes: "later", strike: () => {}, endings: taken, core: true },
  {
    name: "nothing listens",
    group: "server",
    strikes: "later",
    strike: (world) => world.turnTo(world.nowhere),
    endings: unreachable,
    core: true,
  },
  lost("connection closed", { kind: "drop" }, { core: true }),
  lost("connection reset", { kind: "drop", reset: true }),
  lost("done, then the connection closes", { kind: "drop" }, { after: true }),
  served(
    "closed once",
    { kind: "drop" },
    // A lost answer may be to a request that was done.
    { ...soon, first: unreachable.call, write: unreachable.call },
    { times: 1 },
  ),
  late("silent", { kind: "hang" }, { core: true }),
  late("done, then silent", { kind: "hang" }, { after: true }),
  late("headers, then a body that stalls", { kind: "stall" }, { core: true }),
  late("headers, then no body", { kind: "stall", bytes: 0 }),
  served("slow", { kind: "latency", ms: 120 }, taken),
  served("byte by byte, in time", { kind: "drip", bytes: 200, ms: 5 }, taken),
  late("byte by byte, too slowly", { kind: "drip", bytes: 1, ms: 400 }),
  lost("body cut short", { kind: "truncate" }, { core: true }),
  lost("body cut short at once", { kind: "truncate", bytes: 0 }),
  lost("HTML with 200", { kind: "not-json" }, { core: true }),
  lost("HTML with 502", { kind: "not-json", status: 502 }),
  lost("empty, 200", { kind: "empty" }),
  ...[204, 500, 503].map((status) => lost(`empty, ${status}`, { kind: "empty", status })),
  text("JSON cut short", '{"data":{"uid":"cometchat-uid-1","authTok', unreachable),
  text("JSON twice", '{"data":{}}{"data":{}}', unreachable),
  text("blank", " \n\t ", unreachable),
  text("JSON null", "null", nobody),
  text("JSON array", "[]", nobody),
  text("JSON number", "5", nobody),
  text("JSON text", '"ok"', nobody),
  text("JSON true", "true", nobody),
  text("neither data nor error", "{}", nobody),
  text("data null", '{"data":null}', nobody),
  text("data array", '{"data":[]}', answered),
  text("data text", '{"data":"done"}', answered),
  text("data empty", '{"data":{}}', answered),
  text("error null", '{"error":null}', nobody),
  text("error empty", '{"error":{}}', nobody),
  text("error text", '{"error":"no"}', nobody),
  text("error code a number", '{"error":{"code":500,"message":"no"}}', nobody),
  json("no uid", () => ({ data: { authToken: madeUp, name: "x" } }), noUser),
  json("no token", ({ uid }) => ({ data: { uid, name: "x" } }), { ...taken, first: nobody.call }),
  json("no name", ({ uid }) => ({ data: { uid, authToken: madeUp } }), forged),
  json("uid a number", () => ({ data: { uid: 5, authToken: madeUp, name: "x" } }), noUser),
  json("uid blank", () => ({ data: { uid: " ", authToken: madeUp } }), noUser),
  badToken("token a number", 5),
  badToken("token blank", ""),
  badToken("token with a line break", `${madeUp}\r\nx: y`),
  badToken("token not ASCII", `${madeUp}é`),
  json(
    "every other field of another type",
    ({ uid }) => ({ data: { uid, authToken: madeUp, ...otherTypes } }),
    forged,
  ),
  json(
    "every other field null",
    ({ uid }) => ({ data: { ...noFields, uid, authToken: madeUp } }),
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
  served("10 MB", { kind: "oversized", bytes: 10_000_000 }, { ...nobody, revoked: undefined }),
  json("data, with 500", ({ uid }) => ({ data: { uid, authToken: madeUp } }), nobody, 500),
  error("error with 200", "ERR_BAD_REQUEST", { status: 200 }),
  error("400", "ERR_BAD_REQUEST", { details: { uid: ["no"] } }),
  error("401", "AUTH_ERR_INVALID_APPID"),
  error("403", "AUTH_ERR_NO_ACCESS"),
  error("404", "ERR_UID_NOT_FOUND"),
  error("409", "ERR_AUTHTOKEN_UNAVAILABLE"),
  error("429 for ever", "ERR_TOO_MANY_REQUESTS"),
  served("429 once", { kind: "error", code: "ERR_TOO_MANY_REQUESTS" }, soon, { times: 1 }),
  ...[
    ["tomorrow", "86400"],
    ["when?", "soon"],
    ["in -1e400 s", "-1e400"],
  ].map(([when, after]) =>
    error(`429, come back ${when}`, "ERR_TOO_MANY_REQUESTS", { headers: { "Retry-After": after } }),
  ),
  error("500", "ERR_AUTH_TOKEN_DELETE_FAILED"),
  error("503", "ERR_SERVICE", { status: 503 }),
  served("503 once", { kind: "status", status: 503 }, soon, { times: 1 }),
  error("unknown code", "ERR_OF_TOMORROW", { status: 418, details: [1, null, { a: "b" }] }),
  error("token unknown, 401", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", {}, gone),
  error("token unknown, 200", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", { status: 200 }, gone),
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
  text("echo of the secret in HTML", ({ carried }) => `<p>${carried}</p>`, unreachable),
  lost("unreadable for this origin", { kind: "no-cors" }, { core: true }),
  {
    name: "preflight refused",
    group: "server",
    strikes: "later",
    // By another name, since browsers remember what preflights allow.
    strike: async (world) => {
      const fault = { kind: "status", status: 500 };
      await world.order({ route: "OPTIONS *", times: null, fault });
      const name = `n${Math.random()}.localhost`.replace("0.", "");
      world.turnTo(world.emulator.replace("127.0.0.1", name));
    },
    endings: unreachable,
  },
  served(
    "redirect to another server",
    redirect(307, ({ trap }) => `${trap}/v3.0/me`),
    unreachable,
  ),
  served(
    "redirect for ever",
    redirect(308, ({ emulator }) => `${emulator}/v3.0/me`),
    unreachable,
  ),
];
