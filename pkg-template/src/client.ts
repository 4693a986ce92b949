import { type ClientRuntime, clientRuntime } from "./client-runtime.js";
import { CometChatException } from "./exception.js";
import { ownProperties, textOf } from "./foreign.js";
import type { CometChat as Rust } from "./generated/glue.js";
import type { LoginListener, LoginListenerCallbacks } from "./listener.js";
import { onAbort, splitOptions } from "./options.js";
import { AppSettings } from "./settings.js";
import { snapshot } from "./snapshot.js";
import type {
  CallOptions,
  LoginRequest,
  LogoutResult,
  MaybeUserPromise,
  SessionSnapshot,
  SessionStorage,
  StorageStatus,
} from "./types.js";
import type { User } from "./user.js";
import type { AbortSignal } from "./web.js";

/** The snapshot until the WebAssembly runs. */
const LOADING = /* @__PURE__ */ snapshot("loading", null, null);

/**
 * Sets the app. After a success, each start of an instance repeats it with the accepted settings.
 *
 * @internal
 */
export function initAndReplay(
  runtime: ClientRuntime,
  client: Rust,
  appId: unknown,
  settings: unknown,
): Promise<boolean> {
  const initialized = client.init(appId, settings);
  // `undefined` if the instance fails.
  initialized?.then(
    () => {
      const [acceptedId, accepted] = [client.getAppId(), client.getAppSettings()];
      runtime.setReplayOnStart("init", (restarted) => restarted.init(acceptedId, accepted));
    },
    () => {},
  );
  return initialized;
}

/** The key of a listener in the runtime's replays. An id that cannot be text is its own key. */
export function listenerKey(id: unknown): unknown {
  const text = textOf(id);
  return typeof text === "string" ? `listener ${text}` : text;
}

/**
 * Authentication for CometChat.
 *
 * No method throws. Every promise settles. Every rejection is a {@link CometChatException}. Methods can
 * be used detached: `const { login } = CometChat`.
 */
export class CometChatClient {
  /** The class of the errors that calls reject with. */
  readonly CometChatException = CometChatException;
  readonly #runtime: ClientRuntime;
  #emulator: string | undefined;
  readonly #endings = new Set<() => void>();
  #isDisposed = false;

  /** @internal */
  constructor(runtime: ClientRuntime) {
    this.#runtime = runtime;
    const own = this as unknown as Record<string, unknown>;
    for (const name of Object.getOwnPropertyNames(CometChatClient.prototype)) {
      const method = own[name];
      if (name !== "constructor" && typeof method === "function") own[name] = method.bind(this);
    }
  }

  /**
   * Sets the app and its settings. Call it once, before any call that returns a promise; these wait for
   * it, so it need not be awaited. It sends no request.
   *
   * @param appId the app ID from the CometChat dashboard
   * @param appSettings the result of {@link AppSettingsBuilder.build}, or a plain object with some of
   *   its fields. The default region is `eu`.
   * @returns `true`. Rejects with `MISSING_PARAMETERS`, `INVALID_APP_ID`, `INVALID_REGION`,
   *   `INVALID_HOST` or `INVALID_SETTINGS`.
   * @example
   * ```ts
   * await CometChat.init("your-app-id", { region: "us" });
   * console.log("Ready");
   * ```
   */
  init(
    appId: string | undefined,
    appSettings?: Partial<AppSettings> | null,
    options?: CallOptions<boolean>,
  ): Promise<boolean>;
  init(...values: unknown[]): Promise<boolean> {
    const [[appId, settings], options] = splitOptions<boolean>(values);
    return this.#runtime.call(
      (client) => initAndReplay(this.#runtime, client, appId, settings),
      options,
    );
  }

  /** Whether `init` has resolved. */
  isInitialized(): boolean {
    return this.#runtime.callSync((client) => client.isInitialized()) === true;
  }

  /** The app ID given to `init`; `undefined` before. */
  getAppId(): string | undefined {
    return this.#runtime.callSync((client) => client.getAppId());
  }

  /** The settings given to `init`, completed with the defaults; `undefined` before. */
  getAppSettings(): AppSettings | undefined {
    if (!this.isInitialized()) return undefined;
    const settings = this.#runtime.callSync((client) => client.getAppSettings());
    return Object.assign(new AppSettings(), settings);
  }

