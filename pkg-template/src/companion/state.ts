/** The companion's decisions, as functions of `Facts`: no clock, no page, no SDK. */
import type { CometChatException } from "cometchat-wasm";

/**
 * What the companion is doing.
 *
 * - `idle`: nothing; nobody is logged in to this SDK, or `ready` or `WhenChatReady` has not asked for the
 *   chat.
 * - `loading`: it is loading, initialising or logging in the official SDK.
 * - `ready`: both SDKs, and the UI Kit, have the same user.
 * - `waiting`: that failed, and will be tried again.
 * - `failed`: that failed, and a retry does not help.
 */
export type CompanionStatus = "idle" | "loading" | "ready" | "waiting" | "failed";

/** The result of `getState`. It never changes: a new object replaces it. */
export interface CompanionState {
  /** What the companion is doing. */
  readonly status: CompanionStatus;
  /** Why the status is `waiting` or `failed`; otherwise `null`. */
  readonly error: CometChatException | null;
  /** Changes whenever components of the chat must be mounted anew: with the user, and with the token. */
  readonly key: number;
}

/** What the companion knows. */
export interface Facts {
  /** Whether `ready` or the UI Kit's `init` was called. */
  asked: boolean;
  /** The token of this SDK's session; `null` if there is none, `undefined` while that is not known. */
  wanted: string | null | undefined;
  /** Whether the official SDK is initialised with the app and the settings of this one. */
  initialized: boolean;
  /** Whether the application is logging somebody in with the official SDK. */
  busy: boolean;
  /** The token of the official SDK's session; `null` if there is none, `undefined` if not known. */
  official: string | null | undefined;
  /** Whether the UI Kit has the official SDK's user; `undefined` without a UI Kit. */
  kitHasUser: boolean | undefined;
  /** Why the last try failed. */
  failure: CometChatException | undefined;
}

/** A step of the companion. */
export type Step = "wait" | "initialize" | "logIn" | "logOut" | "rest";

/** The next step that brings the official SDK into step with this one. */
export function nextStep({ wanted, busy, initialized, official, kitHasUser }: Facts): Step {
  if (wanted === undefined || busy) return "wait";
  if (!initialized) return "initialize";
  if (wanted === null) return official === null ? "rest" : "logOut";
  return official === wanted && kitHasUser !== false ? "rest" : "logIn";
}

/** Whether a retry would fail in the same way until the application is changed. */
export function isFinal({ code }: CometChatException): boolean {
  return code === "CHAT_NOT_POSSIBLE" || code === "CHAT_STOPPED";
}

/** The status that the companion shows. */
export function statusOf(facts: Facts): CompanionStatus {
  const { asked, wanted, failure } = facts;
  if (failure) return isFinal(failure) ? "failed" : "waiting";
  if (!asked || wanted === null) return "idle";
  return nextStep(facts) === "rest" ? "ready" : "loading";
}

/** The state before anything has happened. */
export const IDLE: CompanionState = Object.freeze({ status: "idle", error: null, key: 0 });

/**
 * Returns the next state.
 *
 * @param before the previous state, which is returned if nothing has changed
 * @param facts what the companion knows now
 */
export function nextState(before: CompanionState, facts: Facts): CompanionState {
  const status = statusOf(facts);
  const error = facts.failure ?? null;
  if (status === before.status && error === before.error) return before;
  // Between two users or two tokens, the status is never `ready`: a new key each time is enough.
  const key = status === "ready" ? before.key + 1 : before.key;
  return Object.freeze({ status, error, key });
}
