// @ts-check
/**
 * Which suite runs when: side by side where they do not compete, those that others wait for first.
 */

/** @typedef {Pick<import("./suites.mjs").Suite, "name" | "seconds" | "after" | "uses">} Job */

/** How many suites run side by side: those in browsers wait a third of their time. */
export const lanes = 3;

/**
 * The suite to start now, if one can be. What `after` names and is not to run does not matter.
 *
 * @template {Job} J
 * @param {J[]} waiting
 * @param {Job[]} running
 * @returns {J | undefined}
 */
export function next(waiting, running) {
  if (running.length >= lanes) return undefined;
  const unfinished = new Set([...waiting, ...running].map(({ name }) => name));
  const used = running.flatMap(({ uses = [] }) => uses);
  return waiting
    .filter(({ after = [] }) => !after.some((name) => unfinished.has(name)))
    .filter(({ uses = [] }) => !uses.some((thing) => used.includes(thing)))
    .sort((a, b) => urgency(b, waiting) - urgency(a, waiting))[0];
}

/**
 * How many seconds it is from the start of a job to the end of the last that waits for it.
 *
 * @param {Job} job
 * @param {Job[]} jobs
 * @returns {number}
 */
function urgency(job, jobs) {
  const later = jobs.filter(({ after }) => after?.includes(job.name));
  return job.seconds + Math.max(0, ...later.map((each) => urgency(each, jobs)));
}

/**
 * How many seconds are left, about: all of them on every lane, or one chain of those that wait for each other.
 *
 * @param {Job[]} waiting
 * @param {Job[]} running
 */
export function estimate(waiting, running) {
  const jobs = [...waiting, ...running];
  const all = jobs.reduce((total, { seconds }) => total + seconds, 0);
  return Math.max(all / lanes, ...jobs.map((job) => urgency(job, jobs)), 0);
}
