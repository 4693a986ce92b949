import { type CometChatErrorCode, CometChatException } from "./exception.js";
import { describe, ownProperties } from "./foreign.js";
import { type Instance, instantiate, type Parts } from "./instance.js";
import { load } from "./loader.js";
import { callBack, onAbort } from "./options.js";
import type { CallOptions } from "./types.js";

/** The methods of Rust's exported object that the runtime calls. */
interface RustObject {
  cancel(promise: Promise<unknown>): CometChatException;
  dispose?(): void;
  free(): void;
}

/** A function that calls a method of Rust's object. */
type Call<Rust, R = unknown> = (client: Rust) => R;

/**
 * Runs a client, or the server's half, in an instance of the WebAssembly. Loads the WebAssembly at the
 * first call, and starts another instance at the first call after a failure.
 */
export class Runtime<Rust extends RustObject> {
  /** The object with which the application uses this runtime. */
  client: unknown;
  /** The instance, once it runs. */
  #instance: Instance<Rust> | undefined;
  #isStarting = false;
  /** Calls made before the instance runs, in order. */
  #waiting: (() => void)[] = [];
  /** The pending calls: the function that rejects each, and the function that cancels it. */
  readonly #pending = new Map<(error: CometChatException) => void, () => void>();
  /** Set by {@link dispose}: the error of later calls. No other instance is started. */
  #end: CometChatException | undefined;
  /** The calls that each start of an instance repeats, by the key under which they can be replaced. */
  readonly #replays = new Map<unknown, Call<Rust>>();
  /** The functions to call when the replay of a key ends or is replaced. */
  readonly #ends = new Map<unknown, () => void>();
  readonly #parts: Parts<Rust>;

  /** @param parts what an instance needs in addition to the WebAssembly */
  constructor(parts: Parts<Rust>) {
    this.#parts = parts;
  }

  /** Makes a synchronous call. Returns `undefined` if the instance does not run, or fails in the call. */
  callSync<R>(call: Call<Rust, R>): R | undefined {
    this.#checkInstance();
    const instance = this.#instance;
    if (!instance || instance.failure) return undefined;
    const made = call(instance.client);
    // If the instance failed in this call, its result means nothing.
    return instance.failure ? undefined : made;
  }

  /** Makes a call now, if an instance runs, and whenever one starts. */
  setReplay(key: unknown, call: Call<Rust>): void {
    this.setReplayOnStart(key, call);
    this.callSync(call);
  }

  /** Makes a call whenever an instance starts. */
  setReplayOnStart(key: unknown, call: Call<Rust>): void {
    this.#endReplay(key);
    this.#replays.set(key, call);
  }

  /** Removes the replay of a key, and makes the call `undo`, if an instance runs. */
  removeReplay(key: unknown, undo: Call<Rust>): void {
    this.#endReplay(key);
    this.callSync(undo);
  }

  /** Sets the function to call when the replay of a key ends or is replaced. */
  onReplayEnd(key: unknown, end: () => void): void {
    this.#ends.set(key, end);
  }

  #endReplay(key: unknown): void {
    this.#replays.delete(key);
    const end = this.#ends.get(key);
    this.#ends.delete(key);
    end?.();
  }

  /** The call that is replayed under a key. */
  replay(key: unknown): Call<Rust> | undefined {
    return this.#replays.get(key);
  }

  /**
   * Makes an asynchronous call, and loads the WebAssembly for it if needed. Never throws. The callbacks
   * in the options are called before those of the promise; `present` makes the argument of `onSuccess`.
   */
  call<T, V = T>(
    call: Call<Rust, Promise<T>>,
    options?: CallOptions<V>,
    present?: (value: T) => V,
  ): Promise<T> {
    const own = ownProperties(options);
    return callBack(this.startAsync(call, own.signal), own, present);
  }

  /** Makes an asynchronous call, and loads the WebAssembly for it if needed. Calls no callbacks. */
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
        // If the instance failed in this call, the call is about to be rejected.
        if (this.#instance?.failure) return;
        const promise = Promise.resolve(made as Promise<T>);
        // Only while pending: a foreign signal may fire again.
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

  /** Cancels all pending calls, and ends the client. Later calls reject. */
  dispose(): void {
    for (const abort of this.#pending.values()) abort();
    const client = this.#instance?.client;
    this.callSync((client) => client.dispose?.());
    this.#end = this.#fail("REQUEST_CANCELLED", "The client was disposed of.", "disposed");
    for (const key of [...this.#replays.keys()]) this.#endReplay(key);
    // Later, because Rust may be on the stack now.
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
        // In an extension's content script, the engine gives no reason.
        /-eval'|by CSP|\): ?$/.test(reason)
          ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
          : `The SDK's WebAssembly did not start. ${reason}`,
        cause,
      );
    } finally {
      this.#isStarting = false;
    }
  }

  /** Drops an instance that has failed, and rejects its pending calls. Never throws. */
  #checkInstance(): void {
    const failure = this.#instance?.failure;
    if (!failure) return;
    try {
      this.#fail("SDK_FAILED", "The SDK failed. The next call starts it again.", failure.error);
    } catch {
      // The stack is exhausted. The next call, on a stack of its own, tries again.
    }
  }

  /**
   * Rejects all pending calls, and drops the instance; the next call starts another one. The instance is
   * dropped last: if this throws half-way, it can be called again.
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
