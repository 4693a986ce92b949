import type { UIKit } from "./kit.js";
import type { OfficialCometChat, OfficialUser } from "./official.js";

/** Hears what an official SDK does. */
export interface Observer {
  /** Somebody calls its `login`. Who waits for that waits for what this returns, too. */
  onLogin(user: Promise<unknown>, credentials: readonly unknown[]): Promise<unknown>;
  /** Somebody calls its `logout`. */
  onLogout(ended: Promise<unknown>): void;
  /** Somebody calls the UI Kit's `init`. @returns the UI Kit's user */
  onKitInit(): Promise<unknown>;
  /** A user has logged in. */
  loginSuccess(user: OfficialUser): void;
  /** Its session has ended. */
  logoutSuccess(): void;
}

/** An official SDK and its UI Kit, with their functions as they were. */
export interface Watched {
  /** The official SDK. */
  sdk: OfficialCometChat;
  /** Whether there is a UI Kit. */
  hasKit: boolean;
  /** Initialises the official SDK, by its UI Kit if there is one. */
  init(appId: string, settings: unknown): Promise<unknown>;
  /** Logs in, by its UI Kit if there is one. */
  login(token: string): Promise<unknown>;
  /** Logs out. */
  logout(): Promise<unknown>;
  /** Returns the user whom the UI Kit's components find. */
  kitUser(): unknown;
  /** Undoes all that watching has changed. */
  release(): void;
}

/**
 * Listens to an official SDK, and to who calls it and its UI Kit.
 *
 * @param id identifies the listener
 */
export function watch(
  id: string,
  sdk: OfficialCometChat,
  uiKit: UIKit | undefined,
  observer: Observer,
): Watched {
  const { login, logout } = sdk;
  const kit = uiKit?.CometChatUIKit;
  const kitInit = kit?.init;

  // Who waits for a login finds both SDKs logged in.
  const ownLogin: typeof login = (...credentials) =>
    observer.onLogin(login.apply(sdk, credentials), credentials);
  const ownLogout: typeof logout = () => {
    const ended = logout.call(sdk);
    observer.onLogout(ended);
    return ended;
  };
  // The companion has initialised both: a second time, the official SDK would lose its session.
  const ownKitInit = () => observer.onKitInit();

  sdk.login = ownLogin;
  sdk.logout = ownLogout;
  if (kit) kit.init = ownKitInit;
  const { loginSuccess, logoutSuccess } = observer;
  sdk.addLoginListener(id, new sdk.LoginListener({ loginSuccess, logoutSuccess }));

  return {
    sdk,
    hasKit: kit !== undefined,
    init: (appId, settings) =>
      kit && kitInit ? kitInit.call(kit, settings) : sdk.init(appId, settings),
    login: (token) => (kit ? kit.loginWithAuthToken(token) : login.call(sdk, token)),
    logout: () => logout.call(sdk),
    kitUser: () => (kit?.getLoggedInUser ?? kit?.getLoggedinUser)?.call(kit),
    release: () => {
      sdk.removeLoginListener(id);
      if (sdk.login === ownLogin) sdk.login = login;
      if (sdk.logout === ownLogout) sdk.logout = logout;
      if (kit && kitInit && kit.init === ownKitInit) kit.init = kitInit;
    },
  };
}
