import type { CometChatException } from "cometchat-wasm";
import { Backoff } from "./backoff.js";
import { Chunks, type Loaded } from "./chunks.js";
import type { CompanionClient } from "./client.js";
import type { Companion } from "./companion.js";
import { CompanionErrors, fieldsOf } from "./errors.js";
import type { CometChatUIKitClass, UIKitSettingsBuilder } from "./kit.js";
import type { OfficialCometChat, OfficialUser } from "./official.js";
import { onReturn } from "./page.js";
import { PATIENCE, Patience } from "./patience.js";
import { kitSettings, officialSettings, prepareStorage, target, targetKey } from "./settings.js";
import { type CompanionState, type Facts, isFinal, nextStep } from "./state.js";
import { StateStore } from "./store.js";
import { type Observer, type Watched, watch } from "./watch.js";

/** The server's code for a token that has ended. */
const DEAD_TOKEN = "AUTH_ERR_AUTH_TOKEN_NOT_FOUND";

/** The error after which the companion no longer waits for a login by the application. */
const LATE = new Error();

/** How a companion has initialised an official SDK. */
interface Initialized {
  /** The app and the settings, as `targetKey` writes them. */
  key: string;
  /** The UI Kit that was initialised with it. */
  kit: CometChatUIKitClass | undefined;
}

/** The official SDKs that companions have initialised. */
const initialized = new WeakMap<OfficialCometChat, Initialized>();
let companions = 0;

/** Where the official SDK is loaded from, and how. */
export interface Sources {
  /** The official SDK, or a function that imports it. */
  official: unknown;
  /** The UI Kit, or a function that imports it. */
  uiKit: unknown;
  /** Sets what only the UI Kit has. */
  configure: ((builder: UIKitSettingsBuilder) => unknown) | undefined;
}

/** The companion: takes the steps that `state.ts` decides on. */
export class Follower implements Companion<OfficialCometChat> {
  readonly #client: CompanionClient;
  readonly #configure: Sources["configure"];
  readonly #id = `cometchat-wasm/companion ${++companions}`;
  readonly #errors: CompanionErrors;
  readonly #patience = new Patience();
  readonly #backoff = new Backoff();
  readonly #store = new StateStore();
  readonly #chunks: Chunks;
  readonly #leave: (() => void)[] = [];

  #watched: Watched | undefined;
  #loaded: Loaded | undefined;
  #asked = false;
  #failure: CometChatException | undefined;
  /** The goal that the last failure was about. */
  #failedFor: string | undefined;
  /** The token of the official SDK's session; `null` if it has none, `undefined` if not known. */
  #official: string | null | undefined;
  #kitHasUser = false;
  /** The pending calls of the official SDK. */
  readonly #calls = new Set<Promise<unknown>>();
  /** The number of pending logins by the application with the official SDK. */
  #logins = 0;
  /** The token of the companion's pending login with the official SDK. Its events are ignored. */
  #loggingIn: string | undefined;
  /** The tokens of the companion's logins with the official SDK. Their late events are ignored. */
  readonly #given = new Set<string>();
  /** The pending call of this SDK that follows the official one. */
  #answer: Promise<unknown> | undefined;
  #following: Promise<void> | undefined;
  /** Cancels the planned retry. */
  #stopWaiting: (() => void) | undefined;
  /** The error after the companion has ended: there is no further try. */
  #end: CometChatException | undefined;

  constructor(client: CompanionClient, { official, uiKit, configure }: Sources) {
    this.#client = client;
    this.#configure = configure;
    this.#errors = new CompanionErrors(client);
    this.#chunks = new Chunks(official, uiKit, this.#errors, this.#patience);
    this.ready = this.ready.bind(this);
    this.stop = this.stop.bind(this);
    this.preload = this.preload.bind(this);
    this.getState = this.getState.bind(this);
    this.subscribe = this.subscribe.bind(this);
    this.#leave.push(client.subscribe(() => this.#changed()));
    this.#leave.push(
      client.onDispose(() => this.#endWith("The client of the companion was disposed of.")),
    );
  }

  getState(): CompanionState {
    return this.#store.state;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  async preload(): Promise<void> {
    // `ready` shows failures.
    await this.#chunks.load().catch(() => {});
  }

