/** What the companion decides, and of what: functions without a clock, a page or an SDK. */
import type { CometChatException } from "cometchat-wasm";

/**
 * What the companion is doing.
 *
 * - `idle`: nothing; nobody is logged in here, or neither `ready` nor a gate has asked for the chat.
 * - `loading`: it loads, initialises or logs in the official SDK.
 * - `ready`: both SDKs, and the UI Kit, have the same user.
 * - `waiting`: that failed, and is tried again.
 * - `failed`: that failed, and trying again does not help.
 */
export type CompanionStatus = "idle" | "loading" | "ready" | "waiting" | "failed";

/** What `getState` returns. It never changes: another one takes its place. */
export interface CompanionState {
  /** What the companion is doing. */
  readonly status: CompanionStatus;
  /** Why it is `waiting` or `failed`; else `null`. */
  readonly error: CometChatException | null;
  /** Changes whenever components of the chat must be mounted anew: with the user, and with the token. */
  readonly key: number;
}

/** What the companion knows. */
export interface Facts {
  /** Whether anybody has asked for the chat. */
  asked: boolean;
  /** The token of who is logged in here; `null` if nobody is, `undefined` while that is not known. */
  wanted: string | null | undefined;
  /** Whether the official SDK is initialised with the app and the settings of this one. */
  initialized: boolean;
  /** Whether the application is logging somebody in with the official SDK. */
  busy: boolean;
  /** The token of who is logged in to the official SDK; `null` if nobody is, `undefined` if not known. */
  official: string | null | undefined;
  /** Whether the UI Kit has the official SDK's user; `undefined` without a UI Kit. */
  kitHasUser: boolean | undefined;
  /** Why the last try failed. */
  failure: CometChatException | undefined;
}

/** What to do next. */
export type Step = "wait" | "initialize" | "logIn" | "logOut" | "rest";

/** What brings the official SDK closer to this one. */
export function nextStep({ wanted, busy, initialized, official, kitHasUser }: Facts): Step {
  if (wanted === undefined || busy) return "wait";
  if (!initialized) return "initialize";
  if (wanted === null) return official === null ? "rest" : "logOut";
  return official === wanted && kitHasUser !== false ? "rest" : "logIn";
}

/** Whether another try, without a change of the application, would end as the last one did. */
export function isFinal({ code }: CometChatException): boolean {
  return code === "CHAT_NOT_POSSIBLE" || code === "CHAT_STOPPED";
}

/** What the companion says that it is doing. */
export function statusOf(facts: Facts): CompanionStatus {
  const { asked, wanted, failure } = facts;
  if (failure) return isFinal(failure) ? "failed" : "waiting";
  if (!asked || wanted === null) return "idle";
  return nextStep(facts) === "rest" ? "ready" : "loading";
}

/** The state before anything has happened. */
export const IDLE: CompanionState = Object.freeze({ status: "idle", error: null, key: 0 });

/**
 * The state that follows another one.
 *
 * @param before the state until now, which is returned if nothing has changed
 * @param facts what the companion knows now
 */
export function nextState(before: CompanionState, facts: Facts): CompanionState {
  const status = statusOf(facts);
  const error = facts.failure ?? null;
  if (status === before.status && error === before.error) return before;
  // Between two users, or two tokens, both SDKs are never in step.
  const key = status === "ready" ? before.key + 1 : before.key;
  return Object.freeze({ status, error, key });
}
