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

/** Where {@link Emulator.listen} listens. */
export interface ListenOptions {
  /** `0`, the default, takes a free port. */
  port?: number;
  /** `127.0.0.1` if not given. Any address that is not loopback lets the network in. */
  host?: string;
  /**
   * Whether connections stay open between requests; `false` if not given. A browser silently repeats a
   * request that fails on a connection that it has used before, which would use up a fault unseen.
   */
  keepAlive?: boolean;
}

/** An emulator's HTTP server. */
export interface Listening {
  /** `http://{host}:{port}`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}

type Listen = (emulator: Emulator, options: ListenOptions) => Promise<Listening>;

let listen: Listen = async () => {
  throw new Error("An emulator can listen in Node only. Elsewhere, give requests to its fetch().");
};

/** Gives emulators a way to listen, where there is one. */
export function provideListening(way: Listen): void {
  listen = way;
}

/** Stands for the host of a relative address where no page has one. */
const NOWHERE = "http://cometchat-emulator.localhost/";

/**
 * A local CometChat, for its users' authentication: users, auth tokens and sessions in memory.
 *
 * Each emulator has a world of its own. Its methods can be used detached.
 */
export class Emulator {
  #core: EmulatorCore | undefined;
  #servers = new Set<Listening>();

  /** {@link createEmulator} makes emulators. */
  constructor(core: EmulatorCore) {
    this.#core = core;
  }

  get #alive(): EmulatorCore {
    if (this.#core === undefined) throw new Error("This emulator has been disposed of.");
    return this.#core;
  }

  /**
   * Answers a request as the global `fetch` would, whatever its host: with a `Response`, or with a
   * rejection if a fault closes the connection or the request's signal is aborted.
   */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const core = this.#alive;
    if (input instanceof Request && init === undefined) return core.fetch(input);
    const address =
      input instanceof Request ? input : new URL(input, globalThis.location?.href ?? NOWHERE);
    return core.fetch(new Request(address, init));
  };

  /**
   * The same for a request that is no `Request`, whose address and headers stay as they are.
   */
  readonly answer = async (request: RequestLike): Promise<Response> => this.#alive.fetch(request);

  /** Serves HTTP on a port, in Node. */
  readonly listen = async (options: ListenOptions = {}): Promise<Listening> => {
    void this.#alive;
    const listening = await listen(this, options);
    this.#servers.add(listening);
    return listening;
  };

  /** The emulator's name and version, and the app's id and region. */
  readonly about = (): EmulatorAbout => this.#alive.about();

  /** The requests so far, in order of arrival, without preflights. */
  readonly requests = (query: RequestQuery = {}): JournalEntry[] =>
    this.#alive.requests(given(query));

  /**
   * The same, when there are so many. Rejects with the code `ERR_TIMEOUT` if they do not come within
   * `timeoutMs`, 10,000 if not given.
   */
  readonly waitForRequests = (
    count: number,
    query: Omit<RequestQuery, "atLeast"> = {},
  ): Promise<JournalEntry[]> => this.#alive.waitForRequests(given({ ...query, atLeast: count }));

  /** Forgets the requests so far. */
  readonly clearRequests = (): void => this.#alive.clearRequests();

  /** Orders a fault. Of several that match a request, the first that is left meets it. */
  readonly fault = (order: FaultOrder): Fault => this.#alive.fault(given(order));

  /** Every fault, in order, those that are spent included. */
  readonly faults = (): Fault[] => this.#alive.faults();

  /** Ends a fault, or all, and lets the requests go that it holds. */
  readonly clearFaults = (id?: number): void =>
    id === undefined ? this.#alive.endFaults() : this.#alive.endFault(id);

  /** Lets requests go that a fault holds: those of one fault, or all. Gives how many there were. */
  readonly release = (fault?: number): number => this.#alive.release(fault);

  /** Creates a user. */
  readonly addUser = (user: NewUser): EmulatorUser & { authToken?: string } =>
    this.#alive.addUser(given(user));

  /** Makes an auth token, and its user if there is none. Without a text, one is made up. */
  readonly addToken = (uid: string, token?: string): EmulatorToken =>
    this.#alive.addToken(given<TokenSeed>({ uid, token } as TokenSeed));

  /** Ends an auth token behind the user's back. */
  readonly revoke = (token: string): void => this.#alive.revoke(token);

  /**
   * Users, tokens, faults and journal as they were at the start. Requests that a fault holds lose their
   * connection.
   */
  readonly reset = (): void => this.#alive.reset();

  /** All users, all live tokens, and the number of requests that a fault holds. */
  readonly state = (): EmulatorState => this.#alive.state();

  /** Stops listening, and frees the emulator's memory. It cannot be used any more. */
  readonly dispose = async (): Promise<void> => {
    const core = this.#core;
    this.#core = undefined;
    core?.reset();
    await Promise.all([...this.#servers].map((server) => server.close()));
    core?.free();
  };
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

/** Makes an emulator: of the five sample users, and what the options say. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (!loaded) {
    loading ??= init({ module_or_path: bytes() });
    await loading;
    loaded = true;
  }
  return new Emulator(new EmulatorCore(given(options)));
}

/**
 * The same at once, for code that cannot wait, such as the set-up file of a test runner. Browsers from
 * before 2024 refuse to compile so much at once outside of workers.
 */
export function createEmulatorSync(options: EmulatorOptions = {}): Emulator {
  if (!loaded) {
    initSync({ module: bytes() });
    loaded = true;
  }
  return new Emulator(new EmulatorCore(given(options)));
}
