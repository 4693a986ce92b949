/** Taken when the module is loaded: fake timers of tests replace the global one. */
const { queueMicrotask } = globalThis;

/** A value, or a promise of it where the engine is asynchronous. */
export type MaybePromise<T> = T | Promise<T>;

/** Compiles the WebAssembly, at once where the engine allows that, which saves the page some turns. */
export function compile(
  source: BufferSource | WebAssembly.Module,
): MaybePromise<WebAssembly.Module> {
  if (isModule(source)) return source as WebAssembly.Module;
  try {
    return new WebAssembly.Module(source as BufferSource);
  } catch (error) {
    // Chromium does not, on a page's main thread, before version 115.
    if (error instanceof RangeError) return WebAssembly.compile(source as BufferSource);
    throw error;
  }
}

/**
 * What an instance is made of, beside the WebAssembly: what makes its JavaScript side, what Rust calls of this
 * package's JavaScript, and what makes the client of what Rust exports.
 */
export type Parts<Rust> = [
  createGlue: (host: object, schedule: typeof queueMicrotask) => Glue,
  imports: object,
  construct: (exports: Exports) => Rust,
];

/** What `createGlue` makes, of whichever WebAssembly. */
interface Glue {
  readonly imports: WebAssembly.Imports;
  connect(exports: WebAssembly.Exports): Exports;
}

// biome-ignore lint/suspicious/noExplicitAny: the build has the types of each WebAssembly's own
type Exports = any;

/** An instance of the WebAssembly. It shares nothing with the next one. */
export interface Instance<Rust> {
  /** The object that Rust exports. */
  readonly client: Rust;
  /** What has ended the instance, if it has ended: nothing enters it any more. */
  readonly failure: { readonly error: unknown } | undefined;
}

/**
 * Starts an instance of the WebAssembly, with its client.
 *
 * @param onFailure is called, on a stack of its own, after the first error that leaves the instance
 */
export function instantiate<Rust>(
  module: WebAssembly.Module,
  onFailure: () => void,
  [createGlue, imports, construct]: Parts<Rust>,
): MaybePromise<Instance<Rust>> {
  const glue = createGlue(imports, queueMicrotask);
  const start = ({ exports }: WebAssembly.Instance): Instance<Rust> => {
    const state: FailureState = { failure: undefined };
    const client = construct(glue.connect(failOnce(exports, state, onFailure)));
    return Object.assign(state, { client });
  };
  try {
    return start(new WebAssembly.Instance(module, glue.imports));
  } catch (error) {
    // As above.
    if (!(error instanceof RangeError)) throw error;
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

interface FailureState {
  failure: { error: unknown } | undefined;
}

/**
 * What an instance exports, until an error leaves it. That is noted in `state`, which cannot fail; then it
 * is told, which may: an exhausted stack has no room for a call. Each frame on the way out, and each later
 * entry, tries again.
 */
function failOnce(
  exports: WebAssembly.Exports,
  state: FailureState,
  onFailure: () => void,
): WebAssembly.Exports {
  let callDepth = 0;
  let isTold = false;
  const tell = (): void => {
    if (isTold) return;
    queueMicrotask(onFailure);
    isTold = true;
  };
  const guarded = { ...exports };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== "function") continue;
    guarded[name] = (...args: unknown[]) => {
      // Those that led to the failure end too. A late callback or finalizer has nobody to tell.
      if (state.failure && callDepth > 0) throw state.failure.error;
      let result: unknown = [];
      callDepth++;
      try {
        if (!state.failure) result = value(...args);
      } catch (error) {
        state.failure ??= { error };
        if (callDepth > 1) throw error;
      } finally {
        callDepth--;
        if (state.failure) {
          try {
            tell();
          } catch {
            // See above.
          }
        }
      }
      return result;
    };
  }
  return guarded;
}
