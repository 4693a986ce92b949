// @ts-check
/**
 * Shows how far a run of the suites has come: on a terminal in a line that changes, elsewhere in a line
 * for each suite that is over.
 */
import { say } from "./process.mjs";

/**
 * @param {number} total how many suites there are
 * @param {() => { running: string[], done: number, left: number }} look `left`: seconds
 */
export function showProgress(total, look) {
  const began = performance.now();
  const live = process.stdout.isTTY === true;
  const passed = () => (performance.now() - began) / 1000;
  const erase = () => {
    if (live) process.stdout.write("\r\x1b[K");
  };
  const draw = () => {
    const { running, done, left } = look();
    if (!live || running.length === 0) return;
    const line = `${done} of ${total} suites · ${clock(passed())} · about ${clock(left)} left · ${running.join(", ")}`;
    process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
  };
  const timer = live ? setInterval(draw, 500) : undefined;
  return {
    /**
     * Says something above the line that changes.
     *
     * @param {string} sentence
     */
    say: (sentence) => {
      erase();
      say(sentence);
      draw();
    },
    /**
     * A suite is over.
     *
     * @param {string} result
     */
    ended: (result) => {
      const { done, left } = look();
      const place = `[${String(done).padStart(String(total).length)}/${total}]`;
      erase();
      say(
        `${place} ${result}${done < total ? ` · ${clock(passed())}, about ${clock(left)} left` : ""}`,
      );
      draw();
    },
    stop: () => {
      clearInterval(timer);
      erase();
    },
  };
}

/**
 * Seconds as a clock shows them.
 *
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
