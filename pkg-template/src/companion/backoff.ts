/** The first and the longest wait, in milliseconds, and the factor between two waits. */
const [FIRST, LAST, FACTOR] = [1_000, 30_000, 1.5];

/** Computes the wait before each retry: longer each time, and up to twice as long at random. */
export class Backoff {
  #delay = FIRST;

  /** The wait before the next retry, in milliseconds. */
  next(): number {
    const delay = this.#delay;
    this.#delay = Math.min(FACTOR * delay, LAST);
    // Random, so that pages that failed together do not retry together.
    return delay * (1 + Math.random());
  }

  /** Resets the wait after a success. */
  reset(): void {
    this.#delay = FIRST;
  }
}
