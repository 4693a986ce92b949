import { Connection } from "./connection.js";
import { Operation } from "./generated/tables.js";
import type { LoginListener, LoginListenerCallbacks } from "./listener.js";
import {
  type CallOptions,
  type LoginRequest,
  type LogoutResult,
  type MaybeUserPromise,
  onAbort,
  ownProperties,
  type SessionSnapshot,
  type SessionStorage,
  type StorageStatus,
  splitOptions,
  textOf,
} from "./options.js";
import { AppSettings } from "./settings.js";
import type { User } from "./user.js";

/** The state until it is known. */
const LOADING: SessionSnapshot = /* @__PURE__ */ Object.freeze({
  status: "loading",
  user: null,
  error: null,
});

/**
 * Authentication for CometChat. Every call that returns a promise settles, and none throws; what
 * they reject with is a {@link CometChatException}. The methods may be passed on by themselves.
 */
export class CometChatClient {
  readonly #connection: Connection;

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection;
    const own = this as unknown as Record<string, unknown>;
    for (const name of Object.getOwnPropertyNames(CometChatClient.prototype)) {
      const method = own[name];
      if (name !== "constructor" && typeof method === "function") own[name] = method.bind(this);
    }
  }

  /**
   * Names the app and how to reach it. Call it once, before everything else; it sends nothing.
   *
   * @param appId the app's id, from the CometChat dashboard
   * @param appSettings what an {@link AppSettingsBuilder} built; the region `eu` without them
   * @returns `true`. Rejects with `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`,
   *   `INVALID_HOST` or `INVALID_SETTINGS`.
   */
  init(
    appId: string | undefined,
    appSettings?: Partial<AppSettings> | null,
    options?: CallOptions<boolean>,
  ): Promise<boolean>;
  init(...values: unknown[]): Promise<boolean> {
    const [[appId, settings], options] = splitOptions<boolean>(values);
    return this.#connection.call([Operation.Init, appId, settings], options);
  }

  /** Whether `init` has resolved. */
  isInitialized(): boolean {
    return this.#connection.ask(Operation.IsInitialized) === true;
  }

  /** The app id given to `init`, or `undefined`. */
  getAppId(): string | undefined {
    return this.#connection.ask(Operation.AppId) as string | undefined;
  }

  /** The settings given to `init`, with the defaults of those that were not; `undefined` before. */
  getAppSettings(): AppSettings | undefined {
    if (!this.isInitialized()) return undefined;
    return Object.assign(new AppSettings(), this.#connection.settings);
  }

  /**
   * Sends all requests to an emulator on this machine, whose sessions are kept apart from
   * production's. Call it before `init`, and only in development.
   *
   * @param url such as `"http://localhost:9770"`. Anything but an address of this machine makes
   *   `init` and every request reject with `INVALID_HOST`.
   */
  useEmulator(url: string): void {
    this.#connection.emulator = url;
    this.#connection.replay(Operation.UseEmulator, Operation.UseEmulator, url);
  }

  /** The address given to `useEmulator`, if it was called. */
  getEmulator(): string | undefined {
    return this.#connection.emulator;
  }

  /** Identifies the framework in the server's statistics. */
  setSource(resource: string, platform: string, language: string): void {
    const source = { resource, platform, language };
    this.#connection.replay(Operation.SetSource, Operation.SetSource, source);
  }

  /**
   * Logs a user in, for development: with a UID and the app's Auth Key.
   *
   * @returns the user. Rejects with what the server says, such as `ERR_UID_NOT_FOUND`, or
   *   `MISSING_PARAMETERS`, `LOGIN_IN_PROGRESS`, `LOGIN_CANCELLED`, `FAILED_TO_FETCH`,
   *   `REQUEST_TIMEOUT`, `INVALID_RESPONSE`.
   */
  login(uid: string, authKey: string, options?: CallOptions<User>): Promise<User>;
  /** Logs a user in with an auth token that the application's own server asked for. */
  login(authToken: string, options?: CallOptions<User>): Promise<User>;
  login(...values: unknown[]): Promise<User> {
    const [[first, second, ...rest], options] = splitOptions<User>(values);
    const isOptions = second === undefined || textOf(second) === "[object Object]";
    const isToken = values.length > 0 && !rest.length && isOptions;
    const operation = isToken ? Operation.LoginWithAuthToken : Operation.Login;
    return this.#connection.call<User>([operation, first, second], options);
  }

  /** The same as `login(authToken)`. */
  loginWithAuthToken(authToken: string, options?: CallOptions<User>): Promise<User> {
    return this.#connection.call<User>([Operation.LoginWithAuthToken, authToken], options);
  }

  /**
   * Sees to it that a user is logged in: resolves with the stored user if that is the one; else logs
   * this one in and the other out. The last such call counts. With a function for `authToken`, a
   * session whose token dies is renewed without anybody noticing.
   *
   * @returns the user. Rejects as `login` does, with `AUTH_TOKEN_UNAVAILABLE` if the function gives
   *   no token, and with `ERR_AUTHTOKEN_NOT_ACCESSIBLE` if the token is of somebody else.
   */
  ensureLoggedIn(request: LoginRequest & CallOptions<User>): Promise<User> {
    const own = ownProperties(request);
    return this.#connection.call<User>([Operation.EnsureLoggedIn, own], own);
  }

  /** The user who is logged in, or `null`: from the storage, without a request. */
  getLoggedinUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return this.#connection.call<User | null>(
      [Operation.LoggedInUser],
      options,
    ) as MaybeUserPromise;
  }

  /** The same as `getLoggedinUser()`. */
  getLoggedInUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return this.getLoggedinUser(options);
  }

  /**
   * Asks the server whether the session still lives; nothing else does.
   *
   * @returns the user; `null` if nobody is logged in, or if the server has ended the session, which
   *   the listeners then hear of. Rejects if the server cannot be asked.
   */
  checkSession(options?: CallOptions<User | null>): Promise<User | null> {
    return this.#connection.call<User | null>([Operation.CheckSession], options);
  }

  /** The token of the user who is logged in, or `null`. */
  getUserAuthToken(options?: CallOptions<string | null>): Promise<string | null> {
    return this.#connection.call<string | null>([Operation.AuthToken], options);
  }

  /**
   * Ends the session: at once on this device, then on the server.
   *
   * @returns what the server says. Rejects with `ERR_NOT_LOGGED_IN` without a session.
   */
  logout(options?: CallOptions<string>): Promise<LogoutResult> {
    return this.#connection.call<LogoutResult, string>(
      [Operation.Logout],
      options,
      (result) => result.message,
    );
  }

  /**
   * Adds a listener; one with the same id is replaced. May be called before `init`.
   *
   * @param options a `signal` removes the listener when it is aborted
   * @returns what removes the listener
   */
  addLoginListener(
    listenerId: string,
    listener: LoginListener | LoginListenerCallbacks,
    options?: { signal?: AbortSignal },
  ): () => void {
    const connection = this.#connection;
    const key = textOf(listenerId);
    const add = connection.replay(key, Operation.AddListener, listenerId, listener);
    const remove = () => {
      if (connection.replays(key) === add) this.removeLoginListener(listenerId);
    };
    onAbort(ownProperties(options).signal, remove);
    return remove;
  }

  /** Removes a listener. */
  removeLoginListener(listenerId: string): void {
    this.#connection.forget(textOf(listenerId), Operation.RemoveListener, listenerId);
  }

  /**
   * The state now, without waiting: the same object until something changes. Safe to call anywhere,
   * also where nothing has been loaded (`"loading"`).
   */
  getSession(): SessionSnapshot {
    return (this.#connection.ask(Operation.Snapshot) as SessionSnapshot | undefined) ?? LOADING;
  }

  /**
   * Calls `listener` whenever {@link getSession} gives something new: after logins and logouts here
   * and in other tabs, changes of the profile, and failures.
   *
   * @returns what ends it
   */
  subscribe(listener: () => void): () => void {
    // One of its own: the same listener may subscribe twice.
    const subscriber = () => listener();
    this.#connection.replay(subscriber, Operation.Subscribe, subscriber);
    return () => this.#connection.forget(subscriber, Operation.Unsubscribe, subscriber);
  }

  /** Creates a user, for development; in production the application's server does. */
  createUser(
    user: User | { uid: string; name: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return this.#connection.call<User>([Operation.CreateUser, user, authKey], options);
  }

  /** Changes a user, for development; in production the application's server does. */
  updateUser(
    user: User | { uid: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return this.#connection.call<User>([Operation.UpdateUser, user, authKey], options);
  }

  /** Changes the user who is logged in. */
  updateCurrentUserDetails(user: User | object, options?: CallOptions<User>): Promise<User> {
    return this.#connection.call<User>([Operation.UpdateCurrentUser, user], options);
  }

  /** Reads a user of the app. */
  getUser(uid: string, options?: CallOptions<User>): Promise<User> {
    return this.#connection.call<User>([Operation.GetUser, uid], options);
  }

  /** Where the session is kept; `undefined` before `init`. */
  getStorageStatus(): StorageStatus | undefined {
    return this.#connection.ask(Operation.StorageStatus) as StorageStatus | undefined;
  }

  /**
   * Ends the client: gives up what is under way, and forgets everything but what is stored. Every
   * later call rejects with `REQUEST_CANCELLED`.
   */
  dispose(): void {
    this.#connection.dispose();
  }
}

/**
 * A client of its own, which shares nothing with `CometChat`: on a server one for each request, in
 * tests one for each test, in a page one for each app.
 *
 * @param options `storage` is what its session is kept in; memory without it
 */
export function createCometChat(options?: { storage?: SessionStorage }): CometChatClient {
  return new CometChatClient(new Connection(ownProperties(options).storage ?? null));
}
