/**
 * The emulator: its WebAssembly, behind an object that JavaScript can hold.
 */

import type {
  EmulatorAbout,
  EmulatorOptions,
  EmulatorState,
  EmulatorToken,
  EmulatorUser,
  Fault,
  FaultOrder,
  JournalEntry,
  NewUser,
  RequestQuery,
  TokenSeed,
} from "./generated/emulator.js";
import init, { EmulatorCore, initSync, type RequestLike } from "./generated/emulator.js";
import { wasm } from "./generated/wasm.js";
import { atob, Request } from "./platform.js";
import type { WebFetch, WebResponse } from "./web.js";

/** Options of {@link Emulator.listen}. */
export interface ListenOptions {
  /** The port; `0`, the default, means any free one. */
  port?: number;
  /** The address; `127.0.0.1` if not given. Any address other than loopback is open to the network. */
  host?: string;
  /**
   * Whether connections stay open between requests; `false` if not given. On a connection that it has
   * used before, a browser silently repeats a request that fails, and so uses up a fault unnoticed.
   */
  keepAlive?: boolean;
}

/** An emulator's HTTP server. */
export interface Listening {
  /** `http://{host}:{port}`, without a trailing slash. */
  readonly url: string;
  /** The port. */
  readonly port: number;
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}

type Listen = (emulator: Emulator, options: ListenOptions) => Promise<Listening>;

let listen: Listen = async () => {
  throw new Error("An emulator can listen in Node only. Elsewhere, pass requests to its fetch().");
};

/** Gives emulators a way to listen, where there is one. */
export function provideListening(way: Listen): void {
  listen = way;
}

/** Stands for the host of a relative address where no page has one. */
const NOWHERE = "http://cometchat-emulator.localhost/";

/** Makes an emulator, in this module only. */
let create: (core: EmulatorCore) => Emulator;

/**
 * An emulator of CometChat's authentication API, with its users, tokens and sessions in memory.
 *
 * Emulators share nothing. Methods can be used detached.
 */
export class Emulator {
  #core: EmulatorCore | undefined;
  #servers = new Set<Listening>();

  private constructor(core: EmulatorCore) {
    this.#core = core;
  }

  static {
    create = (core) => new Emulator(core);
  }

  get #alive(): EmulatorCore {
    if (this.#core === undefined) throw new Error("This emulator has been disposed of.");
    return this.#core;
  }

