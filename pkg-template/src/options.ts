import type { CometChatException } from "./exception.js";
import type { User } from "./user.js";

/** The last argument of every call that returns a promise. */
export interface CallOptions<T> {
  /** Gets what the promise resolves with. */
  onSuccess?(result: T): void;
  /** Gets what the promise rejects with; a caller who gives this may ignore the promise. */
  onError?(error: CometChatException): void;
  /** Gives the call up when it is aborted. */
  signal?: AbortSignal;
}

/** What a logout resolves with: what the server says, or what is known without it. */
export interface LogoutResult {
  /** Whether the user is logged out. */
  success?: boolean;
  /** A sentence about it. */
  message: string;
  /** `false` if the server could not be told yet; the SDK goes on trying for a while. */
  revoked?: boolean;
}

/** Where the session is kept. */
export interface StorageStatus {
  /** What the settings ask for. */
  mode: "local" | "session";
  /**
   * `"stored"` if the session survives a reload. Else it is kept in memory: there is no such storage
   * or it is blocked (`"unavailable"`), or it refused to keep the session (`"failing"`).
   */
  state: "stored" | "unavailable" | "failing";
}

/** The state of a client, for user interfaces. */
export interface SessionSnapshot {
  /**
   * `"loading"` until `init` has resolved; `"loggingIn"` while a login is under way, `"loggingOut"`
   * while the server is told of a logout.
   */
  readonly status: "loading" | "loggedOut" | "loggingIn" | "loggedIn" | "loggingOut";
  /** The user who is logged in. */
  readonly user: User | null;
  /** What went wrong last, since the last login or logout that went well. */
  readonly error: CometChatException | null;
}

/** Why a token is asked for: there is no session, or its token has died. */
export type TokenReason = "login" | "expired";

/** What an application's function for tokens gets. */
export interface TokenRequest {
  /** Whose token. */
  uid: string;
  /** Why. */
  reason: TokenReason;
  /** Is aborted when the token is no longer waited for. */
  signal: AbortSignal;
}

/** Whom `ensureLoggedIn` logs in, and with what. */
export type LoginRequest = {
  /** Who is to be logged in. */
  uid: string;
} & (
  | {
      /** An auth token of the user, or a function that asks the application's server for one. */
      authToken: string | ((request: TokenRequest) => string | PromiseLike<string>);
      /** Not beside a token. */
      authKey?: undefined;
    }
  | {
      /** For development: the app's Auth Key. */
      authKey: string;
      /** Not beside a key. */
      authToken?: undefined;
    }
);

/** What a client may keep its session in: `localStorage`, cookies, a `Map`'s methods. */
export interface SessionStorage {
  /** The value of a key, or nothing. */
  getItem(key: string): string | null | undefined;
  /** Keeps a value. It may throw if it cannot. */
  setItem(key: string, value: string): void;
  /** Forgets a key. */
  removeItem(key: string): void;
}

type Then<T, R> = { then(value: T): R | PromiseLike<R> }["then"];

/**
 * The promise of a user or `null`. Its `then` also takes a callback that is declared for a `User`,
 * as CometChat's documentation writes it.
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

/** A value as text; the value itself, if it will not be text. */
export function textOf(value: unknown): unknown {
  try {
    return `${value}`;
  } catch {
    return value;
  }
}

/** Calls `abort` when a signal is aborted, also if it is already. What is no signal is never. */
export function onAbort(signal: AbortSignal | undefined, abort: () => void): void {
  try {
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort);
  } catch {
    // It throws when it is looked at.
  }
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
