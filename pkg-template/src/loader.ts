import { CometChatException } from "./exception.js";
import { exchange } from "./exchange.js";
import {
  abandon,
  adopt,
  imports,
  init,
  look_again,
  start,
  start_next,
} from "./generated/cometchat.js";
import { type CallOptions, report } from "./options.js";
import { connect } from "./tabs.js";
import { fullUser, User } from "./user.js";

/** Gets the SDK's WebAssembly, compiled or not; may be asked again after a failure. */
export type Door = () =>
  | BufferSource
  | WebAssembly.Module
  | Promise<BufferSource | WebAssembly.Module>;

let door: Door;
let runs = false;
let loading = false;
/** Tells the other tabs. */
let nudge: (() => void) | undefined;
/** Calls made before the WebAssembly runs, in order. */
let waiting: (() => void)[] = [];
/** What rejects the calls that are not settled. */
const pending = new Set<(reason: unknown) => void>();

/** What the WebAssembly is told whenever it starts, each under a key by which it is replaced. */
const kept = new Map<unknown, () => void>();

/** Says where the WebAssembly comes from. */
export function openBy(opener: Door): void {
  door = opener;
}

/** Whether the WebAssembly runs. Before that, none of its functions may be called. */
export function isRunning(): boolean {
  return runs;
}

/** Makes a call now, if the WebAssembly runs, and whenever it starts. */
export function keep(key: unknown, run: () => void): void {
  kept.set(key, run);
  if (runs) run();
}

/** Runs `init`, now and whenever the WebAssembly starts. */
export function initialize(values: unknown[]): Deferred<boolean> {
  kept.set(init, () => init(values).promise.catch(() => {}));
  return init(values);
}

/**
 * Makes a call, for which the WebAssembly is loaded if need be. Never throws. The callbacks in the
 * options, if there are any, come before the promise's own; `present` makes what `onSuccess` gets.
 */
export function ask<T, V = T>(
  run: () => Deferred<T>,
  options?: CallOptions<V>,
  present?: (value: T) => V,
): Promise<T> {
  return callBack(begin(run, options?.signal), options, present);
}

/** Makes a call, for which the WebAssembly is loaded if need be. Never throws. */
export function begin<T>(run: () => Deferred<T>, signal?: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = defer<T>();
  const now = () => {
    const settle =
      <V>(by: (value: V) => void) =>
      (value: V) => {
        pending.delete(reject);
        signal?.removeEventListener?.("abort", abort);
        by(value);
      };
    const abort = () => settle(reject)(abandon(deferred));
    let deferred: Deferred<T>;
    try {
      deferred = run();
      deferred.promise.then(settle(resolve), settle(reject));
      if (signal?.aborted) abort();
      else signal?.addEventListener?.("abort", abort);
    } catch (error) {
      reject(error);
    }
  };
  pending.add(reject);
  if (runs) now();
  else {
    waiting.push(now);
    if (!loading) load();
  }
  return promise;
}

/** Tells the callbacks in the options, if there are any, what a promise comes to; returns it. */
export function callBack<T, V = T>(
  promise: Promise<T>,
  options?: CallOptions<V>,
  present?: (value: T) => V,
): Promise<T> {
  if (options?.onSuccess || options?.onError) {
    promise
      .then(
        (value) => options.onSuccess?.(present ? present(value) : (value as unknown as V)),
        (error) => options.onError?.(error),
      )
      .catch(report);
  }
  return promise;
}

/** A promise, and what settles it. */
interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T | PromiseLike<T>): void;
  reject(reason: unknown): void;
}

function defer<T>(): Deferred<T> {
  const deferred = {} as Deferred<T>;
  deferred.promise = new Promise((resolve, reject) => {
    Object.assign(deferred, { resolve, reject });
  });
  return deferred;
}

async function load(): Promise<void> {
  loading = true;
  try {
    const made = await WebAssembly.instantiate((await door()) as BufferSource, imports());
    adopt(made.instance ?? made, (trap) =>
      fail("SDK_FAILED", "The SDK failed. The next call starts it again.", trap),
    );
    nudge ??= connect((key) => runs && look_again(key));
    start({
      user: (fields: object) => new User(fields),
      fullUser,
      defer,
      report,
      nudge,
      sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
      later: () => queueMicrotask(() => runs && start_next()),
      exchange,
      exception: (fields: ConstructorParameters<typeof CometChatException>[0]) =>
        new CometChatException(fields),
    });
    runs = true;
    for (const run of [...kept.values(), ...waiting.splice(0)]) run();
  } catch (cause) {
    fail(
      "WASM_LOAD_FAILED",
      /-eval'|by CSP/.test(`${cause}`)
        ? "The Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src."
        : `The SDK's WebAssembly did not start. ${cause}`,
      cause,
    );
  }
  loading = false;
}

/** Rejects all calls that are not settled. The next one loads the WebAssembly again. */
function fail(code: string, message: string, cause: unknown): undefined {
  runs = false;
  waiting = [];
  for (const reject of pending) {
    reject(new CometChatException({ code, message, details: { reason: `${cause}` }, cause }));
  }
  pending.clear();
}
