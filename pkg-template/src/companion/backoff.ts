/** When to try again: at first, and at most, in milliseconds. */
const [FIRST, LAST] = [1_000, 30_000];

/** How long to wait for the next try: each time twice as long, and up to twice that, by chance. */
export class Backoff {
  #delay = FIRST;

  /** How long to wait, in milliseconds. */
  next(): number {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, LAST);
    // Pages that failed together do not come back together.
    return delay * (1 + Math.random());
  }

  /** Starts again: a try has succeeded. */
  reset(): void {
    this.#delay = FIRST;
  }
}
