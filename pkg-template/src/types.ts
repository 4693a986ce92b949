import type { CometChatException } from "./exception.js";
import type { User } from "./user.js";
import type { AbortSignal } from "./web.js";

/** The last argument of every call that returns a promise. */
export interface CallOptions<T> {
  /** Is called with the result, before the promise resolves. */
  onSuccess?(result: T): void;
  /** Is called with the error, before the promise rejects. The promise can then be ignored. */
  onError?(error: CometChatException): void;
  /**
   * Cancels the call when it is aborted: its promise rejects with `LOGIN_CANCELLED` or
   * `REQUEST_CANCELLED`.
   */
  signal?: AbortSignal;
}

/** The result of a logout: the server's answer or, without one, a result from the SDK. */
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

/** The state of a client, for user interfaces. It is deeply frozen. */
export interface SessionSnapshot {
  /**
   * `"loading"` until `init` has resolved, `"loggingIn"` while a login is pending, `"loggingOut"` while
   * the server revokes the token of a session that was removed here.
   */
  readonly status: "loading" | "loggedOut" | "loggingIn" | "loggedIn" | "loggingOut";
  /** The user who is logged in, or `null`. Frozen, too: make a copy (`new User(user)`) to change it. */
  readonly user: User | null;
  /** The last failure; `null` again once a login or a logout has succeeded. */
  readonly error: CometChatException | null;
  /**
   * Returns a copy of plain objects, with the error's code. `postMessage` and `structuredClone` keep only
   * the name and the message of an error.
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
