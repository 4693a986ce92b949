import { CometChatException } from "./exception.js";
import type { Exports } from "./generated/glue.js";
import { host } from "./host.js";
import { instantiate } from "./instance.js";
import { load } from "./loader.js";
import { type CallOptions, callBack } from "./options.js";

/** What Rust exports: the functions of one client. */
export type Client = Exports;

type Run = (client: Client) => unknown;

/**
 * A client's own instance of the WebAssembly: loaded at the first call, and started anew at the first
 * call after a failure.
 */
export class Connection {
  /** What Rust exports, while the instance runs. */
  client: Client | undefined;
  /** The settings that `init` was given last. */
  settings: unknown;
  /** What `useEmulator` was given. */
  emulator: string | undefined;
  #isStarting = false;
  /** Calls made before the instance runs, in order. */
  #waiting: (() => void)[] = [];
  /** Rejects the calls that are not settled. */
  readonly #pending = new Set<(error: CometChatException) => void>();
  /** What each start repeats, each under a key by which it is replaced. */
  readonly #replays = new Map<unknown, Run>();
  readonly #storage: unknown;

  /** @param storage what the session is kept in; `undefined` for the page's, `null` for memory */
  constructor(storage?: unknown) {
    this.#storage = storage;
  }

  /** Makes a call now, if the instance runs, and whenever it starts. */
  replay(key: unknown, run: Run): void {
    this.#replays.set(key, run);
    this.#enter(run);
  }

  /** Undoes what is replayed under a key: with a call, if the instance runs. */
  forget(key: unknown, run: Run): void {
    this.#replays.delete(key);
    this.#enter(run);
  }

  /** What is replayed under a key. */
  replays(key: unknown): Run | undefined {
    return this.#replays.get(key);
  }

  /** Runs `init`, and from then on whenever the instance starts. */
  initialize(client: Client, appId: unknown, settings: unknown): Promise<boolean> {
    this.settings = settings;
    this.#replays.set("init", (next) => next.init(appId, settings).catch(() => {}));
    return client.init(appId, settings);
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
    return callBack(this.begin(run, options?.signal), options, present);
  }

  /** The same, without callbacks. */
  begin<T>(run: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      const start = (client: Client) => {
        const made = run(client);
        const abort = () => reject(client.abandon(made));
        made.then(resolve, reject).then(() => {
          this.#pending.delete(reject);
          signal?.removeEventListener?.("abort", abort);
        });
        if (signal?.aborted) abort();
        else signal?.addEventListener?.("abort", abort);
      };
      if (this.client) this.#enter(start);
      else {
        this.#waiting.push(() => this.#enter(start));
        if (!this.#isStarting) this.#start();
      }
    });
  }

  /** Calls Rust, if the instance runs. One that fails in it has rejected what was pending. */
  #enter(run: Run): void {
    try {
      if (this.client) run(this.client);
    } catch {
      // `instantiate` has told of it.
    }
  }

  async #start(): Promise<void> {
    this.#isStarting = true;
    try {
      const loading = load();
      const module = loading instanceof Promise ? await loading : loading;
      const starting = instantiate(module, host, (trap) =>
        this.#fail("SDK_FAILED", "The SDK failed. The next call starts it again.", trap),
      );
      const client = starting instanceof Promise ? await starting : starting;
      client.start(this.#storage);
      this.client = client;
      for (const run of [...this.#replays.values()]) this.#enter(run);
      for (const run of this.#waiting.splice(0)) run();
    } catch (cause) {
      this.#fail(
        "WASM_LOAD_FAILED",
        /-eval'|by CSP/.test(`${cause}`)
          ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
          : `The SDK's WebAssembly did not start. ${cause}`,
        cause,
      );
    }
    this.#isStarting = false;
  }

  /** Rejects all calls that are not settled. The next one starts another instance. */
  #fail(code: string, message: string, cause: unknown): void {
    this.client = undefined;
    this.#waiting = [];
    const error = new CometChatException({ code, message, details: { reason: `${cause}` }, cause });
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }
}
