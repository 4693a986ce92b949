/** When to try again: at first, and at most, in milliseconds; and how much later each time. */
const [FIRST, LAST, FACTOR] = [1_000, 30_000, 1.5];

/** How long to wait for the next try: each time half as long again, and up to twice that, by chance. */
export class Backoff {
  #delay = FIRST;

  /** How long to wait, in milliseconds. */
  next(): number {
    const delay = this.#delay;
    this.#delay = Math.min(FACTOR * delay, LAST);
    // Pages that failed together do not come back together.
    return delay * (1 + Math.random());
  }

  /** Starts again: a try has succeeded. */
  reset(): void {
    this.#delay = FIRST;
  }
}
