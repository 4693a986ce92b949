import { CometChatException, type ExceptionFields } from "./exception.js";
import { errors, Kind } from "./generated/tables.js";
import { report } from "./options.js";
import { fullUser, User } from "./user.js";

/** What went wrong on the platform: Rust keeps the name and the message of its error. */
interface Cause {
  name: string;
  message: string;
}

const exception = (fields: ExceptionFields): CometChatException => {
  const { name, message } = (fields.cause ?? {}) as Cause;
  const cause = fields.cause && Object.assign(new Error(message), { name });
  return new CometChatException(cause ? { ...fields, cause } : fields);
};

const user = (fields: object): User => new User(fields);

/** What kind of value one is. Never throws. */
function kind(value: unknown): Kind {
  switch (typeof value) {
    case "undefined":
      return Kind.Nothing;
    case "boolean":
      return Kind.Flag;
    case "number":
      return Number.isFinite(value) ? Kind.Number : Kind.Other;
    case "string":
      return Kind.Text;
    case "function":
      return Kind.Function;
    case "object":
      if (!value) return Kind.Nothing;
      try {
        return Array.isArray(value) ? Kind.Array : Kind.Object;
      } catch {
        // A proxy that was revoked.
      }
  }
  return Kind.Other;
}

/** A global; `undefined` where the browser blocks it. */
function global(name: string): unknown {
  try {
    return (globalThis as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** `Promise.withResolvers`, which older browsers do not have. */
function withResolvers() {
  let resolve: unknown;
  let reject: unknown;
  const promise = new Promise((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/** What Rust calls: it makes the application's objects, and what Rust has no short way to. */
export const host = {
  global,
  kind,
  withResolvers,
  error: (number: number) => errors()[number],
  exception,
  user,
  fullUser,
  report,
  snapshot: (status: string, fields: object | null, error: ExceptionFields | null) =>
    Object.freeze({
      status,
      user: fields && user(fields),
      error: error && exception(error),
    }),
};
