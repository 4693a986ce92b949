// @ts-check
/** Deadlines that pass when a test says so. */

/**
 * Runs in a page: what has a deadline comes too late when the test calls `expire(least)`, and not
 * before, however long it takes; what has less time than `least` milliseconds goes on waiting.
 */
export function holdDeadlines() {
  /** @type {{ ms: number, controller: AbortController }[]} */
  let held = [];
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    held.push({ ms, controller });
    return controller.signal;
  };
  Object.assign(window, {
    expire: (least = 0) => {
      const passing = held.filter(({ ms }) => ms >= least);
      held = held.filter(({ ms }) => ms < least);
      for (const { controller } of passing) {
        controller.abort(new DOMException("too late", "TimeoutError"));
      }
    },
  });
}
