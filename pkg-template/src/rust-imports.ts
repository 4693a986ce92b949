import { CometChatException, type ExceptionFields } from "./exception.js";
import { report } from "./foreign.js";
import { snapshot } from "./snapshot.js";
import type { SessionSnapshot } from "./types.js";
import { fullUser, User } from "./user.js";

/** What went wrong on the platform: Rust keeps the name and the message of its error. */
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

/** The states of one object are everybody's who asks: nobody changes them for the others. */
function freeze(...values: unknown[]): void {
  // Not by recursion, since a server decides how deep its values are.
  for (const value of values) {
    if (typeof value !== "object" || value === null || Object.isFrozen(value)) continue;
    for (const inner of Object.values(Object.freeze(value))) values.push(inner);
  }
}

/**
 * Makes what an error says unchangeable. The error itself is open: frameworks and debuggers write notes of
 * their own on it.
 */
function close(error: CometChatException): CometChatException {
  for (const key of [...Object.keys(error), "cause"]) {
    if (Object.hasOwn(error, key)) Object.defineProperty(error, key, FIXED);
  }
  freeze(error.details, error.cause);
  return error;
}

const FIXED = { __proto__: null, writable: false, configurable: false } as PropertyDescriptor;

/** What Rust calls: it makes the application's objects. */
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
