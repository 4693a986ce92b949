import type * as bindings from "./bindings.js";

/** What Rust exports. */
export type Exports = Omit<typeof bindings, "default" | "initSync">;

/** The JavaScript side of one WebAssembly instance, with state of its own. */
export interface Glue {
  /** What the instance imports. */
  readonly imports: WebAssembly.Imports;
  /**
   * The values of JavaScript's that Rust knows by their places here. The constants come first; a place
   * that is free has the number of the next one that is.
   */
  readonly values: unknown[];
  /** The first place that is free. */
  free: number;
  /** How many bytes of the memory, from its beginning, are the stack. */
  readonly stack: number;
  /** Takes what the instance exports; what Rust exports works from then on. Once only. */
  connect(exports: WebAssembly.Exports): Exports;
}

/** Makes the JavaScript side of an instance that is to come. `host` has the functions that Rust calls as its methods. */
export function createGlue(host: object): Glue;
