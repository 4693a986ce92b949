import { CometChatException } from "./exception.js";
import { LoginListener, type LoginListenerCallbacks } from "./listener.js";
import { ask, core, initialize, isRunning, keep, listen } from "./loader.js";
import type { StorageStatus } from "./options.js";
import {
  type CallOptions,
  type LogoutResult,
  type MaybeUserPromise,
  splitOptions,
} from "./options.js";
import { AppSettings, AppSettingsBuilder, StorageMode } from "./settings.js";
import { User } from "./user.js";

/**
 * Authentication for CometChat. Every call that returns a promise settles, and none throws; what
 * they reject with is a {@link CometChatException}.
 */
export class CometChat {
  static readonly User = User;
  static readonly AppSettings = AppSettings;
  static readonly AppSettingsBuilder = AppSettingsBuilder;
  static readonly LoginListener = LoginListener;
  static readonly CometChatException = CometChatException;
  static readonly StorageMode = StorageMode;

  /**
   * Names the app and how to reach it. Call it once, before everything else; it sends nothing.
   *
   * @param appId the app's id, from the CometChat dashboard
   * @param appSettings what an {@link AppSettingsBuilder} built; the region `eu` without them
   * @returns `true`. Rejects with `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`,
   *   `INVALID_HOST` or `INVALID_SETTINGS`.
   */
  static init(
    appId: string,
    appSettings?: Partial<AppSettings> | null,
    options?: CallOptions<boolean>,
  ): Promise<boolean>;
  static init(...given: unknown[]): Promise<boolean> {
    const [values, options] = splitOptions<boolean>(given);
    return ask(() => initialize(values), options);
  }

  /** Whether `init` has resolved. */
  static isInitialized(): boolean {
    return isRunning() && core.is_initialized();
  }

  /** The app id given to `init`, or `undefined`. */
  static getAppId(): string | undefined {
    return isRunning() ? core.app_id() : undefined;
  }

  /**
   * Sends all requests to an emulator on this machine. Call it before `init`.
   *
   * @param url such as `"http://localhost:9770"`. Anything but an address of this machine makes
   *   `init` and every request reject with `INVALID_HOST`.
   */
  static useEmulator(url: string): void {
    keep("emulator", () => core.use_emulator(url));
  }

  /** Says who built the application, for the server's statistics. */
  static setSource(resource: string, platform: string, language: string): void {
    keep("source", () => core.set_source({ resource, platform, language }));
  }

  /**
   * Logs a user in, for development: with a UID and the app's Auth Key.
   *
   * @returns the user. Rejects with what the server says, such as `ERR_UID_NOT_FOUND`, or
   *   `MISSING_PARAMETERS`, `LOGIN_IN_PROGRESS`, `LOGIN_CANCELLED`, `FAILED_TO_FETCH`,
   *   `REQUEST_TIMEOUT`, `INVALID_RESPONSE`.
   */
  static login(uid: string, authKey: string, options?: CallOptions<User>): Promise<User>;
  /** Logs a user in with an auth token that the application's own server asked for. */
  static login(authToken: string, options?: CallOptions<User>): Promise<User>;
  static login(...given: unknown[]): Promise<User> {
    const [values, options] = splitOptions<User>(given);
    return ask<User>(() => core.login(values), options);
  }

  /** The same as `login(authToken)`. */
  static loginWithAuthToken(authToken: string, options?: CallOptions<User>): Promise<User>;
  static loginWithAuthToken(authToken: unknown, options?: CallOptions<User>): Promise<User> {
    return ask<User>(() => core.login([authToken]), options);
  }

  /** The user who is logged in, or `null`: from the storage, without a request. */
  static getLoggedinUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return ask<User | null>(() => core.logged_in_user(), options) as MaybeUserPromise;
  }

  /** The same as `getLoggedinUser()`. */
  static getLoggedInUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return CometChat.getLoggedinUser(options);
  }

  /** The token of the user who is logged in, or `null`. */
  static getUserAuthToken(options?: CallOptions<string | null>): Promise<string | null> {
    return ask<string | null>(() => core.auth_token(), options);
  }

  /**
   * Ends the session: at once on this device, then on the server.
   *
   * @returns what the server says. Rejects with `ERR_NOT_LOGGED_IN` without a session.
   */
  static logout(options?: CallOptions<string>): Promise<LogoutResult> {
    return ask<LogoutResult, string>(
      () => core.logout(),
      options,
      (result) => result.message,
    );
  }

  /** Adds a listener; one with the same id is replaced. May be called before `init`. */
  static addLoginListener(
    listenerId: string,
    listener: LoginListener | LoginListenerCallbacks,
  ): void {
    listen(listenerId, () => core.add_listener(listenerId, listener));
  }

  /** Removes a listener. */
  static removeLoginListener(listenerId: string): void {
    listen(listenerId, () => core.remove_listener(listenerId));
  }

  /** Creates a user, for development; in production the application's server does. */
  static createUser(
    user: User | { uid: string; name: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return ask<User>(() => core.user_call(0, [user, authKey]), options);
  }

  /** Changes a user, for development; in production the application's server does. */
  static updateUser(
    user: User | { uid: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return ask<User>(() => core.user_call(1, [user, authKey]), options);
  }

  /** Changes the user who is logged in. */
  static updateCurrentUserDetails(user: User | object, options?: CallOptions<User>): Promise<User> {
    return ask<User>(() => core.user_call(2, [user]), options);
  }

  /** Reads a user of the app. */
  static getUser(uid: string, options?: CallOptions<User>): Promise<User> {
    return ask<User>(() => core.user_call(3, [uid]), options);
  }

  /** Where the session is kept; `undefined` before `init`. */
  static getStorageStatus(): StorageStatus | undefined {
    return isRunning() ? core.storage_status() : undefined;
  }
}

/** The types, under the names that CometChat's documentation uses. */
export declare namespace CometChat {
  export type User = import("./user.js").User;
  export type AppSettings = import("./settings.js").AppSettings;
  export type AppSettingsBuilder = import("./settings.js").AppSettingsBuilder;
  export type LoginListener = import("./listener.js").LoginListener;
  export type CometChatException = import("./exception.js").CometChatException;
  export type StorageMode = import("./settings.js").StorageMode;
}
