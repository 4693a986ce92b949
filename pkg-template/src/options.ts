import type { CometChatException } from "./exception.js";
import type { User } from "./user.js";
import type { AbortSignal } from "./web.js";

/** The last argument of every call that returns a promise. */
export interface CallOptions<T> {
  /** Is called with what the promise resolves with, before it does. */
  onSuccess?(result: T): void;
  /** Is called with what the promise rejects with, before it does. The promise can then be ignored. */
  onError?(error: CometChatException): void;
  /**
   * Cancels the call when it is aborted: its promise rejects with `LOGIN_CANCELLED` or
   * `REQUEST_CANCELLED`.
   */
  signal?: AbortSignal;
}

/** The result of a logout: the server's answer, or without one, what the SDK knows itself. */
export interface LogoutResult {
  /** Whether the user is logged out. */
  success?: boolean;
  /** A sentence for logs. */
  message: string;
  /**
   * `false` if the token could not be revoked on the server. The SDK tries again a few times in the
   * background.
   */
  revoked?: boolean;
}

/** Where the session is kept, and whether that works. */
export interface StorageStatus {
  /** The storage that the settings ask for. */
  mode: "local" | "session";
  /**
   * `"stored"` if the session survives a reload. Otherwise it is kept in memory, because the storage is
   * missing or blocked (`"unavailable"`), or full or otherwise unable to store it (`"failing"`).
   */
  state: "stored" | "unavailable" | "failing";
}

/** The state of a client, for user interfaces. Frozen, with all that is in it. */
export interface SessionSnapshot {
  /**
   * `"loading"` until `init` has resolved, `"loggingIn"` while a login is pending, `"loggingOut"` while
   * the server revokes the token of a session that is gone here.
   */
  readonly status: "loading" | "loggedOut" | "loggingIn" | "loggedIn" | "loggingOut";
  /** The user who is logged in, or `null`. Frozen, too: make a copy (`new User(user)`) to change it. */
  readonly user: User | null;
  /** The last failure; `null` again once a login or a logout has succeeded. */
  readonly error: CometChatException | null;
  /**
   * Returns a copy of plain objects, with the error's code. `postMessage` and `structuredClone` keep of
   * an error but its name and message.
   */
  toJSON(): object;
}

/** Why a token is needed: for a login, or because the session's token has expired. */
export type TokenReason = "login" | "expired";

/** The argument of the function that `ensureLoggedIn` calls for a token. */
export interface TokenRequest {
  /** The user whose token is needed. */
  uid: string;
  /** Why it is needed. */
  reason: TokenReason;
  /** Is aborted when the token is no longer needed. Pass it on to `fetch`. */
  signal: AbortSignal;
}

/** The user to log in, and the credential: a token or the Auth Key. */
export type LoginRequest = {
  /** The user's UID. */
  uid: string;
} & (
  | {
      /**
       * An auth token of the user, or a function that gets one from your server. The function has 20
       * seconds.
       */
      authToken: string | ((request: TokenRequest) => string | PromiseLike<string>);
      /** Leave it out: the token is enough. */
      authKey?: undefined;
    }
  | {
      /** The app's Auth Key, for development only. */
      authKey: string;
      /** Leave it out: the key is enough. */
      authToken?: undefined;
    }
);

/** A synchronous storage for a session, such as `localStorage`, or your own on top of cookies. */
export interface SessionStorage {
  /** Returns the value of a key, or `null` or `undefined`. */
  getItem(key: string): string | null | undefined;
  /** Stores a value. It may throw: the session is then kept in memory. */
  setItem(key: string, value: string): void;
  /** Removes a key. */
  removeItem(key: string): void;
}

type Then<T, R> = { then(value: T): R | PromiseLike<R> }["then"];

/**
 * A promise of a user or `null`. Its `then` also accepts a callback whose parameter is declared as
 * `User`, as in CometChat's documentation.
 */
export interface MaybeUserPromise extends Promise<User | null> {
  then<A = User | null, B = never>(
    onfulfilled?: Then<User | null, A> | null,
    // biome-ignore lint/suspicious/noExplicitAny: as in TypeScript's own declaration of Promise
    onrejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
}

/** A copy of an object's own properties, each read once; an empty one where they cannot be read. */
export function ownProperties<T>(value: T | null | undefined): Partial<T> {
  try {
    return Object.assign(Object.create(null), value);
  } catch {
    // A getter or a proxy that throws.
    return Object.create(null);
  }
}

/** Splits the options off the arguments of a call. */
export function splitOptions<T>(values: unknown[]): [unknown[], CallOptions<T>?] {
  const last = values.at(-1) as object;
  try {
    if (["onSuccess", "onError", "signal"].some((key) => Object.hasOwn(last, key)))
      return [values.slice(0, -1), last as CallOptions<T>];
  } catch {
    // Nothing, or a proxy that throws.
  }
  return [values];
}

/** What an error, or whatever else was thrown, says. Never throws. */
export function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something without a text was thrown";
  }
}

/** A value as text; the value itself, if it will not be text. */
export function textOf(value: unknown): unknown {
  try {
    return `${value}`;
  } catch {
    return value;
  }
}

/**
 * Calls `abort` when a signal is aborted, also if it is already. What is no signal is never.
 *
 * @returns a function that stops waiting for it
 */
export function onAbort(signal: AbortSignal | undefined, abort: () => void): () => void {
  try {
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort);
  } catch {
    // It throws when it is looked at.
  }
  return () => {
    try {
      signal?.removeEventListener("abort", abort);
    } catch {
      // See above.
    }
  };
}

/** Tells the callbacks in the options (own properties), if there are any, what a promise comes to; returns it. */
export function callBack<T, V = T>(
  promise: Promise<T>,
  options: Partial<CallOptions<V>>,
  present?: (value: T) => V,
): Promise<T> {
  if (options.onSuccess || options.onError) {
    promise
      .then(
        (value) => options.onSuccess?.(present ? present(value) : (value as unknown as V)),
        (error) => options.onError?.(error),
      )
      .catch(report);
  }
  return promise;
}

/** Shows an error that has nobody to go to, as the browser shows an uncaught one. */
export function report(error: unknown): void {
  try {
    (globalThis.reportError ?? console.error)(error);
  } catch {
    // What shows errors is the page's, and may fail.
  }
}
