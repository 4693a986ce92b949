import { report } from "./foreign.js";
import type { CallOptions } from "./types.js";
import type { AbortSignal } from "./web.js";

/** Splits the options off the arguments of a call. */
export function splitOptions<T>(values: unknown[]): [unknown[], CallOptions<T>?] {
  const last = values.at(-1) as object;
  try {
    if (["onSuccess", "onError", "signal"].some((key) => Object.hasOwn(last, key)))
      return [values.slice(0, -1), last as CallOptions<T>];
  } catch {
    // Nothing, or a proxy that throws.
  }
  return [values];
}

/**
 * Calls `abort` when a signal is aborted, also if it is already. What is no signal is never.
 *
 * @returns a function that stops waiting for it
 */
export function onAbort(signal: AbortSignal | undefined, abort: () => void): () => void {
  try {
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort);
  } catch {
    // It throws when it is looked at.
  }
  return () => {
    try {
      signal?.removeEventListener("abort", abort);
    } catch {
      // See above.
    }
  };
}

/** Tells the callbacks in the options (own properties), if there are any, what a promise comes to; returns it. */
export function callBack<T, V = T>(
  promise: Promise<T>,
  options: Partial<CallOptions<V>>,
  present?: (value: T) => V,
): Promise<T> {
  if (options.onSuccess || options.onError) {
    promise
      .then(
        (value) => options.onSuccess?.(present ? present(value) : (value as unknown as V)),
        (error) => options.onError?.(error),
      )
      .catch(report);
  }
  return promise;
}
