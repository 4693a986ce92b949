// @ts-check
/**
 * Waiting for something to become true.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait for something that should happen soon. Generous: the machine may be busy. */
export const patience = 60_000;

/**
 * Asks again and again until the answer is truthy, and gives it.
 *
 * @template T
 * @param {() => T | Promise<T>} question
 * @param {string} [what] for the error when it never is
 * @returns {Promise<Exclude<T, undefined | null | false | 0 | "">>}
 */
export async function until(question, what = String(question)) {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return /** @type {Exclude<T, undefined | null | false | 0 | "">} */ (answer);
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await sleep(15);
  }
}
