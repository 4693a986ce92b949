/** Read when the module is loaded, because fake timers of tests replace the global one. */
const { queueMicrotask } = globalThis;

/** A value, or a promise of it where the engine is asynchronous. */
export type MaybePromise<T> = T | Promise<T>;

/** Compiles the WebAssembly, synchronously where the engine allows it, which is faster. */
export function compile(
  source: BufferSource | WebAssembly.Module,
): MaybePromise<WebAssembly.Module> {
  if (isModule(source)) return source as WebAssembly.Module;
  try {
    return new WebAssembly.Module(source as BufferSource);
  } catch (error) {
    // Chromium before version 115 refuses this on a page's main thread.
    if (error instanceof RangeError) return WebAssembly.compile(source as BufferSource);
    throw error;
  }
}

/**
 * What an instance needs in addition to the WebAssembly: the function that makes its JavaScript side, the
 * functions of this package that Rust calls, and the function that makes the client from Rust's exports.
 */
export type Parts<Rust> = [
  createGlue: (host: object, schedule: typeof queueMicrotask) => Glue,
  imports: object,
  construct: (exports: Exports) => Rust,
];

/** The result of `createGlue` of either WebAssembly. */
interface Glue {
  readonly imports: WebAssembly.Imports;
  connect(exports: WebAssembly.Exports): Exports;
}

// biome-ignore lint/suspicious/noExplicitAny: the build has the types of each WebAssembly's own
type Exports = any;

/** An instance of the WebAssembly. It shares nothing with other instances. */
export interface Instance<Rust> {
  /** The object that Rust exports. */
  readonly client: Rust;
  /** The error that has ended the instance; no call enters it any more. `undefined` while it runs. */
  readonly failure: { readonly error: unknown } | undefined;
}

/**
 * Starts an instance of the WebAssembly, and makes its client.
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
    // Chromium before version 115, as in `compile`.
    if (!(error instanceof RangeError)) throw error;
    return WebAssembly.instantiate(module, glue.imports).then(start);
  }
}

/**
 * Whether this is a compiled module. `instanceof` would miss modules of other realms; `${source}` would
 * turn bytes into a long text.
 */
export function isModule(source: unknown): boolean {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

interface FailureState {
  failure: { error: unknown } | undefined;
}

/**
 * Wraps the exports of an instance: after the first error that leaves it, no call enters it any more.
 * First notes the error in `state`, which cannot fail. Then schedules `onFailure`, which fails if the
 * stack is exhausted: each frame on the way out, and each later call, tries again.
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
      // The calls that led to the failure end, too. Late callbacks and finalizers do nothing.
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
            // The stack is exhausted. The next frame tries again.
          }
        }
      }
      return result;
    };
  }
  return guarded;
}
