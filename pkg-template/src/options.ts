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

/** Where the session is kept now. */
export interface StorageStatus {
  /** What the settings ask for. */
  mode: "local" | "session";
  /** Whether the session survives a reload. */
  persistent: boolean;
  /** Why not: there is no such storage or it is blocked, or it refused to keep the session. */
  reason?: "unavailable" | "failing";
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
export function splitOptions<T>(given: unknown[]): { values: unknown[]; options: CallOptions<T> } {
  const last = given.at(-1);
  const has = (key: string) => typeof last === "object" && last !== null && key in last;
  if (["onSuccess", "onError", "signal"].some(has)) {
    return { values: given.slice(0, -1), options: last as CallOptions<T> };
  }
  return { values: given, options: {} };
}

/** Calls the callbacks of a call, if it has any, before its promise's own. */
export function notify<T, V>(
  result: Promise<T>,
  options: CallOptions<V>,
  present: (value: T) => V,
): Promise<T> {
  if (options.onSuccess || options.onError) {
    const report = (run: () => void) => {
      try {
        run();
      } catch (error) {
        (globalThis.reportError ?? console.error)(error);
      }
    };
    const failed = (error: CometChatException) => report(() => options.onError?.(error));
    result.then(
      (value) => report(() => options.onSuccess?.(present(value))),
      options.onError ? failed : () => {},
    );
  }
  return result;
}
