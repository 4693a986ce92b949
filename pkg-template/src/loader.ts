import { CometChatException } from "./exception.js";
import { abandon, adopt, imports, look_again, start } from "./generated/cometchat.js";
import { type CallOptions, report } from "./options.js";
import { connect } from "./tabs.js";
import { fullUser, User } from "./user.js";

/** Gets the SDK's WebAssembly; may be asked again after a failure. */
export type Door = () => Promise<BufferSource>;

let door: Door;
let runs = false;
let loading: Promise<void> | undefined;
/** Calls made before the WebAssembly runs, in order. */
let waiting: { run(): void; fail?(error: unknown): void }[] = [];

/** Says where the WebAssembly comes from. */
export function openBy(opener: Door): void {
  door = opener;
}

/** Whether the WebAssembly runs. Before that, none of its functions may be called. */
export function isRunning(): boolean {
  return runs;
}

/** Makes a call now, or as soon as the WebAssembly runs. */
export function soon(run: () => void): void {
  if (runs) run();
  else waiting.push({ run });
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
    const deferred = run();
    const abort = () => reject(abandon(deferred));
    const forget = () => signal?.removeEventListener?.("abort", abort);
    deferred.promise.finally(forget).then(resolve, reject);
    if (signal?.aborted) abort();
    else signal?.addEventListener?.("abort", abort);
  };
  if (runs) now();
  else {
    waiting.push({ run: now, fail: reject });
    loading ??= load();
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
  try {
    const { instance } = await WebAssembly.instantiate(await door(), imports());
    adopt(instance);
    start({
      user: (fields: object) => new User(fields),
      fullUser,
      defer,
      report,
      nudge: connect(look_again),
      exception: (fields: ConstructorParameters<typeof CometChatException>[0]) =>
        new CometChatException(fields),
    });
    for (let next = waiting.shift(); next; next = waiting.shift()) next.run();
    runs = true;
  } catch (cause) {
    const failed = waiting.filter((one) => one.fail);
    waiting = waiting.filter((one) => !one.fail);
    for (const { fail } of failed) fail?.(loadFailure(cause));
  } finally {
    loading = undefined;
  }
}

function loadFailure(cause: unknown): CometChatException {
  return new CometChatException({
    code: "WASM_LOAD_FAILED",
    name: "WASM_LOAD_FAILED",
    message:
      "The SDK's WebAssembly did not start. A Content-Security-Policy needs 'wasm-unsafe-eval' in its " +
      "script-src; a browser needs WebAssembly and DecompressionStream.",
    details: { reason: String(cause) },
    cause,
  });
}
