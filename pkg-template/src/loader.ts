import { CometChatException } from "./exception.js";
import type * as Glue from "./generated/cometchat.js";
import { fullUser, User } from "./user.js";

/** The SDK's WebAssembly, running. */
export type Core = typeof Glue;
/** Gets the SDK running; may be asked again after a failure. */
export type Door = () => Promise<Core>;

let door: Door;
let core: Core | undefined;
let loading: Promise<void> | undefined;
/** Calls made before the WebAssembly runs, in order. */
let waiting: { run(core: Core): void; fail?(error: unknown): void }[] = [];

/** Says where the WebAssembly comes from. */
export function openBy(opener: Door): void {
  door = opener;
}

/** The SDK's WebAssembly, if it runs. */
export function running(): Core | undefined {
  return core;
}

/** Makes a call now, or as soon as the WebAssembly runs. */
export function soon(run: (core: Core) => void): void {
  if (core) run(core);
  else waiting.push({ run });
}

/** Makes a call, for which the WebAssembly is loaded if need be. Never throws. */
export function call<T>(run: (core: Core) => Deferred<T>, signal?: AbortSignal): Promise<T> {
  if (core) return start(core, run, signal);
  const { promise, resolve, reject } = defer<T>();
  waiting.push({ run: (core) => resolve(start(core, run, signal)), fail: reject });
  loading ??= load();
  return promise;
}

function start<T>(core: Core, run: (core: Core) => Deferred<T>, signal?: AbortSignal): Promise<T> {
  const deferred = run(core);
  if (!signal?.addEventListener) return deferred.promise;
  const { promise, resolve, reject } = defer<T>();
  const abort = () => reject(core.abandon(deferred));
  const settled = (settle: () => void) => {
    signal.removeEventListener("abort", abort);
    settle();
  };
  deferred.promise.then(
    (value) => settled(() => resolve(value)),
    (error) => settled(() => reject(error)),
  );
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort);
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
    const loaded = await door();
    loaded.start({
      user: (fields: object) => new User(fields),
      fullUser,
      defer,
      exception: (fields: ConstructorParameters<typeof CometChatException>[0]) =>
        new CometChatException(fields),
    });
    for (let next = waiting.shift(); next; next = waiting.shift()) next.run(loaded);
    core = loaded;
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
      "The SDK's WebAssembly could not be started. If the page has a Content-Security-Policy, its script-src needs " +
      "'wasm-unsafe-eval'. Otherwise please check that the browser supports WebAssembly and DecompressionStream.",
    details: { reason: String(cause) },
    cause,
  });
}
