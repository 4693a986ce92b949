import type { UIKit } from "./kit.js";
import type { OfficialCometChat, OfficialUser } from "./official.js";

/** The functions to call for what happens in an official SDK. */
export interface Observer {
  /** Somebody has called its `login`. The caller gets the promise that this returns. */
  onLogin(user: Promise<unknown>, credentials: readonly unknown[]): Promise<unknown>;
  /** Somebody has called its `logout`. */
  onLogout(ended: Promise<unknown>): void;
  /** Somebody has called the UI Kit's `init`. @returns the UI Kit's user */
  onKitInit(): Promise<unknown>;
  /** A user has logged in. */
  loginSuccess(user: OfficialUser): void;
  /** The session of the official SDK has ended. */
  logoutSuccess(): void;
}

/** An official SDK and its UI Kit, with their original functions. */
export interface Watched {
  /** The official SDK. */
  sdk: OfficialCometChat;
  /** Whether there is a UI Kit. */
  hasKit: boolean;
  /** Initialises the official SDK, through the UI Kit if there is one. */
  init(appId: string, settings: unknown): Promise<unknown>;
  /** Logs in, through the UI Kit if there is one. */
  login(token: string): Promise<unknown>;
  /** Logs out. */
  logout(): Promise<unknown>;
  /** Returns the user of the UI Kit's components. */
  kitUser(): unknown;
  /** Removes the listener, and restores the original functions. */
  release(): void;
}

/**
 * Listens to an official SDK, and to calls of it and of its UI Kit.
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

  // The promise of a login resolves after both SDKs are logged in.
  const ownLogin: typeof login = (...credentials) =>
    observer.onLogin(login.apply(sdk, credentials), credentials);
  const ownLogout: typeof logout = () => {
    const ended = logout.call(sdk);
    observer.onLogout(ended);
    return ended;
  };
  // The companion has initialised both: a second `init` would remove the official SDK's session.
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