  /**
   * Sends every request to an emulator on this machine. Its sessions are stored apart from those of
   * production. Call it before `init`, in development only.
   *
   * @param url the emulator's address, such as `"http://127.0.0.1:9770"`. With the address of
   *   another machine, `init` and every request reject with `INVALID_HOST`.
   */
  useEmulator(url: string): void {
    this.#emulator = url;
    this.#runtime.setReplay("useEmulator", (client) => client.useEmulator(url));
  }

  /** The address given to `useEmulator`; `undefined` if it was not called. */
  getEmulator(): string | undefined {
    return this.#emulator;
  }

  /**
   * Tells CometChat's statistics which framework the application uses, from the next login on.
   *
   * @param resource the framework's package, such as `"my-ui-kit"`
   * @param platform where it runs, such as `"web"`
   * @param language what it is written in, such as `"typescript"`
   */
  setSource(resource: string, platform: string, language: string): void {
    this.#runtime.setReplay("setSource", (client) =>
      client.setSource(resource, platform, language),
    );
  }

  /**
   * Logs a user in with a UID and the app's Auth Key. For development only: whoever has the Auth Key
   * can log in as anybody.
   *
   * If this user is logged in already, it resolves with the stored user and sends no request. A
   * login that fails leaves an earlier session as it was.
   *
   * @param uid the user's UID
   * @param authKey the app's Auth Key from the CometChat dashboard
   * @returns the user. Rejects with the server's code, such as `ERR_UID_NOT_FOUND`, or with
   *   `MISSING_PARAMETERS`, `LOGIN_IN_PROGRESS`, `LOGIN_CANCELLED`, `FAILED_TO_FETCH`,
   *   `REQUEST_TIMEOUT` or `INVALID_RESPONSE`.
   * @example
   * ```ts
   * try {
   *   const user = await CometChat.login("cometchat-uid-1", "AUTH_KEY");
   *   console.log("Logged in", { user });
   * } catch (error) {
   *   console.log("Login failed", { error });
   * }
   * ```
   */
  login(uid: string, authKey: string, options?: CallOptions<User>): Promise<User>;
  /**
   * Logs a user in with an auth token.
   *
   * @param authToken a token that your server got from CometChat with the REST API key
   * @returns the user. Rejects as it does with an Auth Key, and with `INVALID_AUTH_TOKEN`.
   * @example
   * ```ts
   * try {
   *   const user = await CometChat.login("AUTH_TOKEN");
   *   console.log("Logged in", { user });
   * } catch (error) {
   *   console.log("Login failed", { error });
   * }
   * ```
   */
  login(authToken: string, options?: CallOptions<User>): Promise<User>;
  login(...values: unknown[]): Promise<User> {
    const [[first, second, ...rest], options] = splitOptions<User>(values);
    const isOptions = second === undefined || textOf(second) === "[object Object]";
    const isToken = values.length > 0 && !rest.length && isOptions;
    return this.#runtime.call(
      (client) => (isToken ? client.loginWithAuthToken(first) : client.login(first, second)),
      options,
    );
  }

  /** Logs a user in with an auth token, like `login(authToken)`. */
  loginWithAuthToken(authToken: string, options?: CallOptions<User>): Promise<User> {
    return this.#runtime.call((client) => client.loginWithAuthToken(authToken), options);
  }

  /**
   * Makes sure that a user is logged in. Call it as often as you like: if this user is logged in, it
   * resolves with the stored user; if a login of this user is pending, it joins that one; otherwise it
   * logs in. If somebody else is logged in, it logs this user in and then revokes the other session.
   *
   * If `authToken` is a function, the SDK keeps it. When the token expires, the call that notices it
   * gets a new token, logs in again and continues.
   *
   * @param request the user's UID, and a token, a function that returns one, or (in development) the
   *   Auth Key
   * @returns the user. Rejects as `login` does, with `AUTH_TOKEN_UNAVAILABLE` if the function returns
   *   no token, with `ERR_AUTHTOKEN_NOT_ACCESSIBLE` if the token belongs to another user, and with
   *   `LOGIN_CANCELLED` if `logout` or `ensureLoggedIn` for another user is called meanwhile.
   * @example
   * ```ts
   * const user = await CometChat.ensureLoggedIn({
   *   uid: "cometchat-uid-1",
   *   authToken: async ({ signal }) => {
   *     const response = await fetch("/api/cometchat-token", { method: "POST", signal });
   *     return response.text();
   *   },
   * });
   * console.log(`Hello, ${user.getName()}`);
   * ```
   */
  ensureLoggedIn(request: LoginRequest & CallOptions<User>): Promise<User> {
    const own = ownProperties(request);
    return this.#runtime.call((client) => client.ensureLoggedIn(own), own);
  }

  /**
   * Reads the user who is logged in from the storage. It sends no request: use `checkSession` to ask
   * the server.
   *
   * @returns a new `User` each time, or `null`. Rejects with `COMETCHAT_INITIALIZATION_NOT_DONE` if
   *   `init` was not called.
   * @example
   * ```ts
   * const user = await CometChat.getLoggedinUser();
   * ```
   */
  getLoggedinUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return this.#runtime.call((client) => client.getLoggedinUser(), options) as MaybeUserPromise;
  }

  /** Reads the user who is logged in from the storage, like `getLoggedinUser`. */
  getLoggedInUser(options?: CallOptions<User | null>): MaybeUserPromise {
    return this.getLoggedinUser(options);
  }

  /**
   * Asks the server whether the session is still valid. An expired session is renewed if `ensureLoggedIn`
   * got a function for tokens; otherwise it is removed, and the listeners' `logoutSuccess` is called.
   *
   * @returns the user, or `null` if nobody is logged in (any more). Rejects if the server gives no
   *   answer; the session then stays.
   */
  checkSession(options?: CallOptions<User | null>): Promise<User | null> {
    return this.#runtime.call((client) => client.checkSession(), options);
  }

  /** Reads the auth token of the user who is logged in, or `null`, from the storage. */
  getUserAuthToken(options?: CallOptions<string | null>): Promise<string | null> {
    return this.#runtime.call((client) => client.getUserAuthToken(), options);
  }

  /**
   * Logs out: removes the session from this browser at once, then revokes its token on the server. A
   * pending login is cancelled.
   *
   * @param options `onSuccess` gets the message
   * @returns the server's answer; `revoked` is `false` if the server could not be reached yet. Rejects
   *   with `ERR_NOT_LOGGED_IN` if nobody is logged in.
   * @example
   * ```ts
   * try {
   *   const { message } = await CometChat.logout();
   *   console.log("Logged out", message);
   * } catch (error) {
   *   console.log("Logout failed", { error });
   * }
   * ```
   */
  logout(options?: CallOptions<string>): Promise<LogoutResult> {
    return this.#runtime.call<LogoutResult, string>(
      (client) => client.logout(),
      options,
      (result) => result.message,
    );
  }

  /**
   * Adds a listener for logins and logouts, in this tab and in others. It may be called before `init`.
   *
   * Listeners are called in the order in which they were added, before the promise of the call
   * settles. What a listener throws is reported like an uncaught error, and affects nothing else.
   *
   * @param listenerId identifies the listener; it replaces one with the same ID
   * @param listener any of the four callbacks
   * @param options `signal` removes the listener when it is aborted
   * @returns a function that removes the listener
   * @example
   * ```ts
   * CometChat.addLoginListener("log", {
   *   loginSuccess: (user) => console.log("loginSuccess", { user }),
   *   loginFailure: (error) => console.log("loginFailure", { error }),
   *   logoutSuccess: () => console.log("logoutSuccess"),
   *   logoutFailure: (error) => console.log("logoutFailure", { error }),
   * });
   * ```
   */
  addLoginListener(
    listenerId: string,
    listener: LoginListener | LoginListenerCallbacks,
    options?: { signal?: AbortSignal },
  ): () => void {
    const key = listenerKey(listenerId);
    const add = (client: Rust) => client.addLoginListener(listenerId, listener);
    this.#runtime.setReplay(key, add);
    const remove = () => {
      if (this.#runtime.replay(key) === add) this.removeLoginListener(listenerId);
    };
    const leave = onAbort(ownProperties(options).signal, remove);
    if (this.#runtime.replay(key) === add) this.#runtime.onReplayEnd(key, leave);
    return remove;
  }

  /**
   * Removes a listener.
   *
   * @param listenerId the ID that it was added with; an unknown one does nothing
   */
  removeLoginListener(listenerId: string): void {
    this.#runtime.removeReplay(listenerKey(listenerId), (client) =>
      client.removeLoginListener(listenerId),
    );
  }

  /**
   * Returns the current state: who is logged in, and what is pending. It returns the same object until
   * something changes, as React's `useSyncExternalStore` requires, and can be called at any time, on a
   * server too.
   */
  getSession(): SessionSnapshot {
    return this.#runtime.callSync((client) => client.getSession()) ?? LOADING;
  }

  /**
   * Calls a function whenever {@link getSession} returns something new: after a login, a logout or a
   * change of the profile, in this tab or another, and after a failure.
   *
   * @param listener is called without arguments
   * @returns a function that ends the subscription
   * @example
   * ```ts
   * const show = () => {
   *   const { status, user } = CometChat.getSession();
   *   console.log(status, { user });
   * };
   * const unsubscribe = CometChat.subscribe(show);
   * show();
   * ```
   */
  subscribe(listener: () => void): () => void {
    // A new function, since the same listener may subscribe twice.
    const subscriber = () => listener();
    this.#runtime.setReplay(subscriber, (client) => client.subscribe(subscriber));
    return () => this.#runtime.removeReplay(subscriber, (client) => client.unsubscribe(subscriber));
  }

  /**
   * Creates a user. For development only: in production your server creates users.
   *
   * @param user a UID and a name at least
   * @param authKey the app's Auth Key
   * @returns the user as created. Rejects with the server's code, such as `ERR_UID_ALREADY_EXISTS`, or
   *   with `INVALID_AUTH_KEY`, `INVALID_UID`, `UID_IS_COMPULSORY`, `USER_NAME_IS_COMPULSORY` or the
   *   errors of any request.
   * @example
   * ```ts
   * try {
   *   const user = await CometChat.createUser({ uid: "ada", name: "Ada" }, "AUTH_KEY");
   *   console.log("Created", { user });
   * } catch (error) {
   *   console.log("Failed to create", { error });
   * }
   * ```
   */
  createUser(
    user: User | { uid: string; name: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return this.#runtime.call((client) => client.createUser(user, authKey), options);
  }

  /**
   * Changes a user. For development only: in production your server changes users.
   *
   * @param user the UID, and the fields to change
   * @param authKey the app's Auth Key
   * @returns the user as changed. Rejects as `createUser` does, and with `ERR_UID_NOT_FOUND`.
   */
  updateUser(
    user: User | { uid: string },
    authKey: string,
    options?: CallOptions<User>,
  ): Promise<User> {
    return this.#runtime.call((client) => client.updateUser(user, authKey), options);
  }

  /**
   * Changes the profile of the user who is logged in.
   *
   * @param user the fields to change, such as `name` or `avatar`
   * @returns the user as changed. Rejects with `ERR_NOT_LOGGED_IN` if nobody is logged in.
   */
  updateCurrentUserDetails(user: User | object, options?: CallOptions<User>): Promise<User> {
    return this.#runtime.call((client) => client.updateCurrentUserDetails(user), options);
  }

  /**
   * Asks the server for a user of the app. Somebody has to be logged in.
   *
   * @param uid the user's UID
   * @returns the user. Rejects with `ERR_UID_NOT_FOUND` or `ERR_NOT_LOGGED_IN`.
   */
  getUser(uid: string, options?: CallOptions<User>): Promise<User> {
    return this.#runtime.call((client) => client.getUser(uid), options);
  }

  /** Returns where the session is kept, and whether that works; `undefined` before `init`. */
  getStorageStatus(): StorageStatus | undefined {
    return this.#runtime.callSync((client) => client.getStorageStatus());
  }

  /**
   * Ends this client and frees its memory. A pending login rejects with `LOGIN_CANCELLED`, every other
   * pending call and every later one with `REQUEST_CANCELLED`. A stored session stays.
   */
  dispose(): void {
    this.#runtime.dispose();
    this.#isDisposed = true;
    // In a microtask each: an error in one does not affect the others.
    for (const end of this.#endings) queueMicrotask(end);
    this.#endings.clear();
  }

  /**
   * Calls a function when this client has been disposed of.
   *
   * @param listener the function; it ends what must not outlive this client
   * @returns a function that removes the listener
   */
  onDispose(listener: () => void): () => void {
    const end = () => listener();
    if (this.#isDisposed) queueMicrotask(end);
    else this.#endings.add(end);
    return () => {
      this.#endings.delete(end);
    };
  }
}

/**
 * Creates an independent client, with an app, a session and listeners of its own. Use one for each
 * request on a server, and one for each app on a page with several.
 *
 * @param options `storage` keeps the session; without it, the session is kept in memory
 */
export function createCometChat(options?: { storage?: SessionStorage }): CometChatClient {
  return new CometChatClient(clientRuntime(ownProperties(options).storage ?? null));
}
