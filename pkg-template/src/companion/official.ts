/** A user of the official SDK. */
export interface OfficialUser {
  /** Returns the UID. */
  getUid(): string;
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
  /** Initialises the official SDK. */
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
  /** Sets the storage. The companion keeps it apart from this SDK's. */
  setStorageMode(mode: string): unknown;
  /** Returns the settings. */
  build(): unknown;
}
