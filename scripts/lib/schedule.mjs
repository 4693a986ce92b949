// @ts-check
/**
 * Which suite runs when: side by side where they do not compete, those that others wait for first.
 */

/**
 * What the schedule has to know of a suite.
 *
 * @typedef {object} Job
 * @property {string} name
 * @property {number} seconds how long it takes, about
 * @property {string[]} [after] suites that must be over before; those that do not run do not matter
 * @property {string[]} [uses] what only one suite at a time may use
 * @property {boolean} [alone] nothing runs beside it
 */

/**
 * A job under way.
 *
 * @typedef {object} Running
 * @property {Job} job
 * @property {number} since in seconds, on the clock of whoever asks
 */

/** How many suites run side by side: those in browsers wait a third of their time. */
export const lanes = 3;

/**
 * The suite to start now, if one can be.
 *
 * @template {Job} J
 * @param {J[]} waiting
 * @param {Job[]} running
 * @returns {J | undefined}
 */
export function next(waiting, running) {
  if (running.length >= lanes || running.some(({ alone }) => alone)) return undefined;
  const unfinished = new Set([...waiting, ...running].map(({ name }) => name));
  const ready = waiting.filter(
    ({ after = [], uses = [], alone }) =>
      !after.some((name) => unfinished.has(name)) &&
      !running.some((other) => other.uses?.some((thing) => uses.includes(thing))) &&
      !(alone && running.length > 0),
  );
  const [first] = ready.sort((a, b) => urgency(b, waiting) - urgency(a, waiting));
  return first;
}

/**
 * How many seconds it is from the start of a job to the end of the last that waits for it. Those that run
 * alone come last: whatever runs before would have to wait for them.
 *
 * @param {Job} job
 * @param {Job[]} jobs
 * @returns {number}
 */
function urgency(job, jobs) {
  if (job.alone) return 0;
  const later = jobs.filter(({ after = [] }) => after.includes(job.name));
  return job.seconds + Math.max(0, ...later.map((each) => urgency(each, jobs)));
}

/**
 * How many seconds are left.
 *
 * @param {Job[]} waiting
 * @param {Running[]} running
 * @param {number} now
 * @returns {number}
 */
export function estimate(waiting, running, now) {
  const left = [...waiting];
  const ends = running.map(({ job, since }) => ({ job, end: Math.max(now, since + job.seconds) }));
  let clock = now;
  for (;;) {
    const busy = ends.filter(({ end }) => end > clock);
    const job = next(
      left,
      busy.map((each) => each.job),
    );
    if (job) {
      left.splice(left.indexOf(job), 1);
      ends.push({ job, end: clock + Math.max(job.seconds, 0.001) });
    } else if (busy.length > 0) {
      clock = Math.min(...busy.map(({ end }) => end));
    } else {
      return clock - now;
    }
  }
}
