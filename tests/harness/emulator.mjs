// @ts-check
/**
 * The emulator, started for a test. emulator/README.md describes what it can be told.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atExit } from "./cleanup.mjs";
import { patience } from "./waiting.mjs";

/** What the emulator is started with. */
export const app = Object.freeze({
  appId: "emulator-app",
  authKey: "emulator-auth-key",
  restApiKey: "emulator-rest-api-key",
});

/**
 * A request as the emulator's journal tells it.
 *
 * @typedef {object} Entry
 * @property {string} method
 * @property {string} path as it was sent, still percent-encoded
 * @property {string | null} query
 * @property {string} route such as `PUT /me`
 * @property {Record<string, string>} headers names in lower case
 * @property {any} body its JSON, or null
 * @property {string} rawBody
 * @property {number | null} status of the answer
 * @property {"pending" | "answered" | "dropped" | "abandoned"} outcome
 */

/**
 * Something to go wrong.
 *
 * @typedef {object} Fault
 * @property {string} [route] such as `PUT /me` or `POST /users/*\/auth_tokens`; any unless told
 * @property {number | null} [times] how many requests it meets: 1 unless told, null for all
 * @property {number} [skip] how many requests pass before
 * @property {boolean} [after] whether the request takes effect although it goes wrong
 * @property {{ kind: string } & Record<string, unknown>} fault
 */

/** @typedef {Awaited<ReturnType<typeof startEmulator>>} Emulator */

/**
 * Starts an emulator of its own for the caller, on a free port.
 *
 * @param {object} [options]
 * @param {string[]} [options.args] further arguments, such as `["--user", "ada=Ada"]`
 * @param {{ appId?: string, authKey?: string, restApiKey?: string }} [options.credentials] other than the usual ones
 * @param {Fault[]} [options.faults] to begin with
 */
export async function startEmulator({ args = [], credentials = {}, faults = [] } = {}) {
  const { appId, authKey, restApiKey } = { ...app, ...credentials };
  const child = spawn(
    emulatorProgram(),
    [
      ...["--port", "0", "--exit-with-stdin"],
      ...["--app-id", appId, "--auth-key", authKey, "--rest-api-key", restApiKey],
      ...args,
    ],
    { env: { RUST_LOG: "warn", ...process.env }, stdio: ["pipe", "pipe", "inherit"] },
  );
  const kill = atExit(() => child.kill("SIGKILL"));
  /** @type {string | undefined} how it ended */
  let end;
  const ended = once(child, "close").then(([code, signal]) => {
    end = signal ?? `exit code ${code}`;
  });
  const url = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Error(`The emulator ${why}.`));
    setTimeout(fail, patience, "does not start").unref();
    ended.then(() => fail(`ended at once: ${end}`), reject);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^cometchat-emulator listening on (http:\S+)/.exec(line)?.[1];
      if (address) resolve(address.replace(/\/$/, ""));
    });
  }).catch((error) => {
    kill();
    throw error;
  });
  // A test that forgets to stop it still ends.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    /** @type {import("node:net").Socket} */ (stream).unref();
  }

  /**
   * @param {string} method
   * @param {string} place
   * @param {unknown} [body]
   */
  const control = async (method, place, body) => {
    const response = await fetch(`${url}/_emulator${place}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }).catch((cause) => {
      const why = end === undefined ? "it still runs" : `it has ended: ${end}`;
      throw new Error(`The emulator does not answer ${method} ${place}; ${why}.`, { cause });
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The emulator refuses ${method} ${place}: ${response.status} ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  };
  /** @param {Fault} fault */
  const fault = (fault) => control("POST", "/faults", fault);
  for (const first of faults) await fault(first);

  return {
    url,
    /**
     * The API requests so far, in order of arrival, without preflights.
     *
     * @param {object} [query]
     * @param {string} [query.route] only those
     * @param {number} [query.atLeast] waits until there are so many
     * @param {Entry["outcome"]} [query.outcome] only those that have come so far
     * @param {boolean} [query.preflights] preflights too
     * @returns {Promise<Entry[]>}
     */
    requests: async ({ route, atLeast, outcome, preflights } = {}) => {
      const query = new URLSearchParams();
      if (route) query.set("route", route);
      if (outcome) query.set("outcome", outcome);
      if (preflights) query.set("preflights", "1");
      if (atLeast) {
        query.set("atLeast", String(atLeast));
        query.set("timeoutMs", String(patience));
      }
      return (await control("GET", `/requests?${query}`)).requests;
    },
    clearRequests: () => control("DELETE", "/requests"),
    /** Forgets users, tokens, faults and requests: as just started. */
    reset: () => control("POST", "/reset"),
    fault,
    faults: async () => (await control("GET", "/faults")).faults,
    clearFaults: () => control("DELETE", "/faults"),
    /**
     * Lets the requests go that a fault holds.
     *
     * @param {number} [fault] its id; those of all faults unless told
     */
    release: (fault) => control("POST", "/release", fault === undefined ? {} : { fault }),
    /** @returns {Promise<{ users: any[], tokens: any[], held: number }>} */
    state: () => control("GET", "/state"),
    /**
     * @param {string} uid
     * @param {string} [token] the token itself; a new one unless told
     * @returns {Promise<string>} the token
     */
    addToken: async (uid, token) => (await control("POST", "/tokens", { uid, token })).authToken,
    /** @param {string} token */
    revokeToken: (token) => control("DELETE", `/tokens/${encodeURIComponent(token)}`),
    stop: async () => {
      child.ref();
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      await ended;
      clearTimeout(timer);
      kill();
    },
  };
}

/** The native emulator. `npm test` builds it before it runs the tests that need it. */
export function emulatorProgram() {
  const file =
    process.env.COMETCHAT_EMULATOR ??
    path.join(
      fileURLToPath(new URL("../..", import.meta.url)),
      "target/debug",
      process.platform === "win32" ? "cometchat-emulator.exe" : "cometchat-emulator",
    );
  if (!existsSync(file)) {
    throw new Error("There is no emulator: run `cargo build -p cometchat-emulator`.");
  }
  return file;
}
