/** Where the session is kept: in `localStorage`, or in `sessionStorage`. */
export const StorageMode = {
  /** In `localStorage`: the session outlives the tab. */
  LOCAL: "local",
  /** In `sessionStorage`: the session ends with the tab. */
  SESSION: "session",
} as const;
/** Where the session is kept: `"local"` or `"session"`. */
export type StorageMode = (typeof StorageMode)[keyof typeof StorageMode];

/** How to reach an app, and where to keep its session. Made by {@link AppSettingsBuilder}. */
export class AppSettings {
  /** Nobody's presence: the default. */
  static readonly SUBSCRIPTION_TYPE_NONE = "NONE";
  /** Everybody's presence. */
  static readonly SUBSCRIPTION_TYPE_ALL_USERS = "ALL_USERS";
  /** The presence of users with certain roles. */
  static readonly SUBSCRIPTION_TYPE_ROLES = "ROLES";
  /** Friends' presence. */
  static readonly SUBSCRIPTION_TYPE_FRIENDS = "FRIENDS";
  /** Europe: the default. */
  static readonly REGION_EU = "eu";
  /** The United States. */
  static readonly REGION_US = "us";
  /** India. */
  static readonly REGION_IN = "in";
  /** A server of your own. */
  static readonly REGION_PRIVATE = "private";
  /** The session in `localStorage`: the default. */
  static readonly STORAGE_MODE_LOCAL = "local";
  /** The session in `sessionStorage`. */
  static readonly STORAGE_MODE_SESSION = "session";

  /** Whose presence the application wants to hear of. Kept as data; this SDK has no presence. */
  subscriptionType: string = AppSettings.SUBSCRIPTION_TYPE_NONE;
  /** The roles whose presence it wants to hear of. Kept as data. */
  roles: string[] | null = null;
  /** The app's region: `"us"`, `"eu"` or `"in"`. */
  region: string = AppSettings.REGION_EU;
  /** Whether groups are joined by themselves. Kept as data; this SDK has no groups. */
  autoJoinGroup = true;
  /** Whether a socket is opened by itself. Kept as data; this SDK opens none. */
  establishSocketConnection = true;
  /** The host of calls with an Auth Key, in place of that of the region. */
  adminHost: string | null = null;
  /** The host of calls with an auth token, in place of that of the region. */
  clientHost: string | null = null;
  /** Where the session is kept. */
  storageMode: StorageMode = StorageMode.LOCAL;
  /** How long one request may take, in milliseconds. */
  declare requestTimeout?: number;
  /** Whether listeners hear of logins and logouts in other tabs. */
  declare tabSync?: boolean;

  /** @param builder where the values come from; without one they are the defaults */
  constructor(builder?: AppSettingsBuilder) {
    if (builder) Object.assign(this, builder);
  }

  /** The same as `subscriptionType`. */
  getSubscriptionType(): string {
    return this.subscriptionType;
  }
  /** The same as `roles`. */
  getRoles(): string[] | null {
    return this.roles;
  }
  /** The same as `region`. */
  getRegion(): string {
    return this.region;
  }
  /** The same as `autoJoinGroup`. */
  getIsAutoJoinEnabled(): boolean {
    return this.autoJoinGroup;
  }
  /** The same as `establishSocketConnection`. */
  shouldAutoEstablishSocketConnection(): boolean {
    return this.establishSocketConnection;
  }
  /** The same as `adminHost`. */
  getAdminHost(): string | null {
    return this.adminHost;
  }
  /** The same as `clientHost`. */
  getClientHost(): string | null {
    return this.clientHost;
  }
  /** The same as `storageMode`. */
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

/** Builds {@link AppSettings}. Has the fields of what it builds; each method returns the builder. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor takes the fields over
export class AppSettingsBuilder {
  constructor() {
    Object.assign(this, new AppSettings());
  }

  /** Kept as data; this SDK has no presence. */
  subscribePresenceForAllUsers(): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_ALL_USERS);
  }
  /** Kept as data; this SDK has no presence. */
  subscribePresenceForRoles(roles: string[]): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_ROLES).#set("roles", roles);
  }
  /** Kept as data; this SDK has no presence. */
  subscribePresenceForFriends(): this {
    return this.#set("subscriptionType", AppSettings.SUBSCRIPTION_TYPE_FRIENDS);
  }
  /** The app's region: `"us"`, `"eu"` (the default) or `"in"`. */
  setRegion(region: string = AppSettings.REGION_EU): this {
    return this.#set("region", region);
  }
  /** Kept as data; this SDK has no groups. */
  enableAutoJoinForGroups(autoJoinGroup = true): this {
    return this.#set("autoJoinGroup", autoJoinGroup);
  }
  /** Kept as data; this SDK opens no socket. */
  autoEstablishSocketConnection(establish = true): this {
    return this.#set("establishSocketConnection", establish);
  }
  /** The host, with optional port and path, of calls with an Auth Key; or an `https` URL. */
  overrideAdminHost(adminHost: string): this {
    return this.#set("adminHost", adminHost);
  }
  /** The host, with optional port and path, of calls with an auth token; or an `https` URL. */
  overrideClientHost(clientHost: string): this {
    return this.#set("clientHost", clientHost);
  }
  /** Where the session is kept. */
  setStorageMode(storageMode: StorageMode): this {
    return this.#set("storageMode", storageMode);
  }
  /** How long one request may take, body included, in milliseconds; 10,000 if not set. */
  setRequestTimeout(milliseconds: number): this {
    return this.#set("requestTimeout", milliseconds);
  }
  /** Whether listeners hear of logins and logouts in other tabs; they do if not set. */
  syncAcrossTabs(sync = true): this {
    return this.#set("tabSync", sync);
  }
  /** The settings, for `init`. */
  build(): AppSettings {
    return new AppSettings(this);
  }

  #set<K extends keyof Fields>(key: K, value: Fields[K]): this {
    (this as Fields)[key] = value;
    return this;
  }
}
