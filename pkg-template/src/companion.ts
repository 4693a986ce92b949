/**
 * Keeps CometChat's own SDK in step with this one on the same page.
 *
 * The official SDK keeps its session in `sessionStorage`, apart from the one here: its `init` takes a
 * shared session away until the server has answered, and an answer to an old token makes it drop
 * whatever session is stored. Apart, all that it can drop is its own.
 */
import type { AppSettings } from "./settings.js";

/** The part of this package's `CometChat` that the companion uses. `createCometChat` returns it too. */
export interface CompanionClient {
  /** Returns the app ID for the official SDK. */
  getAppId(): string | undefined;
  /** Returns the settings for the official SDK. */
  getAppSettings(): AppSettings | undefined;
  /** Returns the emulator's address: with one, the companion does not start. */
  getEmulator(): string | undefined;
  /** Returns who is logged in here. */
  getSession(): {
    /** What is pending. */
    status: string;
    /** The user who is logged in. */
    user: {
      /** The token to log the official SDK in with. */
      authToken?: string;
    } | null;
  };
  /** Tells the companion of changes here. */
  subscribe(listener: () => void): () => void;
  /** Follows a login with the official SDK. */
  loginWithAuthToken(authToken: string): Promise<{
    /** The token of the new session. */
    authToken?: string;
  }>;
  /** Is called when the server has refused a token of the official SDK. */
  checkSession(): Promise<unknown>;
  /** Follows a logout with the official SDK. */
  logout(): Promise<unknown>;
}

/** A user of the official SDK. */
export interface OfficialUser {
  /** Returns the session's token. */
  getAuthToken(): string;
}

/** The callbacks of the official SDK's `LoginListener` that the companion uses. */
export interface OfficialLoginListener {
  /** A user has logged in. */
  loginSuccess(user: OfficialUser): void;
  /** The user has logged out. */
  logoutSuccess(): void;
}

/** The part of the official SDK's `CometChat` that the companion uses. */
export interface OfficialCometChat {
  /** Initialises it. */
  init(appId: string, settings: unknown): Promise<unknown>;
  /** Whether `init` was called. */
  isInitialized(): boolean;
  /** Logs in with an auth token. */
  login(authToken: string): Promise<unknown>;
  /** Logs out. */
  logout(): Promise<unknown>;
  /** Returns the user who is logged in. */
  getLoggedinUser(): Promise<OfficialUser | null>;
  /** Adds a listener for logins and logouts. */
  addLoginListener(id: string, listener: unknown): void;
  /** Removes a listener. */
  removeLoginListener(id: string): void;
  /** The class of its settings' builder. */
  AppSettingsBuilder: OfficialSettingsBuilderClass;
  /** The class of its listeners. */
  LoginListener: OfficialLoginListenerClass;
}

/** The class of {@link OfficialSettingsBuilder}. */
export interface OfficialSettingsBuilderClass {
  /** Creates a builder. */
  new (): OfficialSettingsBuilder;
}

/** The class of the official SDK's login listeners. */
export interface OfficialLoginListenerClass {
  /** Creates a listener. */
  new (callbacks: OfficialLoginListener): unknown;
}

/** The official SDK's `AppSettingsBuilder`, which gets the settings of this SDK. */
export interface OfficialSettingsBuilder {
  /** Sets the region. */
  setRegion(region: string): unknown;
  /** Subscribes to the presence of all users. */
  subscribePresenceForAllUsers(): unknown;
  /** Subscribes to the presence of users with these roles. */
  subscribePresenceForRoles(roles: string[]): unknown;
  /** Subscribes to the presence of friends. */
  subscribePresenceForFriends(): unknown;
  /** Sets whether to join groups automatically. */
  enableAutoJoinForGroups(enabled: boolean): unknown;
  /** Sets whether to open the WebSocket automatically. */
  autoEstablishSocketConnection(enabled: boolean): unknown;
  /** Sets the host for calls with an Auth Key. */
  overrideAdminHost(host: string): unknown;
  /** Sets the host for calls with an auth token. */
  overrideClientHost(host: string): unknown;
  /** Sets the storage, which the companion keeps apart from the one here. */
  setStorageMode(mode: string): unknown;
  /** Returns the settings. */
  build(): unknown;
}

