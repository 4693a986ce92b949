// @ts-check
/**
 * The emulator's bodies, as one client: the native server, the npm package behind a socket, and the npm
 * package's fetch. What a client sees of each can be compared.
 */
import { startEmulator } from "../harness/index.mjs";
import { load } from "./package.mjs";

/**
 * @typedef {object} Ask
 * @property {Record<string, string>} [headers]
 * @property {unknown} [body] a text as it is, anything else as JSON
 */

/**
 * What came of a request.
 *
 * @typedef {{ status: number, headers: Record<string, string>, body: string } | { failed: "at once" }
 *   | { status: number, failed: "in the body" }} Seen
 */

/** @typedef {Awaited<ReturnType<typeof openBody>>} Body */

/** The bodies by name, and how each is started. */
export const bodies = {
  native: async () => {
    const { url, stop } = await startEmulator({ args: ["--role", "manager"] });
    return { url, fetch, stop };
  },
  "npm, listening": async () => {
    const emulator = await (await load("node.js")).createEmulator({ roles: ["manager"] });
    const { url } = await emulator.listen();
    return { url, fetch, stop: emulator.dispose };
  },
  "npm, fetch": async () => {
    const emulator = await (await load("node.js")).createEmulator({ roles: ["manager"] });
    return { url: "https://emulator.example", fetch: emulator.fetch, stop: emulator.dispose };
  },
};

/**
 * Starts a body, and gives a client of it that writes down what it sees.
 *
 * @param {keyof typeof bodies} name
 */
export async function openBody(name) {
  const { url, fetch, stop } = await bodies[name]();
  /** @type {unknown[]} */
  const transcript = [];

  /**
   * @param {string} route `METHOD /path`
   * @param {Ask} [ask]
   * @returns {Promise<Seen>}
   */
  const send = async (route, { headers = {}, body } = {}) => {
    const [method, path] = route.split(/ (.*)/);
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    }).catch(() => undefined);
    if (!response) return { failed: "at once" };
    const { status } = response;
    try {
      const text = await response.text();
      return { status, headers: Object.fromEntries(response.headers), body: text };
    } catch {
      return { status, failed: "in the body" };
    }
  };

  /**
   * The JSON of an answer.
   *
   * @param {Seen} seen
   */
  const json = (seen) => {
    if (!("body" in seen)) throw new Error(`There is no answer: ${JSON.stringify(seen)}`);
    return JSON.parse(seen.body);
  };

  /**
   * A request of the API, which is written down with what came of it.
   *
   * @param {string} route below `/v3.0`
   * @param {Ask} [asked]
   */
  const ask = async (route, asked) => {
    /** @type {unknown[]} */
    const place = [route];
    transcript.push(place);
    const seen = await send(route.replace(" ", " /v3.0"), asked);
    place.push(seen);
    return seen;
  };

  /**
   * A request of the control API, likewise.
   *
   * @param {string} route below `/_emulator`
   * @param {unknown} [body]
   */
  const control = async (route, body) => {
    const seen = await send(route.replace(" ", " /_emulator"), { body });
    const isJson = "body" in seen && seen.body !== "";
    transcript.push([`control ${route}`, isJson ? { ...seen, body: json(seen) } : seen]);
    return seen;
  };

  return {
    ask,
    control,
    json,
    send,
    /** @param {string} uid */
    token: async (uid) =>
      json(await control("POST /tokens", { uid, token: `token-of-${uid}` })).authToken,
    /** @param {object} order */
    fault: (order) => control("POST /faults", order),
    /** Everything that was seen, and what the emulator remembers, without what is never the same. */
    transcript: async () => {
      const requests = await send("GET /_emulator/requests?preflights=1");
      const state = await send("GET /_emulator/state");
      return [...transcript, json(requests), json(state)].map((seen) => timeless(seen));
    },
    stop,
  };
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
