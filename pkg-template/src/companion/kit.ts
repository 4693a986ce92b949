/** The part of a UI Kit's `CometChatUIKit` that the companion uses. */
export interface CometChatUIKitClass {
  /** Initialises the UI Kit, and the official SDK with it. */
  init(settings: unknown): Promise<unknown>;
  /** Logs the official SDK and the UI Kit's components in with an auth token. */
  loginWithAuthToken(authToken: string): Promise<unknown>;
  /** Returns the user of the UI Kit's components. */
  getLoggedInUser?(): unknown;
  /** Returns the user of the UI Kit's components, in UI Kits that spell it so. */
  getLoggedinUser?(): unknown;
}

/** The class of {@link UIKitSettingsBuilder}. */
export interface UIKitSettingsBuilderClass {
  /** Creates a builder. */
  new (): UIKitSettingsBuilder;
}

/** A UI Kit's `UIKitSettingsBuilder`, which gets the app and the settings of this SDK. */
export interface UIKitSettingsBuilder {
  /** Sets the app. */
  setAppId(appId: string): unknown;
  /** Sets the region. */
  setRegion(region: string): unknown;
  /** Subscribes to the presence of all users. */
  subscribePresenceForAllUsers(): unknown;
  /** Subscribes to the presence of users with these roles. */
  subscribePresenceForRoles(roles: string[]): unknown;
  /** Subscribes to the presence of friends. */
  subscribePresenceForFriends(): unknown;
  /** Sets whether to open the WebSocket automatically. */
  setAutoEstablishSocketConnection(enabled: boolean): unknown;
  /** Sets the host for calls with an Auth Key. */
  setAdminHost(host: string): unknown;
  /** Sets the host for calls with an auth token. */
  setClientHost(host: string): unknown;
  /** Sets the storage. The companion keeps it apart from this SDK's. */
  setStorageMode(mode: never): unknown;
  /** Returns the settings. */
  build(): unknown;
}

/** The classes of a UI Kit: `@cometchat/chat-uikit-react` and `-angular` export both. */
export interface UIKit {
  /** The class with `init`, `loginWithAuthToken` and so on. */
  CometChatUIKit: CometChatUIKitClass;
  /** The class of its settings' builder. */
  UIKitSettingsBuilder: UIKitSettingsBuilderClass;
}
