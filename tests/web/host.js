/**
 * What Rust calls in the tests of tests/web, in the place of the package's TypeScript. Its objects
 * show what made them, and it writes what it is told in the array `told`.
 */

const host = {
  exception: ({ code }) => ({ exception: code }),
  user: (fields) => ({ user: fields }),
  fullUser: (fields) => ({ fullUser: fields }),
  snapshot: (status, user, error) => Object.freeze({ status, user, error }),
  report: (error) =>
    globalThis.told.push(["report", error instanceof Error ? error.message : error]),
};

/** Makes it what the glue of the tests has as a free name. */
export function installHost() {
  globalThis.host = host;
}
