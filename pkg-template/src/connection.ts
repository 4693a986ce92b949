import { type CometChatErrorCode, CometChatException } from "./exception.js";
import { Operation } from "./generated/tables.js";
import { host } from "./host.js";
import { type Instance, instantiate } from "./instance.js";
import { load } from "./loader.js";
import { type CallOptions, callBack, describe, onAbort, ownProperties } from "./options.js";

/** An operation with its arguments. */
type Call = readonly [operation: Operation, first?: unknown, second?: unknown];

/**
 * A client's own instance of the WebAssembly: loaded at the first call, and started anew at the first
 * call after a failure.
 */
export class Connection {
  /** The settings that `init` was given last. */
  settings: unknown;
  /** What `useEmulator` was given. */
  emulator: string | undefined;
  /** The instance, once it runs. */
  #instance: Instance | undefined;
  #isStarting = false;
  /** Calls made before the instance runs, in order. */
  #waiting: (() => void)[] = [];
  /** What rejects each call that is not settled, and what gives it up. */
  readonly #pending = new Map<(error: CometChatException) => void, () => void>();
  /** Why there is to be no other instance. */
  #end: CometChatException | undefined;
  /** What each start repeats, each under a key by which it is replaced. */
  readonly #replays = new Map<unknown, Call>();
  readonly #storage: unknown;

  /** @param storage what the session is kept in; `undefined` for the page's, `null` for memory */
  constructor(storage?: unknown) {
    this.#storage = storage;
  }

  /** Performs an operation that takes no time; `undefined` if the instance does not run. */
  ask(...[operation, first, second]: Call): unknown {
    this.#checkInstance();
    return this.#instance?.rust.call(operation, first, second);
  }

  /** Lets go of an instance that has ended, and rejects what was pending in it. */
  #checkInstance(): void {
    const failure = this.#instance?.failure;
    if (failure) {
      this.#fail("SDK_FAILED", "The SDK failed. The next call starts it again.", failure.error);
    }
  }

  /** Performs an operation now, if the instance runs, and whenever it starts. */
  replay(key: unknown, ...call: Call): Call {
    this.#replays.set(key, call);
    this.ask(...call);
    return call;
  }

  /** Undoes what is replayed under a key: with an operation, if the instance runs. */
  forget(key: unknown, ...call: Call): void {
    this.#replays.delete(key);
    this.ask(...call);
  }

  /** What is replayed under a key. */
  replays(key: unknown): Call | undefined {
    return this.#replays.get(key);
  }

  /**
   * Performs an operation, for which the WebAssembly is loaded if need be. Never throws. The callbacks
   * in the options, if there are any, come before the promise's own; `present` makes what `onSuccess`
   * gets.
   */
  call<T, V = T>(call: Call, options?: CallOptions<V>, present?: (value: T) => V): Promise<T> {
    const own = ownProperties(options);
    return callBack(this.begin<T>(call, own.signal), own, present);
  }

  /** The same, without callbacks. */
  begin<T>(call: Call, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end) throw this.#end;
      this.#checkInstance();
      this.#pending.set(reject, () => {});
      const start = () => {
        const [operation, , settings] = call;
        if (operation === Operation.Init) {
          this.settings = settings;
          this.#replays.set(Operation.Init, call);
        }
        const made = Promise.resolve(this.ask(...call) as Promise<T>);
        // What an instance returns that has failed meanwhile is nothing: the call is about to be rejected.
        if (this.#instance?.failure) return;
        const abort = () => reject(this.ask(Operation.Abandon, made) as CometChatException);
        this.#pending.set(reject, abort);
        const settled = made.then(resolve, reject).then(() => {
          this.#pending.delete(reject);
          signal?.removeEventListener("abort", abort);
        });
        // What is no signal may throw.
        settled.catch(() => {});
        onAbort(signal, abort);
      };
      if (this.#instance) start();
      else {
        this.#waiting.push(start);
        if (!this.#isStarting) this.#start();
      }
    });
  }

  /** Gives up all calls that are not settled, and rejects all others. */
  dispose(): void {
    for (const abort of this.#pending.values()) abort();
    this.#end = this.#fail("REQUEST_CANCELLED", "The client was disposed of.", "disposed");
    this.#replays.clear();
  }

  async #start(): Promise<void> {
    this.#isStarting = true;
    try {
      const loading = load();
      const module = loading instanceof Promise ? await loading : loading;
      const starting = instantiate(module, host, () => this.#checkInstance());
      const instance = starting instanceof Promise ? await starting : starting;
      instance.rust.start(this.#storage);
      this.#instance = instance;
      for (const call of [...this.#replays.values()]) {
        // Whoever has called `init` has been told of what is wrong with it.
        (this.ask(...call) as Promise<unknown> | undefined)?.catch(() => {});
      }
      for (const run of this.#waiting.splice(0)) run();
    } catch (cause) {
      const reason = describe(cause);
      this.#fail(
        "WASM_LOAD_FAILED",
        /-eval'|by CSP/.test(reason)
          ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
          : `The SDK's WebAssembly did not start. ${reason}`,
        cause,
      );
    } finally {
      this.#isStarting = false;
    }
  }

  /** Rejects all calls that are not settled. The next one starts another instance. */
  #fail(code: CometChatErrorCode, message: string, cause: unknown): CometChatException {
    this.#instance = undefined;
    this.#waiting = [];
    const details = { reason: describe(cause) };
    const error = new CometChatException({ code, message, details, cause });
    const rejects = [...this.#pending.keys()];
    this.#pending.clear();
    for (const reject of rejects) reject(error);
    return error;
  }
}
