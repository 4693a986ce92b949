import { createGlue, type Exports } from "./generated/glue.js";

/** What comes at once where it can, later where it must. */
export type MaybePromise<T> = T | Promise<T>;

/** Compiles the WebAssembly: at once where the engine allows that, which saves the page some turns. */
export function compile(
  source: BufferSource | WebAssembly.Module,
): MaybePromise<WebAssembly.Module> {
  if (isModule(source)) return source;
  try {
    return new WebAssembly.Module(source);
  } catch (error) {
    // Chromium does not, on a page's main thread, before version 115.
    if (`${error}`.startsWith("RangeError")) return WebAssembly.compile(source);
    throw error;
  }
}

/**
 * Starts an instance of the WebAssembly, and returns what Rust exports. `host` is what Rust calls.
 *
 * The instance ends with the first error that leaves it, which `onFailure` hears of: nothing enters it
 * from then on. It shares nothing with the next one.
 */
export function instantiate(
  module: WebAssembly.Module,
  host: object,
  onFailure: (error: unknown) => void,
): MaybePromise<Exports> {
  let client: Exports;
  /** Resumes a task of Rust's with what becomes of a promise. */
  const follow = async (promise: unknown, task: number): Promise<void> => {
    let value: unknown;
    let isRejected = false;
    try {
      value = await promise;
    } catch (error) {
      value = error;
      isRejected = true;
    }
    enter(() => client.resume(task, value, isRejected));
  };
  const hear = (event: unknown) => enter(() => client.hear(event));
  const { imports, connect } = createGlue({ ...host, follow, listener: () => hear });
  const start = ({ exports }: WebAssembly.Instance) => {
    client = connect(guard(exports, onFailure));
    return client;
  };
  try {
    return start(new WebAssembly.Instance(module, imports));
  } catch (error) {
    // As above.
    if (!`${error}`.startsWith("RangeError")) throw error;
    return WebAssembly.instantiate(module, imports).then(start);
  }
}

/** Calls Rust. `onFailure` hears of what goes wrong there. */
function enter(run: () => void): void {
  try {
    run();
  } catch {
    // See above.
  }
}

/** Also of modules that another realm compiled, which are no instances of this one's class. */
export function isModule(source: unknown): source is WebAssembly.Module {
  return `${source}` === "[object WebAssembly.Module]";
}

/** What an instance exports, until something in it throws. */
function guard(
  exports: WebAssembly.Exports,
  onFailure: (error: unknown) => void,
): WebAssembly.Exports {
  let failure: { error: unknown } | undefined;
  let depth = 0;
  const guarded = { ...exports };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function") continue;
    guarded[name] = (...args: unknown[]) => {
      if (failure) {
        // Those that led here are to end too.
        if (depth) throw failure.error;
        // A late callback or finalizer. It has nobody to tell.
        return [];
      }
      depth++;
      try {
        return value(...args);
      } catch (error) {
        if (!failure) {
          failure = { error };
          onFailure(error);
        }
        throw error;
      } finally {
        depth--;
      }
    };
  }
  return guarded;
}
