import type * as bindings from "./bindings.js";

export type * from "./bindings.js";

/** What Rust exports. */
export type Exports = Omit<typeof bindings, "default" | "initSync">;

/** The JavaScript side of one WebAssembly instance, with state of its own. */
export interface Glue {
  /** What the instance imports. */
  readonly imports: WebAssembly.Imports;
  /** Takes what the instance exports; what Rust exports works from then on. Once only. */
  connect(exports: WebAssembly.Exports): Exports;
}

/**
 * Makes the JavaScript side of an instance that is to come.
 *
 * @param host has the functions that Rust calls as its methods
 * @param schedule is `queueMicrotask`, for the tasks of Rust
 */
export function createGlue(host: object, schedule: typeof queueMicrotask): Glue;
