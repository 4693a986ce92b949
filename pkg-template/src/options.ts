import { report } from "./foreign.js";
import type { CallOptions } from "./types.js";
import type { AbortSignal } from "./web.js";

/** Splits the arguments of a call into values and options. */
export function splitOptions<T>(values: unknown[]): [unknown[], CallOptions<T>?] {
  const last = values.at(-1) as object;
  try {
    if (["onSuccess", "onError", "signal"].some((key) => Object.hasOwn(last, key)))
      return [values.slice(0, -1), last as CallOptions<T>];
  } catch {
    // No argument, or a proxy that throws.
  }
  return [values];
}

/**
 * Calls `abort` when a signal is aborted, or at once if it already is. Ignores other values.
 *
 * @returns a function that stops listening to the signal
 */
export function onAbort(signal: AbortSignal | undefined, abort: () => void): () => void {
  try {
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort);
  } catch {
    // Reading the value throws.
  }
  return () => {
    try {
      signal?.removeEventListener("abort", abort);
    } catch {
      // Reading the value throws.
    }
  };
}

/** Calls `onSuccess` or `onError` of the options with the result of a promise. Returns the promise. */
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
