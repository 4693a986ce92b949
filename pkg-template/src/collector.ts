import type { Glue } from "./generated/glue.js";

/** After how many new values the unused ones are freed, even if operations are still under way. */
const MANY = 1024;

/** Frees the JavaScript values that Rust no longer has a handle to (`src/platform/browser/handle.rs`). */
export interface Collector {
  /** Whether there are many new values since the last collection. */
  isDue(): boolean;
  /**
   * Frees every value whose place is not found in the memory. Call this only while none of the
   * instance's code runs and no value is being passed in or out: then the stack is empty, and each
   * handle is an aligned 32-bit number in the memory behind it. A number that only looks like a handle
   * keeps its value until a later collection.
   */
  collect(): void;
}

export function createCollector(glue: Glue, memory: WebAssembly.Memory): Collector {
  const { values, stack } = glue;
  const first = values.length;
  let limit = first + MANY;
  return {
    // Places are given out in ascending order.
    isDue: () => glue.free >= limit,
    collect() {
      const isUsed = new Uint8Array(values.length);
      // Most are zero. An engine sorts them faster than it runs a loop that it has not compiled yet.
      const words = new Uint32Array(memory.buffer, stack).slice().sort();
      let at = words.length;
      // Numbers that are no places fall outside the array, where writing does nothing.
      for (let word = words[--at] ?? 0; word >= first; word = words[--at] ?? 0) isUsed[word] = 1;
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
