// @ts-check
/** Deadlines that pass when a test says so. */

/**
 * Runs in a page: a wait of five to forty seconds ends when the test calls `expire(least)`, and not before, however
 * long it takes; what has less time than `least` milliseconds goes on waiting.
 */
export function holdDeadlines() {
  const { setTimeout, clearTimeout } = window;
  /** @type {Map<number, { ms: number, run: () => void }>} */
  const held = new Map();
  let last = 1e9;
  const hold = (/** @type {() => void} */ run, ms = 0, /** @type {any[]} */ ...rest) => {
    if (ms < 5_000 || ms > 40_000) return setTimeout(run, ms, ...rest);
    last += 1;
    held.set(last, { ms, run });
    return last;
  };
  const release = (/** @type {number} */ id) => {
    if (!held.delete(id)) clearTimeout(id);
  };
  const expire = (least = 0) => {
    for (const [id, { ms, run }] of held) if (ms >= least && held.delete(id)) run();
  };
  Object.assign(window, { setTimeout: hold, clearTimeout: release, expire });
}
