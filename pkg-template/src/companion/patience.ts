/** How long to wait for one call, in milliseconds. */
export const PATIENCE = 30_000;

/** Bounds how long to wait for promises of others, some of which never settle. */
export class Patience {
  readonly #endings = new Set<(error: Error) => void>();

  /**
   * Waits for a promise.
   *
   * @param promise whose outcome to take
   * @param late makes the error when it has not settled in time
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

  /** Waits no longer: rejects whatever has not settled, and stops the clocks. */
  end(error: Error): void {
    for (const end of [...this.#endings]) end(error);
  }
}
