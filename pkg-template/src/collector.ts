import type { Glue } from "./generated/glue.js";

/** How many places are given out before the values are collected in the middle of an operation. */
const MANY = 1024;

/** Frees the values that Rust has no handle of any more (`src/platform/browser/handle.rs`). */
export interface Collector {
  /** Whether many values have come since the last collection. */
  isDue(): boolean;
  /**
   * Frees what the memory does not name. Only while nothing of the instance runs, and no value is on
   * its way there or from there: the stack is empty then, and all handles are in the memory behind it,
   * each as a number of 32 bits that is aligned. A number that only looks like a handle keeps a value
   * until the next time.
   */
  collect(): void;
}

export function createCollector(glue: Glue, memory: WebAssembly.Memory): Collector {
  const { values, stack } = glue;
  const first = values.length;
  let limit = first + MANY;
  return {
    // Places are given out in order, so that one which is this high has many before it.
    isDue: () => glue.free >= limit,
    collect() {
      const isUsed = new Uint8Array(values.length);
      // What is no place is not written.
      for (const word of new Uint32Array(memory.buffer, stack)) isUsed[word] = 1;
      let free = Math.max(first, isUsed.lastIndexOf(1) + 1);
      let count = 0;
      values.length = free;
      for (let place = free; place-- > first; ) {
        if (isUsed[place]) continue;
        values[place] = free;
        free = place;
        count++;
      }
      glue.free = free;
      limit = values.length + Math.max(0, MANY - count);
    },
  };
}
