import { CometChatException, type ExceptionFields } from "./exception.js";
import { ordinary, report, type SessionSnapshot } from "./options.js";
import { snapshot } from "./snapshot.js";
import { fullUser, User } from "./user.js";

/** What went wrong on the platform: Rust keeps the name and the message of its error. */
interface Cause {
  name: string;
  message: string;
}

const exception = (fields: ExceptionFields): CometChatException => {
  const own = { ...fields, details: ordinary(fields.details) };
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

/** Whether a value is a promise. If it rejects, nobody hears of it. */
function isPromise(value: unknown): boolean {
  try {
    if (typeof (value as PromiseLike<unknown> | undefined)?.then !== "function") return false;
    Promise.resolve(value).catch(() => {});
    return true;
  } catch {
    // A getter that throws.
    return false;
  }
}

/** What `fetch` reads of its options. An ordinary object would inherit what a page put on every object. */
const UNSET = {
  attributionReporting: undefined,
  body: undefined,
  browsingTopics: undefined,
  cf: undefined,
  dispatcher: undefined,
  duplex: undefined,
  integrity: undefined,
  mode: undefined,
  priority: undefined,
  referrer: undefined,
  referrerPolicy: undefined,
  sharedStorageWritable: undefined,
  window: undefined,
};

/** The options of a request, as ordinary objects: a page's own `fetch` may use methods of theirs. */
function request(options: RequestInit): object {
  return { ...UNSET, ...options, headers: { ...(options.headers as object) } };
}

/** What Rust calls: it makes the application's objects, and what foreign code gets. */
export const rustImports = {
  isPromise,
  ordinary,
  request,
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