  async ready(): Promise<OfficialCometChat> {
    if (!this.#end) await this.#ask();
    for (;;) {
      const failure = this.#end ?? this.#failure;
      if (failure) throw failure;
      const { wanted } = this.#facts();
      // Without a user, a UI Kit's components would find none.
      const isEnough = wanted !== null || !this.#watched?.hasKit;
      if (this.#watched && isEnough && nextStep(this.#facts()) === "rest") return this.#watched.sdk;
      await this.#store.nextUpdate();
    }
  }

  stop(): void {
    this.#endWith("The companion was stopped.");
  }

  #endWith(reason: string): void {
    if (this.#end) return;
    this.#end = this.#errors.stopped(reason);
    for (const leave of this.#leave) leave();
    this.#stopWaiting?.();
    this.#watched?.release();
    this.#patience.end(this.#end);
    this.#update();
  }

  /** Notes that the chat is wanted, and starts to follow. */
  #ask(): Promise<void> {
    this.#asked = true;
    return this.#follow();
  }

  #facts(): Facts {
    const before = this.#loaded && initialized.get(this.#loaded.sdk);
    return {
      asked: this.#asked,
      wanted: this.#wanted(),
      initialized: before?.key === this.#targetKey() && this.#hasInitializedKit(before),
      busy: this.#logins > 0,
      official: this.#official,
      kitHasUser: this.#loaded?.kit ? this.#kitHasUser : undefined,
      failure: this.#end ?? this.#failure,
    };
  }

  /** Whether the UI Kit, if there is one, was initialised with the official SDK. */
  #hasInitializedKit(before: Initialized | undefined): boolean {
    const kit = this.#loaded?.kit?.CometChatUIKit;
    return kit === undefined || kit === before?.kit;
  }

  /** The token of this SDK's session; `null` if there is none, `undefined` while that is not known. */
  #wanted(): string | null | undefined {
    const { status, user } = this.#client.getSession();
    if (status === "loading" || !this.#client.getAppSettings()) return undefined;
    return user?.authToken ?? null;
  }

  #changed(): void {
    this.#update();
    if (!this.#asked || this.#end) return;
    // The same goal has just failed: the planned retry handles it.
    if (this.#failure && !this.#following && this.#goal() === this.#failedFor) return;
    // `ready` and the state show failures.
    this.#follow().catch(() => {});
  }

  #update(): void {
    this.#store.update(this.#facts());
  }

