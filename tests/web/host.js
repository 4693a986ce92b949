/**
 * What Rust calls in the tests of tests/web.rs, in the place of the package's TypeScript. Its objects
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

// The glue of the tests has it as a free name.
globalThis.host = host;

/** Has `hear` called with what the listener hears that an environment asks for next. */
export function hearBy(hear) {
  const listener = (event) => {
    // An environment that opens its channel again asks for its own listener.
    host.listener = () => listener;
    hear(event);
  };
  host.listener = () => listener;
}
