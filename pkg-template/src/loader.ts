import { CometChatException, type ExceptionFields } from "./exception.js";
import { exchange } from "./exchange.js";
import type { Exports } from "./generated/glue.js";
import { instantiate, type MaybePromise } from "./instance.js";
import { EVENTS, type LoginListenerCallbacks } from "./listener.js";
import { type CallOptions, report } from "./options.js";
import { connect } from "./tabs.js";
import { fullUser, User } from "./user.js";

/** Gets the SDK's WebAssembly, compiled or not; may be asked again after a failure. */
export type Door = () => MaybePromise<BufferSource | WebAssembly.Module>;

let door: Door;
/** What Rust exports, once the WebAssembly has run. */
export let core: Exports;
let runs = false;
let loading = false;
/** Tells the other tabs. */
let nudge: (() => void) | undefined;
/** Calls made before the WebAssembly runs, in order. */
let waiting: (() => void)[] = [];
/** The calls that are not settled. */
const pending = new Set<Deferred<unknown>>();
/** The last of them. */
let latest: Deferred<unknown> | undefined;
/** Why the WebAssembly runs no more. */
let failure: CometChatException;

/** What the WebAssembly is told whenever it starts, each under a key by which it is replaced. */
const kept = new Map<unknown, () => void>();

/** Who hears of logins and logouts, by id. */
const listeners = new Map<unknown, LoginListenerCallbacks>();

/** What became of listeners before the WebAssembly runs, by id. */
const early = new Map<unknown, () => void>();

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

/** Adds or removes a listener now, or as soon as the WebAssembly runs. */
export function listen(id: unknown, run: () => void): void {
  if (runs) run();
  else early.set(id, run);
}

/** Runs `init`, now and whenever the WebAssembly starts. */
export function initialize([appId, settings]: unknown[]): Deferred<boolean> {
  const values = [appId, ownProperties(settings)];
  kept.set("init", () => core.init(values).promise.catch(() => {}));
  return core.init(values);
}

/** What an object has of its own, each property read once; anything else as it is. */
function ownProperties(value: unknown): unknown {
  if (typeof value !== "object" || !value || Array.isArray(value)) return value;
  try {
    return Object.assign(Object.create(null), value);
  } catch {
    // What cannot be read are no settings.
    return false;
  }
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
  if (runs && !signal) return attempt(run).promise;
  // One of its own, which can end before that of the call does.
  const own = defer<T>();
  const now = () => {
    const made = attempt(run);
    const abort = () => own.reject(new CometChatException(core.abandon(made)));
    made.promise
      .then(own.resolve, own.reject)
      .then(() => signal?.removeEventListener?.("abort", abort));
    if (signal?.aborted) abort();
    else signal?.addEventListener?.("abort", abort);
  };
  if (runs) now();
  else {
    waiting.push(now);
    if (!loading) load();
  }
  return own.promise;
}

/** Makes a call now. */
function attempt<T>(run: () => Deferred<T>): Deferred<T> {
  latest = undefined;
  try {
    return run();
  } catch {
    // What it was about to return has been rejected, if there was something.
    const deferred = (latest ?? defer()) as Deferred<T>;
    deferred.reject(failure);
    return deferred;
  }
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
    const ending =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        pending.delete(deferred);
        settle(value);
      };
    deferred.resolve = ending(resolve);
    deferred.reject = ending(reject);
  });
  pending.add(deferred);
  latest = deferred;
  return deferred;
}

/** Makes what the application gets of what the WebAssembly tells: of an error, anything, a user, all
 * that the server says of a user. */
const SHAPES = [
  (fields: object) => new CometChatException(fields as ExceptionFields),
  (value: unknown) => value,
  (fields: object) => new User(fields),
  fullUser,
] as const;

type Index = 0 | 1 | 2 | 3;

function settle(deferred: Deferred<unknown>, how: Index, value?: object | null): void {
  const made = value == null ? null : SHAPES[how](value);
  if (how) deferred.resolve(made);
  else deferred.reject(made);
}

/** Tells the listeners of an event. What one of them throws keeps no other from hearing. */
function tell(event: Index, fields?: object): void {
  const told = fields && SHAPES[event ? 0 : 2](fields);
  for (const listener of [...listeners.values()]) {
    try {
      const callback: unknown = listener[EVENTS[event]];
      if (typeof callback === "function") callback.call(listener, told);
    } catch (error) {
      report(error);
    }
  }
}

async function load(): Promise<void> {
  loading = true;
  try {
    const opened = door();
    const started = instantiate(opened instanceof Promise ? await opened : opened, (trap) =>
      fail("SDK_FAILED", "The SDK failed. The next call starts it again.", trap),
    );
    core = started instanceof Promise ? await started : started;
    nudge ??= connect((key) => runs && core.look_again(key));
    core.start({
      defer,
      settle,
      tell,
      listen: (id: unknown, listener?: LoginListenerCallbacks) =>
        listener ? listeners.set(id, listener) : listeners.delete(id),
      report: (fields: ExceptionFields) => report(new CometChatException(fields)),
      later: () => queueMicrotask(() => runs && core.start_next()),
      sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
      exchange,
      nudge,
    });
    runs = true;
    for (const run of [...kept.values(), ...early.values(), ...waiting.splice(0)]) run();
    early.clear();
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
function fail(code: string, message: string, cause: unknown): void {
  runs = false;
  waiting = [];
  failure = new CometChatException({ code, message, details: { reason: `${cause}` }, cause });
  for (const deferred of pending) deferred.reject(failure);
}
