import { CometChatException, type ExceptionFields } from "./exception.js";
import { report } from "./foreign.js";
import { snapshot } from "./snapshot.js";
import type { SessionSnapshot } from "./types.js";
import { fullUser, User } from "./user.js";

/** The platform's error behind an exception, as Rust passes it. */
interface Cause {
  name: string;
  message: string;
}

export const exception = (fields: ExceptionFields): CometChatException => {
  const own = { ...fields };
  if (own.cause) {
    const { name, message } = own.cause as Cause;
    own.cause = Object.assign(new Error(message), { name });
  }
  return new CometChatException(own);
};

const user = (fields: object): User => new User(fields);

/** Freezes values deeply: all callers get the same snapshot, and none may change it for others. */
function freeze(...values: unknown[]): void {
  // A loop, not a recursion: a server decides how deep its values are.
  for (const value of values) {
    if (typeof value !== "object" || value === null || Object.isFrozen(value)) continue;
    for (const inner of Object.values(Object.freeze(value))) values.push(inner);
  }
}

/**
 * Makes the fields of an error unchangeable. The error itself stays extensible: frameworks and debuggers
 * add properties to it.
 */
function close(error: CometChatException): CometChatException {
  for (const key of [...Object.keys(error), "cause"]) {
    if (Object.hasOwn(error, key)) Object.defineProperty(error, key, FIXED);
  }
  freeze(error.details, error.cause);
  return error;
}

const FIXED = { __proto__: null, writable: false, configurable: false } as PropertyDescriptor;

/** The functions that Rust calls to make the application's objects. */
export const rustImports = {
  exception,
  user,
  fullUser,
  report,
  snapshot: (
    status: SessionSnapshot["status"],
    fields: object | null,
    error: ExceptionFields | null,
  ) => {
    const shown = fields && user(fields);
    freeze(shown);
    return snapshot(status, shown, error && close(exception(error)));
  },
};
