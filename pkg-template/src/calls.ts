import { initAndReplay, listenerKey } from "./client.js";
import { page } from "./cometchat.js";
import { CometChatException } from "./exception.js";
import { ownProperties } from "./foreign.js";
import type { CometChat as Rust } from "./generated/glue.js";
import { CALLS_CODES, EVENTS } from "./generated/tables.js";
import { callBack, splitOptions } from "./options.js";
import type { AppSettings } from "./settings.js";
import type { CallOptions, LogoutResult } from "./types.js";
import type { User } from "./user.js";

/** The callbacks of a listener of {@link CometChatCalls}. Each is optional. */
export interface CallsLoginListener {
  /** A user has logged in. */
  onLoginSuccess?(user: User): void;
  /** A login has failed. */
  onLoginFailure?(error: CometChatException): void;
  /** The user has logged out, or the session has ended in another way. */
  onLogoutSuccess?(): void;
  /** A logout has failed. */
  onLogoutFailure?(error: CometChatException): void;
}

/** Returns the error with the code of the Calls SDK, if that has one for it. */
function toCallsError(error: CometChatException): CometChatException {
  const names = [error.name, `${error.code}`];
  const code = names.map((name) => CALLS_CODES.get(name)).find((known) => known);
  if (!code) return error;
  const { message, details, cause } = error;
  return new CometChatException({ code, message, details, cause });
}

/** Makes a call, and gives its errors the codes of the Calls SDK. */
function callAndRename<T, V = T>(
  call: (client: Rust) => Promise<T>,
  options?: CallOptions<V>,
  present?: (value: T) => V,
): Promise<T> {
  const own = ownProperties(options);
  return callBack(page.startAsync(call, own.signal).catch(rethrow), own, present);
}

function rethrow(error: CometChatException): never {
  throw toCallsError(error);
}

/** Splits arguments and options, given as positional arguments or as one object with both. */
function splitLogin(parameters: string[], values: unknown[]): [unknown[], CallOptions<User>?] {
  const [first] = values;
  if (typeof first !== "object" || !first) return splitOptions<User>(values);
  const named = ownProperties(first as Record<string, unknown> & CallOptions<User>);
  return [parameters.map((parameter) => named[parameter]), named as CallOptions<User>];
}

/** The id of a Calls listener, which must not replace a `CometChat` listener with the same id. */
function callsListenerId(id: unknown): unknown {
  const isText = typeof id === "string" || typeof id === "number";
  return isText && `${id}`.trim() ? `CometChatCalls ${id}` : id;
}

/** Makes a `CometChat` listener that calls a listener of the Calls SDK. */
function adapt(listener: CallsLoginListener): object {
  const callbacks = listener as Record<string, ((value?: unknown) => void) | undefined>;
  return Object.fromEntries(
    EVENTS.map((event) => [
      event,
      (value?: unknown) =>
        callbacks[event.replace(/^./, (letter) => `on${letter.toUpperCase()}`)]?.(
          value instanceof CometChatException ? toCallsError(value) : value,
        ),
    ]),
  );
}

/**
 * Authentication with the names of CometChat's Calls SDK. It shares its session with
 * {@link CometChat}: a user who is logged in to one is logged in to the other.
 *
 * Errors have the codes of the Calls SDK: `ERROR_INVALID_UID`, `ERROR_UID_WITH_SPACE`,
 * `ERROR_API_KEY_NOT_FOUND`, `ERROR_BLANK_AUTHTOKEN`, `ERROR_AUTHTOKEN_WITH_SPACE`,
 * `ERROR_LOGIN_IN_PROGRESS`, `ERROR_SDK_NOT_INITIALIZED`, `ERROR_NO_USER_LOGGED_IN`. All others
 * are those of {@link CometChat}.
 */
export class CometChatCalls {
  /** Sets the app and its settings, like `CometChat.init`; the settings may contain the `appId`. */
  static init(
    appId: string,
    settings?: Partial<AppSettings> | null,
    options?: CallOptions<boolean>,
  ): Promise<boolean>;
  static init(
    settings: Partial<AppSettings> & { appId: string },
    options?: CallOptions<boolean>,
  ): Promise<boolean>;
  static init(...values: unknown[]): Promise<boolean> {
    const [passed, options] = splitOptions<boolean>(values);
    const [first] = passed;
    const settings = ownProperties(first as { appId?: unknown });
    const [appId, appSettings] =
      typeof first === "object" && first ? [settings.appId, settings] : passed;
    return callAndRename((client) => initAndReplay(page, client, appId, appSettings), options);
  }

  /**
   * Logs a user in with a UID and the app's Auth Key, for development only.
   *
   * @example
   * ```ts
   * CometChatCalls.login({
   *   uid: "cometchat-uid-1",
   *   authKey: "AUTH_KEY",
   *   onSuccess: (user) => console.log("Logged in", { user }),
   *   onError: (error) => console.log("Login failed", { error }),
   * });
   * ```
   */
  static login(uid: string, authKey: string, options?: CallOptions<User>): Promise<User>;
  static login(login: { uid: string; authKey: string } & CallOptions<User>): Promise<User>;
  static login(...values: unknown[]): Promise<User> {
    const [[uid, authKey], options] = splitLogin(["uid", "authKey"], values);
    return callAndRename((client) => client.callsLogin(uid, authKey), options);
  }

  /** Logs a user in with an auth token that your server got from CometChat. */
  static loginWithAuthToken(authToken: string, options?: CallOptions<User>): Promise<User>;
  static loginWithAuthToken(login: { authToken: string } & CallOptions<User>): Promise<User>;
  static loginWithAuthToken(...values: unknown[]): Promise<User> {
    const [[authToken], options] = splitLogin(["authToken"], values);
    return callAndRename((client) => client.callsLoginWithAuthToken(authToken), options);
  }

  /** Reads the user who is logged in, or `null`, from the storage. It sends no request. */
  static getLoggedInUser(options?: CallOptions<User | null>): Promise<User | null> {
    return callAndRename((client) => client.getLoggedinUser(), options);
  }

  /** Whether a user is logged in; `false` until `init` has resolved. */
  static isUserLoggedIn(): boolean {
    return page.callSync((client) => client.isUserLoggedIn()) === true;
  }

  /** Reads the auth token of the user who is logged in, or `null`, from the storage. */
  static getUserAuthToken(options?: CallOptions<string | null>): Promise<string | null> {
    return callAndRename((client) => client.getUserAuthToken(), options);
  }

  /** Logs out: removes the session from this browser at once, then revokes its token on the server. */
  static logout(options?: CallOptions<string>): Promise<LogoutResult> {
    return callAndRename<LogoutResult, string>(
      (client) => client.logout(),
      options,
      (result) => result.message,
    );
  }

  /** Adds a listener, which replaces one with the same ID. It may be called before `init`. */
  static addLoginListener(listenerId: string, listener: CallsLoginListener): void {
    const adapted = typeof listener === "object" && listener && adapt(listener);
    const id = callsListenerId(listenerId);
    page.setReplay(listenerKey(id), (client) => client.addLoginListener(id, adapted));
  }

  /** Removes a listener. */
  static removeLoginListener(listenerId: string): void {
    const id = callsListenerId(listenerId);
    page.removeReplay(listenerKey(id), (client) => client.removeLoginListener(id));
  }
}
