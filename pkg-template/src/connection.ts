import type { CometChatException } from "./exception.js";
import type { Client } from "./generated/bindings.js";
import type { Exports } from "./generated/glue.js";
import { host } from "./host.js";
import { onFailure, running, whenRunning } from "./loader.js";
import { type CallOptions, callBack } from "./options.js";

type Run = (client: Client) => void;

/** One client of the WebAssembly, which outlives the WebAssembly's failures. */
export class Connection {
  /** The client in Rust, and the start of the WebAssembly that it belongs to. */
  #client: Client | undefined;
  #exports: Exports | undefined;
  /** What each start repeats, each under a key by which it is replaced. */
  readonly #replays = new Map<unknown, Run>();
  readonly #storage: unknown;

  /** @param storage what the session is kept in; `undefined` for the page's, `null` for memory */
  constructor(storage?: unknown) {
    this.#storage = storage;
  }

  /** The client in Rust, if the WebAssembly runs. */
  get client(): Client | undefined {
    const exports = running();
    if (exports !== this.#exports) {
      this.#exports = exports;
      this.#client = exports && new exports.Client(host, this.#storage);
      if (this.#client) for (const run of [...this.#replays.values()]) run(this.#client);
    }
    return this.#client;
  }

  /** Makes a call now, if the WebAssembly runs, and whenever it starts. */
  replay(key: unknown, run: Run): void {
    // The client's start would make it already.
    const client = this.client;
    this.#replays.set(key, run);
    if (client) run(client);
  }

  /** The settings that `init` was given last. */
  settings: unknown;
  /** What `useEmulator` was given. */
  emulator: string | undefined;

  /** Runs `init`, and from then on whenever the WebAssembly starts. */
  initialize(client: Client, appId: unknown, settings: unknown): Promise<boolean> {
    this.settings = settings;
    this.#replays.set("init", (next) => next.init(appId, settings).catch(() => {}));
    return client.init(appId, settings);
  }

  /** Undoes what was replayed under a key, with a call if the WebAssembly runs. */
  forget(key: unknown, run: Run): void {
    this.#replays.delete(key);
    const client = this.client;
    if (client) run(client);
  }

  /** Whether something is replayed under a key. */
  replays(key: unknown): Run | undefined {
    return this.#replays.get(key);
  }

  /**
   * Makes a call, for which the WebAssembly is loaded if need be. Never throws. The callbacks in the
   * options, if there are any, come before the promise's own; `present` makes what `onSuccess` gets.
   */
  call<T, V = T>(
    run: (client: Client) => Promise<T>,
    options?: CallOptions<V>,
    present?: (value: T) => V,
  ): Promise<T> {
    return callBack(this.start(run, options?.signal), options, present);
  }

  /** The same, without callbacks. */
  start<T>(run: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const forget = onFailure(reject);
      const start = () => {
        const client = this.client as Client;
        const made = run(client);
        const abort = () => reject(client.abandon(made) as CometChatException);
        made.then(resolve, reject).then(() => {
          forget();
          signal?.removeEventListener?.("abort", abort);
        });
        if (signal?.aborted) abort();
        else signal?.addEventListener?.("abort", abort);
      };
      whenRunning(() => {
        try {
          start();
        } catch {
          // The WebAssembly has failed, and with it this call.
        }
      });
    });
  }

  /** Lets the memory of the client go. */
  dispose(): void {
    this.#client?.free();
    this.#exports = undefined;
    this.#client = undefined;
    this.#replays.clear();
  }
}
