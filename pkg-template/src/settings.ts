/** Where the session is kept: in `localStorage`, or in `sessionStorage`. */
export const StorageMode = {
  /** In `localStorage`: the session outlives the tab. */
  LOCAL: "local",
  /** In `sessionStorage`: the session ends with the tab. A duplicated tab starts with a copy of it. */
  SESSION: "session",
} as const;
/** Where the session is kept: `"local"` or `"session"`. */
export type StorageMode = (typeof StorageMode)[keyof typeof StorageMode];

/** How to reach an app, and where to keep its session. Made by {@link AppSettingsBuilder}. */
export class AppSettings {
  /** No presence: the default. */
  static readonly SUBSCRIPTION_TYPE_NONE = "NONE";
  /** The presence of all users. */
  static readonly SUBSCRIPTION_TYPE_ALL_USERS = "ALL_USERS";
  /** The presence of users with certain roles. */
  static readonly SUBSCRIPTION_TYPE_ROLES = "ROLES";
  /** The presence of friends. */
  static readonly SUBSCRIPTION_TYPE_FRIENDS = "FRIENDS";
  /** Europe: the default. */
  static readonly REGION_EU = "eu";
  /** The United States. */
  static readonly REGION_US = "us";
  /** India. */
  static readonly REGION_IN = "in";
  /** A server of your own. */
  static readonly REGION_PRIVATE = "private";
  /** Keeps the session in `localStorage`: the default. */
  static readonly STORAGE_MODE_LOCAL = "local";
  /** Keeps the session in `sessionStorage`. */
  static readonly STORAGE_MODE_SESSION = "session";

  /** Whose presence the application subscribes to. No effect: this SDK has no presence. */
  subscriptionType: string = AppSettings.SUBSCRIPTION_TYPE_NONE;
  /** The roles whose presence the application subscribes to. No effect. */
  roles: string[] | null = null;
  /** The app's region: `"us"`, `"eu"` or `"in"`. */
  region: string = AppSettings.REGION_EU;
  /** Whether to join groups automatically. No effect: this SDK has no groups. */
  autoJoinGroup = true;
  /** Whether to open a WebSocket. No effect: this SDK opens none. */
  establishSocketConnection = true;
  /** The host for calls with an Auth Key, instead of the region's. */
  adminHost: string | null = null;
  /** The host for calls with an auth token, instead of the region's. */
  clientHost: string | null = null;
  /** Where the session is kept. */
  storageMode: StorageMode = StorageMode.LOCAL;
  /** How long one request may take, in milliseconds; 10,000 if not set. */
  declare requestTimeout?: number;
  /** Whether listeners are called for logins and logouts in other tabs; `true` if not set. */
  declare tabSync?: boolean;

  /** @param builder the values; the defaults if left out */
  constructor(builder?: AppSettingsBuilder) {
    if (builder) Object.assign(this, builder);
  }

  /** Returns `subscriptionType`. */
  getSubscriptionType(): string {
    return this.subscriptionType;
  }
  /** Returns `roles`. */
  getRoles(): string[] | null {
    return this.roles;
  }
  /** Returns `region`. */
  getRegion(): string {
    return this.region;
  }
  /** Returns `autoJoinGroup`. */
  getIsAutoJoinEnabled(): boolean {
    return this.autoJoinGroup;
  }
  /** Returns `establishSocketConnection`. */
  shouldAutoEstablishSocketConnection(): boolean {
    return this.establishSocketConnection;
  }
  /** Returns `adminHost`. */
  getAdminHost(): string | null {
    return this.adminHost;
  }
  /** Returns `clientHost`. */
  getClientHost(): string | null {
    return this.clientHost;
  }
  /** Returns `storageMode`. */
  getStorageMode(): StorageMode {
    return this.storageMode;
  }
}

/** The fields of the settings, without their getters. */
type Fields = Pick<
  AppSettings,
  | "subscriptionType"
  | "roles"
  | "region"
  | "autoJoinGroup"
  | "establishSocketConnection"
  | "adminHost"
  | "clientHost"
  | "storageMode"
  | "requestTimeout"
  | "tabSync"
>;

export interface AppSettingsBuilder extends Fields {}

/** Builds {@link AppSettings}. Each method returns the builder, which has the same fields. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor takes the fields over
export class AppSettingsBuilder {
  constructor() {
    Object.assign(this, new AppSettings());
  }

  /** No effect: this SDK has no presence. */
  subscribePresenceForAllUsers(): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_ALL_USERS);
  }
  /** No effect: this SDK has no presence. */
  subscribePresenceForRoles(roles: string[]): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_ROLES).#set("roles", roles);
  }
  /** No effect: this SDK has no presence. */
  subscribePresenceForFriends(): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_FRIENDS);
  }
  /** Sets the app's region: `"us"`, `"eu"` (the default) or `"in"`. */
  setRegion(region: string = AppSettings.REGION_EU): this {
    return this.#set("region", region);
  }
  /** No effect: this SDK has no groups. */
  enableAutoJoinForGroups(autoJoinGroup = true): this {
    return this.#set("autoJoinGroup", autoJoinGroup);
  }
  /** No effect: this SDK opens no WebSocket. */
  autoEstablishSocketConnection(establish = true): this {
    return this.#set("establishSocketConnection", establish);
  }
  /**
   * Sets the host for calls with an Auth Key.
   *
   * @param adminHost a host with optional port and path, such as `"example.com:8443/path"`, or an
   *   `https` URL
   */
  overrideAdminHost(adminHost: string): this {
    return this.#set("adminHost", adminHost);
  }
  /**
   * Sets the host for calls with an auth token.
   *
   * @param clientHost a host with optional port and path, or an `https` URL
   */
  overrideClientHost(clientHost: string): this {
    return this.#set("clientHost", clientHost);
  }
  /** Sets where the session is kept. */
  setStorageMode(storageMode: StorageMode): this {
    return this.#set("storageMode", storageMode);
  }
  /**
   * Sets how long one request may take, including its body.
   *
   * @param milliseconds from 1 to 600,000; 10,000 if not set
   */
  setRequestTimeout(milliseconds: number): this {
    return this.#set("requestTimeout", milliseconds);
  }
  /** Sets whether listeners are called for logins and logouts in other tabs. They are by default. */
  syncAcrossTabs(sync = true): this {
    return this.#set("tabSync", sync);
  }
  /** Returns the settings for `init`. */
  build(): AppSettings {
    return new AppSettings(this);
  }

  #set<K extends keyof Fields>(key: K, value: Fields[K]): this {
    (this as Fields)[key] = value;
    return this;
  }
}
