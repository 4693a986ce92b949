import type { CometChatException } from "./exception.js";
import { EVENTS } from "./generated/tables.js";
import type { User } from "./user.js";

/** The callbacks of a listener. Each is optional. */
export interface LoginListenerCallbacks {
  /** A user has logged in. */
  loginSuccess?(user: User): void;
  /** A login has failed. */
  loginFailure?(error: CometChatException): void;
  /** The user has logged out, or the session has ended in another way. */
  logoutSuccess?(): void;
  /** A logout has failed. */
  logoutFailure?(error: CometChatException): void;
}

/** A listener for logins and logouts, with any of the four callbacks. */
export class LoginListener implements LoginListenerCallbacks {
  declare loginSuccess?: (user: User) => void;
  declare loginFailure?: (error: CometChatException) => void;
  declare logoutSuccess?: () => void;
  declare logoutFailure?: (error: CometChatException) => void;

  constructor(callbacks: LoginListenerCallbacks = {}) {
    for (const key of EVENTS) {
      if (callbacks?.[key]) (this as Record<string, unknown>)[key] = callbacks[key];
    }
  }
}
