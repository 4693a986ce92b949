/** Where the session is kept: in `localStorage`, or in `sessionStorage`. */
export const StorageMode = { LOCAL: "local", SESSION: "session" } as const;
export type StorageMode = (typeof StorageMode)[keyof typeof StorageMode];

/** How to reach an app, and where to keep its session. Made by {@link AppSettingsBuilder}. */
export class AppSettings {
  static readonly SUBSCRIPTION_TYPE_NONE = "NONE";
  static readonly SUBSCRIPTION_TYPE_ALL_USERS = "ALL_USERS";
  static readonly SUBSCRIPTION_TYPE_ROLES = "ROLES";
  static readonly SUBSCRIPTION_TYPE_FRIENDS = "FRIENDS";
  static readonly REGION_EU = "eu";
  static readonly REGION_US = "us";
  static readonly REGION_IN = "in";
  static readonly REGION_PRIVATE = "private";
  static readonly STORAGE_MODE_LOCAL = "local";
  static readonly STORAGE_MODE_SESSION = "session";

  subscriptionType: string = AppSettings.SUBSCRIPTION_TYPE_NONE;
  roles: string[] | null = null;
  region: string = AppSettings.REGION_EU;
  autoJoinGroup = true;
  establishSocketConnection = true;
  adminHost: string | null = null;
  clientHost: string | null = null;
  storageMode: StorageMode = StorageMode.LOCAL;
  /** How long one request may take, in milliseconds. */
  declare requestTimeout?: number;
  /** Whether listeners hear of logins and logouts in other tabs. */
  declare tabSync?: boolean;

  /** @param builder where the values come from; without one they are the defaults */
  constructor(builder?: AppSettingsBuilder) {
    if (builder) Object.assign(this, builder);
  }

  getSubscriptionType(): string {
    return this.subscriptionType;
  }
  getRoles(): string[] | null {
    return this.roles;
  }
  getRegion(): string {
    return this.region;
  }
  getIsAutoJoinEnabled(): boolean {
    return this.autoJoinGroup;
  }
  shouldAutoEstablishSocketConnection(): boolean {
    return this.establishSocketConnection;
  }
  getAdminHost(): string | null {
    return this.adminHost;
  }
  getClientHost(): string | null {
    return this.clientHost;
  }
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
  build(): AppSettings {
    return new AppSettings(this);
  }

  #set<K extends keyof Fields>(key: K, value: Fields[K]): this {
    (this as Fields)[key] = value;
    return this;
  }
}