  /**
   * Answers a request as the global `fetch` would, whatever its host.
   *
   * @returns the response. Rejects if a fault closes the connection, or the signal is aborted.
   */
  readonly fetch: WebFetch = (async (input: RequestInfo | URL, init?: RequestInit) =>
    this.#alive.fetch(await asRequest(input, init))) as WebFetch;

  /**
   * The same as `fetch`, for a request in another form than `Request`, which would normalise its URL and
   * headers.
   */
  readonly answer = async (request: RequestLike): Promise<WebResponse> =>
    this.#alive.fetch(request);

  /** Starts an HTTP server, in Node only. */
  readonly listen = async (options: ListenOptions = {}): Promise<Listening> => {
    void this.#alive;
    const server = await listen(this, options);
    const listening: Listening = {
      url: server.url,
      port: server.port,
      close: async () => {
        this.#servers.delete(listening);
        await server.close();
      },
    };
    this.#servers.add(listening);
    return listening;
  };

  /** Returns the emulator's name and version, and the app's ID and region. */
  readonly about = (): EmulatorAbout => this.#alive.about();

  /** Returns the requests so far, in order of arrival, without preflights. */
  readonly requests = (query: RequestQuery = {}): JournalEntry[] =>
    this.#alive.requests(given(query));

  /**
   * Waits until there are `count` requests.
   *
   * @param query which requests count; `timeoutMs` is 10,000 if not given
   * @returns these requests. Rejects with the code `ERR_TIMEOUT` if there are fewer by then.
   */
  readonly waitForRequests = (
    count: number,
    query: Omit<RequestQuery, "atLeast"> = {},
  ): Promise<JournalEntry[]> => this.#alive.waitForRequests(given({ ...query, atLeast: count }));

  /** Removes the requests so far from the journal. */
  readonly clearRequests = (): void => this.#alive.clearRequests();

  /** Adds a fault. If several match a request, the first one that is not used up is applied. */
  readonly fault = (order: FaultOrder): Fault => this.#alive.fault(given(order));

  /** Returns all faults in order, including those that are used up. */
  readonly faults = (): Fault[] => this.#alive.faults();

  /**
   * Removes a fault, and releases the requests that it holds.
   *
   * @param id of the fault; all faults if left out
   */
  readonly clearFaults = (id?: number): void =>
    id === undefined ? this.#alive.endFaults() : this.#alive.endFault(id);

  /**
   * Releases the requests that a fault holds.
   *
   * @param fault its ID; all faults if left out
   * @returns how many requests were released
   */
  readonly release = (fault?: number): number => this.#alive.release(fault);

  /** Creates a user. */
  readonly addUser = (user: NewUser): EmulatorUser & { authToken?: string } =>
    this.#alive.addUser(given(user));

  /**
   * Adds an auth token, and its user if there is none.
   *
   * @param token the token; a new one if left out
   */
  readonly addToken = (uid: string, token?: string): EmulatorToken =>
    this.#alive.addToken(given<TokenSeed>({ uid, token } as TokenSeed));

  /** Revokes an auth token without a request, as an administrator would. */
  readonly revoke = (token: string): void => this.#alive.revoke(token);

  /**
   * Restores the users, tokens, faults and journal of the start. Requests that a fault holds lose their
   * connection.
   */
  readonly reset = (): void => this.#alive.reset();

  /** Returns all users, all live tokens, and the number of requests that faults hold. */
  readonly state = (): EmulatorState => this.#alive.state();

  /** Closes its servers and frees its memory. The emulator cannot be used any more. */
  readonly dispose = async (): Promise<void> => {
    const core = this.#core;
    this.#core = undefined;
    core?.reset();
    await Promise.all([...this.#servers].map((server) => server.close()));
    core?.free();
  };
}

/**
 * A request as the global `fetch` would make it. Its signal is kept apart: a test environment may have
 * another class of signals than the one that `Request` takes.
 */
async function asRequest(input: RequestInfo | URL, init: RequestInit = {}): Promise<RequestLike> {
  const { signal, ...rest } = init;
  const given = typeof input === "object" && "arrayBuffer" in input ? input : undefined;
  if (given !== undefined && Object.keys(init).length === 0) return given;
  const address = given?.url ?? new URL(String(input), base()).href;
  // A request of any make: its parts, unless others are given.
  const parts: RequestInit = given ? { method: given.method, headers: [...given.headers] } : {};
  const method = (rest.method ?? given?.method ?? "GET").toUpperCase();
  if (given !== undefined && rest.body === undefined && !["GET", "HEAD"].includes(method)) {
    parts.body = await given.arrayBuffer();
  }
  const request = new Request(address, { ...parts, ...rest });
  return {
    method: request.method,
    url: request.url,
    headers: request.headers,
    signal: signal === undefined ? (given?.signal ?? null) : signal,
    arrayBuffer: () => request.arrayBuffer(),
  };
}

/** What addresses are relative to: the page, if it has an address that others can be relative to. */
function base(): string {
  const page = globalThis.location?.href ?? NOWHERE;
  return /^https?:/.test(page) ? page : NOWHERE;
}

/** An object without what is `undefined` in it: to leave a field out and to say nothing are the same. */
function given<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

let loading: Promise<unknown> | undefined;
let loaded = false;

function bytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
}

/**
 * Creates an emulator with CometChat's five sample users.
 *
 * @param options the app's credentials, and more users, tokens and roles
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (!loaded) {
    loading ??= init({ module_or_path: bytes() });
    await loading;
    loaded = true;
  }
  return create(new EmulatorCore(given(options)));
}

/**
 * The same as `createEmulator`, synchronously, for code that cannot wait, such as the set-up file of a
 * test runner. Browsers from before 2024 refuse to compile so much synchronously outside of workers.
 */
export function createEmulatorSync(options: EmulatorOptions = {}): Emulator {
  if (!loaded) {
    initSync({ module: bytes() });
    loaded = true;
  }
  return create(new EmulatorCore(given(options)));
}