/** Keeps the official SDK in step, until it is stopped. */
export interface Companion<Official> {
  /**
   * Waits until the official SDK is initialised and logged in as the user who is logged in here.
   *
   * @returns the official SDK's `CometChat`. Rejects if it could not be loaded, initialised or logged
   *   in; the companion tries again after a while, and at the next call.
   */
  ready(): Promise<Official>;
  /** Stops. The official SDK stays as it is. */
  stop(): void;
}

/** What the server says of a token that has ended. */
const DEAD_TOKEN = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

/** How long the official SDK may take over one call: some of its calls never settle. */
const PATIENCE = 30_000;
/** When to try again: at first, and at most; twice as late each time. */
const RETRY = { first: 1_000, last: 60_000 };

/** For which app and settings a companion has initialised an official SDK. */
const initialized = new WeakMap<OfficialCometChat, string>();
let companions = 0;

/**
 * Keeps CometChat's own SDK and this one in step. It initialises the official SDK with the same app and
 * settings; from then on, a login, a switch of users or a logout with either of them, in any tab,
 * happens in the other one too.
 *
 * Call it before the official SDK is initialised.
 *
 * @param client `CometChat` of this package, or a client made with `createCometChat`
 * @param official `CometChat` of `@cometchat/chat-sdk-javascript`, or a function that imports it
 * @returns the companion; await its `ready()` wherever you are about to use the official SDK
 */
export function keepInStep<Official extends OfficialCometChat>(
  client: CompanionClient,
  official: () => Promise<{ CometChat: Official }>,
): Companion<Official>;
export function keepInStep<Official extends OfficialCometChat>(
  client: CompanionClient,
  official: Official | (() => Promise<Official>),
): Companion<Official>;
export function keepInStep(
  client: CompanionClient,
  official: Source,
): Companion<OfficialCometChat> {
  return new Follower(client, official);
}

type Source = OfficialCometChat | (() => Promise<unknown>);

class Follower implements Companion<OfficialCometChat> {
  readonly #client: CompanionClient;
  readonly #source: Source;
  readonly #id = `cometchat-wasm/companion ${++companions}`;
  readonly #unsubscribe: () => void;
  #sdk: Watched | undefined;
  /** The token of this SDK that the official one is in step with; `null` if both are logged out. */
  #token: string | null | undefined;
  /** The calls of the official SDK that are under way. */
  readonly #calls = new Set<Promise<unknown>>();
  /** Whether one of them is a login from here: what it tells is no news. */
  #loggingIn = false;
  /** The tokens that the official SDK was given here: an event of theirs is no news, however late. */
  readonly #given = new Set<string>();
  /** What this SDK is doing because of the official one. */
  #answer: Promise<unknown> | undefined;
  #following: Promise<void> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #delay = RETRY.first;
  #stopped = false;

  constructor(client: CompanionClient, source: Source) {
    this.#client = client;
    this.#source = source;
    this.#unsubscribe = client.subscribe(() => this.#changed());
    this.#changed();
  }

  async ready(): Promise<OfficialCometChat> {
    for (;;) {
      await this.#follow();
      if (this.#stopped) throw new Error("The companion was stopped.");
      if (this.#sdk && this.#token !== undefined && this.#token === this.#wanted()) {
        return this.#sdk.sdk;
      }
      await this.#nextChange();
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#retry);
    this.#sdk?.release();
  }

  /** The token of who is logged in here; `null` if nobody is, `undefined` while that is not known. */
  #wanted(): string | null | undefined {
    const { status, user } = this.#client.getSession();
    if (status === "loading" || !this.#client.getAppSettings()) return undefined;
    return user?.authToken ?? null;
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = this.#client.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
  }

  #changed(): void {
    // `ready` tells of failures.
    this.#follow().catch(() => {});
  }

  /** Brings the official SDK into step, in one place at a time. */
  #follow(): Promise<void> {
    this.#following ??= this.#bringIntoStep();
    return this.#following;
  }

