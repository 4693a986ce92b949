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
  success?: boolean;
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

/** Splits the options off the arguments of a call. */
export function splitOptions<T>(given: unknown[]): [unknown[], CallOptions<T>?] {
  const last = given.at(-1);
  const has = (key: string) =>
    typeof last === "object" && last !== null && Object.hasOwn(last, key);
  return ["onSuccess", "onError", "signal"].some(has)
    ? [given.slice(0, -1), last as CallOptions<T>]
    : [given];
}

/** Shows an error that has nobody to go to, as the browser shows an uncaught one. */
export function report(error: unknown): void {
  (globalThis.reportError ?? console.error)(error);
}
