import { type Collector, createCollector } from "./collector.js";
import { createGlue, type Exports } from "./generated/glue.js";

/** What comes at once where it can, later where it must. */
export type MaybePromise<T> = T | Promise<T>;

/** Compiles the WebAssembly: at once where the engine allows that, which saves the page some turns. */
export function compile(
  source: BufferSource | WebAssembly.Module,
): MaybePromise<WebAssembly.Module> {
  if (isModule(source)) return source as WebAssembly.Module;
  try {
    return new WebAssembly.Module(source as BufferSource);
  } catch (error) {
    // Chromium does not, on a page's main thread, before version 115.
    if (`${error}`.startsWith("RangeError")) return WebAssembly.compile(source as BufferSource);
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
  let collector: Collector;
  /** How many calls into Rust are on the stack. */
  const frames = { depth: 0 };
  /** How many promises Rust's tasks are waiting for. */
  let awaited = 0;
  /** Frees unused values, unless Rust runs: if there are many, or if every task has ended (`isOver`). */
  const collect = (isOver?: boolean): void => {
    if (!frames.depth && (isOver || collector.isDue())) collector.collect();
  };
  /** Calls Rust. `onFailure` hears of what goes wrong there. */
  const enter = (run: () => void): void => {
    try {
      run();
    } catch {
      // See above.
    }
  };
  /** Resumes a task of Rust's with what becomes of a promise. */
  const follow = async (promise: unknown, task: number): Promise<void> => {
    let value: unknown;
    let isRejected = false;
    awaited++;
    try {
      value = await promise;
    } catch (error) {
      value = error;
      isRejected = true;
    }
    awaited--;
    enter(() => client.resume(task, value, isRejected));
    collect(!awaited);
  };
  const hear = (event: unknown): void => {
    enter(() => client.hear(event));
    collect();
  };
  const glue = createGlue({ ...host, follow, listener: () => hear });
  const start = ({ exports }: WebAssembly.Instance): Exports => {
    collector = createCollector(glue, exports.memory as WebAssembly.Memory);
    client = glue.connect(guard(exports, frames, onFailure));
    const call: Exports["call"] = (...args) => {
      try {
        return client.call(...args);
      } finally {
        collect();
      }
    };
    return { ...client, call };
  };
  try {
    return start(new WebAssembly.Instance(module, glue.imports));
  } catch (error) {
    // As above.
    if (!`${error}`.startsWith("RangeError")) throw error;
    return WebAssembly.instantiate(module, glue.imports).then(start);
  }
}

/**
 * Whether this is a compiled module, of this realm or of another, whose modules are not instances of
 * this one's class. `${source}` would tell, too, but it writes bytes out, number by number.
 */
export function isModule(source: unknown): boolean {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

/** What an instance exports, until something in it throws. `frames` counts the calls on the stack. */
function guard(
  exports: WebAssembly.Exports,
  frames: { depth: number },
  onFailure: (error: unknown) => void,
): WebAssembly.Exports {
  let failure: { error: unknown } | undefined;
  const guarded = { ...exports };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function") continue;
    guarded[name] = (...args: unknown[]) => {
      if (failure) {
        // Those that led here are to end too.
        if (frames.depth) throw failure.error;
        // A late callback or finalizer. It has nobody to tell.
        return [];
      }
      frames.depth++;
      try {
        return value(...args);
      } catch (error) {
        if (!failure) {
          failure = { error };
          onFailure(error);
        }
        throw error;
      } finally {
        frames.depth--;
      }
    };
  }
  return guarded;
}