  /** Brings the official SDK into step. Only one such run at a time. */
  #follow(): Promise<void> {
    this.#following ??= this.#bringIntoStep();
    return this.#following;
  }

  async #bringIntoStep(): Promise<void> {
    // From here on, `#following` is set.
    await undefined;
    this.#stopWaiting?.();
    this.#update();
    const deadline = Date.now() + PATIENCE;
    try {
      this.#loaded = await this.#chunks.load();
      while (!this.#end) {
        this.#watched ??= watch(this.#id, this.#loaded.sdk, this.#loaded.kit, this.#observer());
        await this.#answer;
        await Promise.allSettled(this.#calls);
        await this.#look(this.#watched);
        if (this.#answer) continue;
        const facts = this.#facts();
        const step = nextStep(facts);
        if (step === "initialize") await this.#initialize(this.#watched);
        else if (step === "logOut") await this.#logOut(this.#watched);
        else if (step === "logIn") await this.#logIn(this.#watched, facts.wanted ?? "", deadline);
        else break;
      }
      this.#failure = undefined;
      this.#backoff.reset();
    } catch (error) {
      this.#fail(error);
      throw this.#end ?? this.#failure;
    } finally {
      this.#following = undefined;
      this.#update();
    }
  }

  #fail(error: unknown): void {
    if (this.#end) return;
    const failure = this.#errors.isOwn(error)
      ? error
      : this.#errors.notReady("The official SDK failed.", error);
    this.#failure = failure;
    this.#failedFor = this.#goal();
    if (isFinal(failure)) return;
    const again = () => {
      this.#stopWaiting?.();
      this.#follow().catch(() => {});
    };
    const timer = setTimeout(again, this.#backoff.next());
    const ignoreReturn = onReturn(again);
    this.#stopWaiting = () => {
      clearTimeout(timer);
      ignoreReturn();
      this.#stopWaiting = undefined;
    };
  }

  /** The app and the settings for the official SDK; throws if it cannot have them. */
  #target() {
    const { getAppId, getAppSettings, getEmulator } = this.#client;
    const settings = getAppSettings();
    return settings && target(getAppId() ?? "", settings, getEmulator(), this.#errors);
  }

  #targetKey(): string | undefined {
    const settings = this.#client.getAppSettings();
    return settings && targetKey(this.#client.getAppId(), settings);
  }

  /** Identifies the goal: app, settings and token. */
  #goal(): string {
    return `${this.#targetKey()} ${this.#wanted()}`;
  }

  /** Reads who is logged in to the official SDK and its UI Kit. */
  async #look({ sdk, hasKit, kitUser }: Watched): Promise<void> {
    if (!initialized.has(sdk)) return;
    const believed = this.#official;
    if (believed === null) return;
    const user = await this.#call(sdk.getLoggedinUser());
    // If somebody has logged in or out meanwhile, an event has already set `#official`.
    if (believed === this.#official && (!user || believed === undefined)) {
      this.#official = user ? user.getAuthToken() : null;
    }
    if (user && hasKit) {
      const hasUser = async () => {
        const found = (await this.#call(Promise.resolve(kitUser()))) as OfficialUser | null;
        return found?.getUid?.() === user.getUid();
      };
      // After a login by the application, the UI Kit gets its user a moment later.
      this.#kitHasUser = (await hasUser()) || (await pause(0).then(hasUser));
    }
    this.#update();
  }

  async #initialize({ sdk, init }: Watched): Promise<void> {
    const to = this.#target();
    if (!to || !this.#loaded) return;
    const { kit } = this.#loaded;
    const before = initialized.get(sdk);
    // The official SDK never changes the storage that its first `init` set.
    if (!before && sdk.isInitialized()) {
      throw this.#errors.impossible(
        "The official SDK is initialised already. Call keepInStep() before its init, and leave a UI Kit's init to the companion.",
      );
    }
    if (before && !this.#hasInitializedKit(before)) {
      throw this.#errors.impossible(
        "A companion without this UI Kit has initialised the official SDK. Pass the uiKit to each keepInStep().",
      );
    }
    prepareStorage(to);
    const settings = kit ? kitSettings(kit, to, this.#configure) : officialSettings(sdk, to);
    await this.#call(init(to.appId, settings));
    initialized.set(sdk, {
      key: targetKey(to.appId, to.settings),
      kit: kit?.CometChatUIKit,
    });
    this.#official = null;
  }

  async #logIn({ sdk, login, hasKit, kitUser }: Watched, token: string, deadline: number) {
    this.#given.add(token);
    // The official SDK ends its session before it has another one.
    this.#official = null;
    try {
      this.#loggingIn = token;
      await this.#call(login(token)).finally(() => {
        this.#loggingIn = undefined;
      });
    } catch (error) {
      const { code, name } = fieldsOf(error);
      // The application is logging in with the official SDK. An event follows when that has ended.
      if (name === "LOGIN_IN_PROGRESS" && Date.now() < deadline) return pause(250);
      if (code === DEAD_TOKEN) await this.#client.checkSession();
      if (token === this.#wanted()) throw error;
      return;
    }
    // A login without effect must not be repeated in an endless loop.
    const user = await this.#call(sdk.getLoggedinUser());
    if (user) this.#official ??= token;
    else if (!this.#logins && (this.#official ?? token) === token) {
      this.#official = null;
      throw this.#errors.notReady("A login of the official SDK had no effect.");
    }
    if (user && hasKit && !(await this.#call(Promise.resolve(kitUser())))) {
      throw this.#errors.notReady("A login of the UI Kit had no effect.");
    }
  }

  async #logOut({ sdk, logout }: Watched): Promise<void> {
    const token = this.#official;
    // Before the call: the application may log in with the official SDK meanwhile.
    this.#official = null;
    // The session of this SDK has ended, and so has its token: an error means nothing.
    await this.#call(logout()).catch(() => {});
    const user = await this.#call(sdk.getLoggedinUser());
    if (user?.getAuthToken() === token && this.#official === null) {
      this.#official = token;
      throw this.#errors.notReady("A logout of the official SDK had no effect.");
    }
  }

  /** Waits for a call of the official SDK, some of which never settle. */
  async #call<T>(call: Promise<T>): Promise<T> {
    const bounded = this.#patience.await(call, () =>
      this.#errors.notReady("The official SDK does not answer."),
    );
    this.#calls.add(bounded);
    try {
      return await bounded;
    } finally {
      this.#calls.delete(bounded);
    }
  }

  /** Waits for the call with which this SDK follows the official one, and then brings both into step. */
  #follows(done: Promise<unknown>): void {
    this.#answer = done
      .catch(() => {})
      .then(() => {
        this.#answer = undefined;
        this.#changed();
      });
  }

  #observer(): Observer {
    return {
      onLogin: async (login, [credential]) => {
        if (this.#end || [this.#loggingIn, this.#official].includes(credential as string)) {
          return login;
        }
        this.#logins += 1;
        this.#update();
        await this.#patience.await(login, () => LATE).catch(() => {});
        this.#logins -= 1;
        await this.#answer;
        this.#changed();
        return login;
      },
      onLogout: (ended) => {
        if (this.#end) return;
        this.#setOfficial(null);
        this.#call(ended).catch(() => {});
        this.#follows(this.#client.logout());
      },
      onKitInit: async () => {
        if (!this.#end) await this.#ask();
        return this.#watched?.kitUser() ?? null;
      },
      loginSuccess: (user) => {
        const token = user.getAuthToken();
        if (token === this.#loggingIn) this.#official = token;
        if (token === this.#official) return;
        this.#setOfficial(token);
        if (this.#given.has(token)) return this.#changed();
        const login = this.#client.loginWithAuthToken(token);
        // The server may have replaced the token.
        this.#follows(
          login.then(({ authToken = token }) => {
            if (this.#official === token) this.#official = authToken;
          }),
        );
      },
      logoutSuccess: () => {
        if (!this.#official) return;
        const isOwnCall = this.#calls.size > 0;
        this.#setOfficial(null);
        // Nobody called `logout`: the server has refused the current token or an older one.
        if (!isOwnCall) this.#follows(this.#client.checkSession());
      },
    };
  }

  #setOfficial(token: string | null): void {
    this.#official = token;
    this.#kitHasUser = false;
    this.#update();
  }
}

/** Waits for some milliseconds. */
function pause(delay: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delay));
}
