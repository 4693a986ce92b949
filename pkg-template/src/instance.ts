import { createGlue, type Exports } from "./generated/glue.js";

/** What comes at once where it can, later where it must. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Starts an instance of the WebAssembly, and returns what Rust exports.
 *
 * The instance ends with the first error that leaves it, which `onFailure` hears of: nothing enters it
 * from then on. It shares nothing with the next one.
 */
export function instantiate(
  source: BufferSource | WebAssembly.Module,
  onFailure: (error: unknown) => void,
): MaybePromise<Exports> {
  const { imports, connect } = createGlue();
  const start = ({ exports }: WebAssembly.Instance) => connect(guard(exports, onFailure));
  let instance: WebAssembly.Instance;
  try {
    // Browsers may do this at once: it saves the page some turns of its event loop.
    const module = isModule(source) ? source : new WebAssembly.Module(source);
    instance = new WebAssembly.Instance(module, imports);
  } catch (error) {
    // Chromium did not, on a page's main thread, before version 115.
    if (`${error}`.startsWith("RangeError")) return instantiateLater(source, imports).then(start);
    throw error;
  }
  return start(instance);
}

async function instantiateLater(
  source: BufferSource | WebAssembly.Module,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.Instance> {
  const module = isModule(source) ? source : await WebAssembly.compile(source);
  return WebAssembly.instantiate(module, imports);
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
