/**
 * What Rust calls in the tests of tests/web.rs, in the place of the package's TypeScript. Its objects
 * show what made them, and it writes what it is told in the array `told`.
 */

/** The kinds of values, numbered as Rust has them. */
const [NOTHING, FLAG, NUMBER, TEXT, ARRAY, OBJECT, FUNCTION, OTHER] = Array(8).keys();

function kind(value) {
  switch (typeof value) {
    case "undefined":
      return NOTHING;
    case "boolean":
      return FLAG;
    case "number":
      return Number.isFinite(value) ? NUMBER : OTHER;
    case "string":
      return TEXT;
    case "function":
      return FUNCTION;
    case "object":
      if (!value) return NOTHING;
      try {
        return Array.isArray(value) ? ARRAY : OBJECT;
      } catch {
        // A proxy that was revoked.
      }
  }
  return OTHER;
}

function global(name) {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
}

function withResolvers() {
  let resolve;
  let reject;
  const promise = new Promise((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

let resume;

async function follow(promise, task) {
  let value;
  let isRejected = false;
  try {
    value = await promise;
  } catch (error) {
    value = error;
    isRejected = true;
  }
  resume(task, value, isRejected);
}

const host = {
  global,
  kind,
  withResolvers,
  follow,
  error: (number) => ({ code: number, message: "what went wrong" }),
  exception: ({ code }) => ({ exception: code }),
  user: (fields) => ({ user: fields }),
  fullUser: (fields) => ({ fullUser: fields }),
  snapshot: (status, user, error) => Object.freeze({ status, user, error }),
  report: (error) =>
    globalThis.told.push(["report", error instanceof Error ? error.message : error]),
};

// The glue of the tests has it as a free name.
globalThis.host = host;

/** Has tasks resumed by Rust's own function. */
export function connect(rust) {
  resume = rust;
}

/** Has `hear` called with what the listener hears that an environment asks for next. */
export function hearBy(hear) {
  const listener = (event) => {
    // An environment that opens its channel again asks for its own listener.
    host.listener = () => listener;
    hear(event);
  };
  host.listener = () => listener;
}