  async #bringIntoStep(): Promise<void> {
    // From here on, `#following` is set.
    await undefined;
    clearTimeout(this.#retry);
    const deadline = Date.now() + PATIENCE;
    try {
      const source = await load(this.#source);
      while (!this.#stopped) {
        this.#sdk ??= this.#watch(source);
        await this.#answer;
        await Promise.allSettled(this.#calls);
        const wanted = this.#wanted();
        if (wanted === undefined) break;
        await this.#initialize(this.#sdk);
        // A logout of its own that was under way when it logged in ends that login later.
        if (this.#token && !(await this.#call(source.getLoggedinUser()))) this.#token = null;
        if (wanted !== this.#wanted()) continue;
        if (wanted === this.#token) break;
        if (wanted === null) await this.#logOut(this.#sdk);
        else await this.#logIn(this.#sdk, wanted, deadline);
      }
      this.#delay = RETRY.first;
    } catch (error) {
      if (!this.#stopped) this.#retry = setTimeout(() => this.#changed(), this.#delay);
      this.#delay = Math.min(2 * this.#delay, RETRY.last);
      throw error;
    } finally {
      this.#following = undefined;
    }
  }

  async #initialize({ sdk }: Watched): Promise<void> {
    const appId = this.#client.getAppId() as string;
    const settings = this.#client.getAppSettings() as AppSettings;
    const emulator = this.#client.getEmulator();
    if (emulator)
      throw new Error(`The official SDK takes https only, not the emulator at ${emulator}.`);
    const key = JSON.stringify([appId, settings]);
    if (initialized.get(sdk) !== key) {
      // It stays with the storage that it was first initialised with.
      if (!initialized.has(sdk) && sdk.isInitialized()) {
        throw new Error(
          "The official SDK is initialised already. Call keepInStep() before its init.",
        );
      }
      prepareStorage(appId, settings);
      await this.#call(sdk.init(appId, officialSettings(sdk, settings)));
      initialized.set(sdk, key);
      this.#token = null;
    } else if (this.#token === undefined) {
      const user = await this.#call(sdk.getLoggedinUser());
      this.#token = user ? user.getAuthToken() : null;
    }
  }

  async #logIn({ login }: Watched, token: string, deadline: number): Promise<void> {
    this.#given.add(token);
    try {
      this.#loggingIn = true;
      await this.#call(login(token)).finally(() => {
        this.#loggingIn = false;
      });
      this.#token = token;
    } catch (error) {
      const { code, name } = error as { code?: unknown; name?: unknown };
      // The application logs in with the official SDK: that is told when it has ended.
      if (name === "LOGIN_IN_PROGRESS" && Date.now() < deadline) return pause();
      if (code === DEAD_TOKEN) await this.#client.checkSession();
      if (token === this.#wanted()) throw error;
    }
  }

  async #logOut({ logout }: Watched): Promise<void> {
    // Before the call: the application may log in with the official SDK meanwhile.
    this.#token = null;
    // The session here has ended, and so has its token: an error says nothing new.
    await this.#call(logout()).catch(() => {});
  }

  /** Waits for a call of the official SDK, some of which never settle. */
  async #call<T>(call: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The official SDK does not answer.")), PATIENCE);
    });
    const bounded = Promise.race([call, late]);
    this.#calls.add(bounded);
    try {
      return await bounded;
    } finally {
      clearTimeout(timer);
      this.#calls.delete(bounded);
    }
  }

  /** Lets this SDK do what the official one did, and sees to it that both agree then. */
  #follows(done: Promise<unknown>): void {
    this.#answer = done
      .catch(() => {})
      .then(() => {
        this.#answer = undefined;
        this.#changed();
      });
  }

  /** Listens to the official SDK, and to who calls it. */
  #watch(sdk: OfficialCometChat): Watched {
    const { login, logout } = sdk;
    const watched: Watched = {
      sdk,
      login: (token) => login.call(sdk, token),
      logout: () => logout.call(sdk),
      release: () => {
        sdk.removeLoginListener(this.#id);
        if (sdk.login === ownLogin) sdk.login = login;
        if (sdk.logout === ownLogout) sdk.logout = logout;
      },
    };
    // Who waits for a login finds both SDKs logged in.
    const ownLogin: typeof login = async (...credentials) => {
      const user = await login.apply(sdk, credentials);
      await this.#answer;
      return user;
    };
    const ownLogout: typeof logout = () => {
      const ended = logout.call(sdk);
      if (!this.#stopped) {
        this.#token = null;
        this.#call(ended).catch(() => {});
        this.#follows(this.#client.logout());
      }
      return ended;
    };
    sdk.login = ownLogin;
    sdk.logout = ownLogout;
    sdk.addLoginListener(
      this.#id,
      new sdk.LoginListener({
        loginSuccess: (user) => {
          const token = user.getAuthToken();
          if (this.#loggingIn || token === this.#token) return;
          this.#token = token;
          if (this.#given.has(token)) return this.#changed();
          const login = this.#client.loginWithAuthToken(token);
          // The server may have given another token for it.
          this.#follows(
            login.then(({ authToken = token }) => {
              if (this.#token === token) this.#token = authToken;
            }),
          );
        },
        logoutSuccess: () => {
          if (this.#calls.size || !this.#token) return;
          // Nobody called `logout`: the server has refused a token, this one's or one from before.
          this.#token = null;
          this.#follows(this.#client.checkSession());
        },
      }),
    );
    return watched;
  }
}

/** An official SDK, and its functions as they were. */
interface Watched {
  sdk: OfficialCometChat;
  login(token: string): Promise<unknown>;
  logout(): Promise<unknown>;
  release(): void;
}

/** The official SDK from what a bundler gives for it. */
async function load(source: Source): Promise<OfficialCometChat> {
  const isOfficial = (value: unknown): value is OfficialCometChat =>
    typeof (value as OfficialCometChat | undefined)?.addLoginListener === "function";
  if (isOfficial(source)) return source;
  type Module = { CometChat?: unknown; default?: Module };
  const module = (await source()) as Module | undefined;
  const named = [module, module?.CometChat, module?.default, module?.default?.CometChat];
  const sdk = named.find(isOfficial);
  if (sdk) return sdk;
  throw new TypeError("That is not the CometChat of @cometchat/chat-sdk-javascript.");
}

/** The settings of this SDK as the official one takes them. */
function officialSettings(sdk: OfficialCometChat, settings: AppSettings): unknown {
  const builder = new sdk.AppSettingsBuilder();
  builder.setRegion(settings.region);
  switch (settings.subscriptionType) {
    case "ALL_USERS":
      builder.subscribePresenceForAllUsers();
      break;
    case "ROLES":
      builder.subscribePresenceForRoles([...(settings.roles ?? [])]);
      break;
    case "FRIENDS":
      builder.subscribePresenceForFriends();
      break;
  }
  builder.enableAutoJoinForGroups(settings.autoJoinGroup);
  builder.autoEstablishSocketConnection(settings.establishSocketConnection);
  if (settings.adminHost) builder.overrideAdminHost(host(settings.adminHost));
  if (settings.clientHost) builder.overrideClientHost(host(settings.clientHost));
  builder.setStorageMode("session");
  return builder.build();
}

/** A host as the official SDK takes it: it puts `https://` before it. */
function host(text: string): string {
  if (/^http:/i.test(text)) throw new Error(`The official SDK takes https only, not ${text}.`);
  return text.replace(/^https:\/\//i, "");
}

/**
 * Makes the storage of the official SDK ready: without a session from before, whose token may be
 * dead, and with the device of this SDK, since both are one.
 */
function prepareStorage(appId: string, { storageMode }: AppSettings): void {
  if (storageMode === "session") {
    throw new Error("With StorageMode.SESSION, both SDKs would keep their sessions in one place.");
  }
  const deviceId = `${appId}:keys_store/deviceId`;
  try {
    sessionStorage.removeItem(`${appId}:common_store/user`);
    const device = localStorage.getItem(deviceId);
    if (device) sessionStorage.setItem(deviceId, device);
  } catch {
    // Where storage is blocked there is nothing from before.
  }
}

/** Waits a little. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 250));
}
