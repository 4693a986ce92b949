import { type CometChatErrorCode, CometChatException } from "./exception.js";
import { describe, ownProperties } from "./foreign.js";
import { type Instance, instantiate, type Parts } from "./instance.js";
import { load } from "./loader.js";
import { callBack, onAbort } from "./options.js";
import type { CallOptions } from "./types.js";

/** What the runtime needs of the object that Rust exports. */
interface RustObject {
  cancel(promise: Promise<unknown>): CometChatException;
  dispose?(): void;
  free(): void;
}

/** A call of a method of Rust's object. */
type Call<Rust, R = unknown> = (client: Rust) => R;

/**
 * Runs a client, or the server's half: an instance of the WebAssembly, loaded at the first call, and started
 * anew at the first call after a failure.
 */
export class Runtime<Rust extends RustObject> {
  /** What shows this runtime to the application. */
  client: unknown;
  /** The instance, once it runs. */
  #instance: Instance<Rust> | undefined;
  #isStarting = false;
  /** Calls made before the instance runs, in order. */
  #waiting: (() => void)[] = [];
  /** What rejects each call that is not settled, and what cancels it. */
  readonly #pending = new Map<(error: CometChatException) => void, () => void>();
  /** Why there is to be no other instance. */
  #end: CometChatException | undefined;
  /** What each start repeats, each under a key by which it is replaced. */
  readonly #replays = new Map<unknown, Call<Rust>>();
  /** What is done once a key is replayed no more, or with another call. */
  readonly #ends = new Map<unknown, () => void>();
  readonly #parts: Parts<Rust>;

  /** @param parts what an instance is made of, beside the WebAssembly */
  constructor(parts: Parts<Rust>) {
    this.#parts = parts;
  }

  /** Makes a call that takes no time; `undefined` if the instance does not run. */
  callSync<R>(call: Call<Rust, R>): R | undefined {
    this.#checkInstance();
    const instance = this.#instance;
    if (!instance || instance.failure) return undefined;
    const made = call(instance.client);
    // What an instance returns that fails meanwhile means nothing.
    return instance.failure ? undefined : made;
  }

  /** Makes a call now, if the instance runs, and whenever it starts. */
  setReplay(key: unknown, call: Call<Rust>): void {
    this.setReplayOnStart(key, call);
    this.callSync(call);
  }

  /** Makes a call whenever an instance starts. */
  setReplayOnStart(key: unknown, call: Call<Rust>): void {
    this.#endReplay(key);
    this.#replays.set(key, call);
  }

  /** Undoes what is replayed under a key, with a call, if the instance runs. */
  removeReplay(key: unknown, undo: Call<Rust>): void {
    this.#endReplay(key);
    this.callSync(undo);
  }

  /** Has `end` called once the call under a key is replayed no more. */
  onReplayEnd(key: unknown, end: () => void): void {
    this.#ends.set(key, end);
  }

  #endReplay(key: unknown): void {
    this.#replays.delete(key);
    const end = this.#ends.get(key);
    this.#ends.delete(key);
    end?.();
  }

  /** What is replayed under a key. */
  replay(key: unknown): Call<Rust> | undefined {
    return this.#replays.get(key);
  }

  /**
   * Makes a call that takes time, for which the WebAssembly is loaded if need be. Never throws. The
   * callbacks in the options, if there are any, are called before the promise's own; `present` makes
   * what `onSuccess` gets.
   */
  call<T, V = T>(
    call: Call<Rust, Promise<T>>,
    options?: CallOptions<V>,
    present?: (value: T) => V,
  ): Promise<T> {
    const own = ownProperties(options);
    return callBack(this.startAsync(call, own.signal), own, present);
  }

  /** The same, without callbacks. */
  startAsync<T>(call: Call<Rust, Promise<T> | T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, refuse) => {
      let leave = () => {};
      const reject = (error: CometChatException) => {
        leave();
        refuse(error);
      };
      if (this.#end) throw this.#end;
      this.#checkInstance();
      this.#pending.set(reject, () => {});
      const start = () => {
        const made = this.callSync(call);
        // What an instance returns that has failed meanwhile is nothing: the call is about to be rejected.
        if (this.#instance?.failure) return;
        const promise = Promise.resolve(made as Promise<T>);
        // Once: what is no signal may fire again.
        const abort = () => {
          const isPending = this.#pending.has(reject);
          const error = isPending && this.callSync((client) => client.cancel(promise));
          if (!error) return;
          this.#pending.delete(reject);
          reject(error);
        };
        this.#pending.set(reject, abort);
        leave = onAbort(signal, abort);
        promise.then(resolve, reject).then(() => {
          this.#pending.delete(reject);
          leave();
        });
      };
      if (this.#instance?.failure) Promise.resolve().then(() => this.#checkInstance());
      else if (this.#instance) start();
      else {
        this.#waiting.push(start);
        if (!this.#isStarting) this.#start();
      }
    });
  }

  /** Whether {@link dispose} was called. */
  get isDisposed(): boolean {
    return this.#end !== undefined;
  }

  /** Cancels all calls that are not settled, and rejects all others. */
  dispose(): void {
    for (const abort of this.#pending.values()) abort();
    const client = this.#instance?.client;
    this.callSync((client) => client.dispose?.());
    this.#end = this.#fail("REQUEST_CANCELLED", "The client was disposed of.", "disposed");
    for (const key of [...this.#replays.keys()]) this.#endReplay(key);
    // Later: Rust may be calling at this moment.
    if (client) queueMicrotask(() => client.free());
  }

  async #start(): Promise<void> {
    this.#isStarting = true;
    try {
      const loading = load();
      const module = loading instanceof Promise ? await loading : loading;
      if (this.#end) return;
      const starting = instantiate(module, () => this.#checkInstance(), this.#parts);
      const instance = starting instanceof Promise ? await starting : starting;
      if (this.#end) return instance.client.free();
      this.#instance = instance;
      for (const call of [...this.#replays.values()]) this.callSync(call);
      for (const run of this.#waiting.splice(0)) run();
    } catch (cause) {
      const reason = describe(cause);
      this.#fail(
        "WASM_LOAD_FAILED",
        // An engine that gives no reason has been forbidden to: in an extension's content script.
        /-eval'|by CSP|\): ?$/.test(reason)
          ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
          : `The SDK's WebAssembly did not start. ${reason}`,
        cause,
      );
    } finally {
      this.#isStarting = false;
    }
  }

  /** Lets go of an instance that has failed, and rejects what was pending in it. Never throws. */
  #checkInstance(): void {
    const failure = this.#instance?.failure;
    if (!failure) return;
    try {
      this.#fail("SDK_FAILED", "The SDK failed. The next call starts it again.", failure.error);
    } catch {
      // An exhausted stack has no room for it. The next entry, on a stack of its own, tries again.
    }
  }

  /**
   * Rejects all calls that are not settled. The next one starts another instance. The instance is let go of
   * last: if this throws half-way, it can be done again.
   */
  #fail(code: CometChatErrorCode, message: string, cause: unknown): CometChatException {
    const details = { reason: describe(cause) };
    const error = new CometChatException({ code, message, details, cause });
    for (const reject of [...this.#pending.keys()]) {
      reject(error);
      this.#pending.delete(reject);
    }
    this.#waiting = [];
    this.#instance = undefined;
    return error;
  }
}
