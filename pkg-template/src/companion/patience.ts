/** How long to wait for one call, in milliseconds. */
export const PATIENCE = 30_000;

/** Limits the wait for foreign promises, some of which never settle. */
export class Patience {
  readonly #endings = new Set<(error: Error) => void>();

  /**
   * Waits for a promise, for at most `PATIENCE` milliseconds.
   *
   * @param promise the promise; its outcome is returned
   * @param late makes the error if the promise has not settled in time
   */
  await<T>(promise: Promise<T>, late: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(late()), PATIENCE);
      const settle = () => {
        clearTimeout(timer);
        this.#endings.delete(end);
      };
      const end = (error: unknown) => {
        settle();
        reject(error);
      };
      this.#endings.add(end);
      promise.then((value) => {
        settle();
        resolve(value);
      }, end);
    });
  }

  /** Ends all waits: rejects those that are pending, and clears their timers. */
  end(error: Error): void {
    for (const end of [...this.#endings]) end(error);
  }
}
