import { initAndReplay, listenerKey } from "./client.js";
import { page } from "./cometchat.js";
import { type CometChatErrorCode, CometChatException } from "./exception.js";
import type { CometChat as Rust } from "./generated/glue.js";
import { CALLS_CODES, EVENTS } from "./generated/tables.js";
import {
  type CallOptions,
  callBack,
  type LogoutResult,
  ownProperties,
  splitOptions,
} from "./options.js";
import type { AppSettings } from "./settings.js";
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

/** The same error as the Calls SDK calls it. */
function renamed(error: CometChatException): CometChatException {
  const names = [error.name, `${error.code}`];
  const code = names.map((name) => CALLS_CODES.get(name)).find((known) => known);
  if (!code) return error;
  const { message, details, cause } = error;
  return new CometChatException({ code, message, details, cause });
}

/** What the Calls SDK refuses of each argument: the code, and what to do. */
const REFUSED = {
  uid: {
    blank: ["ERROR_INVALID_UID", "The uid is missing or blank. Please pass a UID."],
    spaced: ["ERROR_UID_WITH_SPACE", "The uid has a space. Please pass a UID without spaces."],
  },
  authKey: {
    blank: ["ERROR_API_KEY_NOT_FOUND", "The authKey is missing or blank. Please pass an Auth Key."],
  },
  authToken: {
    blank: [
      "ERROR_BLANK_AUTHTOKEN",
      "The authToken is missing or blank. Please pass an auth token.",
    ],
    spaced: [
      "ERROR_AUTHTOKEN_WITH_SPACE",
      "The authToken has a space. Please pass it as the server gave it.",
    ],
  },
} as const satisfies Record<string, Record<string, Refusal>>;

type Refusal = readonly [code: CometChatErrorCode, message: string];

type Parameter = keyof typeof REFUSED;

/** Why the Calls SDK refuses arguments, if it does. */
function refusal(parameters: Parameter[], values: unknown[]) {
  for (const [index, parameter] of parameters.entries()) {
    const value = values[index];
    const text = typeof value === "string" || Number.isFinite(value) ? String(value) : "";
    const { blank, spaced }: { blank: Refusal; spaced?: Refusal } = REFUSED[parameter];
    const found = text.trim() ? /\s/.test(text) && spaced : blank;
    if (found) return { code: found[0], message: found[1] };
  }
}

/** Makes a call, the errors of which are renamed. */
function ask<T, V = T>(
  call: (client: Rust) => Promise<T>,
  options?: CallOptions<V>,
  present?: (value: T) => V,
): Promise<T> {
  const own = ownProperties(options);
  return callBack(page.startAsync(call, own.signal).catch(rethrow), own, present);
}

function rethrow(error: CometChatException): never {
  throw renamed(error);
}

/** Logs in with positional arguments, or with one object that has them and the options. */
function login(parameters: Parameter[], values: unknown[]): Promise<User> {
  const [first] = values;
  const named = ownProperties(first as Record<string, unknown> & CallOptions<User>);
  const [passed, options] =
    typeof first === "object" && first
      ? [parameters.map((parameter) => named[parameter]), named as CallOptions<User>]
      : splitOptions<User>(values);
  const refused = refusal(parameters, passed);
  return ask((client) => {
    if (refused) return client.refuseLogin(refused);
    return parameters.length > 1
      ? client.login(passed[0], passed[1])
      : client.loginWithAuthToken(passed[0]);
  }, options);
}

/** Listeners of both SDKs are kept together; an id of one must not replace that of the other. */
function own(id: unknown): unknown {
  const isText = typeof id === "string" || typeof id === "number";
  return isText && `${id}`.trim() ? `CometChatCalls ${id}` : id;
}

/** A listener as `CometChat` has it, which calls one of the Calls SDK. */
function adapt(listener: CallsLoginListener): object {
  const callbacks = listener as Record<string, ((value?: unknown) => void) | undefined>;
  return Object.fromEntries(
    EVENTS.map((event) => [
      event,
      (value?: unknown) =>
        callbacks[event.replace(/^./, (letter) => `on${letter.toUpperCase()}`)]?.(
          value instanceof CometChatException ? renamed(value) : value,
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
  /** The same as `CometChat.init`. The settings may contain the app ID, as `appId`. */
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
    return ask((client) => initAndReplay(page, client, appId, appSettings), options);
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
    return login(["uid", "authKey"], values);
  }

  /** Logs a user in with an auth token that your server got from CometChat. */
  static loginWithAuthToken(authToken: string, options?: CallOptions<User>): Promise<User>;
  static loginWithAuthToken(login: { authToken: string } & CallOptions<User>): Promise<User>;
  static loginWithAuthToken(...values: unknown[]): Promise<User> {
    return login(["authToken"], values);
  }

  /** Reads the user who is logged in, or `null`, from the storage. It sends no request. */
  static getLoggedInUser(options?: CallOptions<User | null>): Promise<User | null> {
    return ask((client) => client.getLoggedinUser(), options);
  }

  /** Whether a user is logged in; `false` until `init` has resolved. */
  static isUserLoggedIn(): boolean {
    return page.callSync((client) => client.isUserLoggedIn()) === true;
  }

  /** Reads the auth token of the user who is logged in, or `null`, from the storage. */
  static getUserAuthToken(options?: CallOptions<string | null>): Promise<string | null> {
    return ask((client) => client.getUserAuthToken(), options);
  }

  /** Logs out: removes the session from this browser at once, then revokes its token on the server. */
  static logout(options?: CallOptions<string>): Promise<LogoutResult> {
    return ask<LogoutResult, string>(
      (client) => client.logout(),
      options,
      (result) => result.message,
    );
  }

  /** Adds a listener, which replaces one with the same ID. It may be called before `init`. */
  static addLoginListener(listenerId: string, listener: CallsLoginListener): void {
    const adapted = typeof listener === "object" && listener && adapt(listener);
    const id = own(listenerId);
    page.setReplay(listenerKey(id), (client) => client.addLoginListener(id, adapted));
  }

  /** Removes a listener. */
  static removeLoginListener(listenerId: string): void {
    const id = own(listenerId);
    page.removeReplay(listenerKey(id), (client) => client.removeLoginListener(id));
  }
}
