import type * as bindings from "./bindings.js";

export type * from "./bindings.js";

/** Rust's exports. */
export type Exports = Omit<typeof bindings, "default" | "initSync">;

/** The JavaScript side of one WebAssembly instance, with state of its own. */
export interface Glue {
  /** The imports of the instance. */
  readonly imports: WebAssembly.Imports;
  /** Takes the exports of the instance, and returns Rust's exports. Call it once. */
  connect(exports: WebAssembly.Exports): Exports;
}

/**
 * Makes the JavaScript side of an instance, before the instance itself.
 *
 * @param host an object whose methods Rust calls
 * @param schedule `queueMicrotask`, for the tasks of Rust
 */
export function createGlue(host: object, schedule: typeof queueMicrotask): Glue;
