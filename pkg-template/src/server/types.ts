import type { AbortSignal } from "../web.js";

/** The options of `createCometChatServer`. */
export interface ServerOptions {
  /** The app ID from the CometChat dashboard. */
  appId: string | undefined;
  /** The app's region: `us`, `eu` or `in`. `eu`, if left out. */
  region?: string | undefined;
  /**
   * The REST API key from the CometChat dashboard. Keep it on the server. If it is missing, each call rejects
   * with `MISSING_PARAMETERS`.
   */
  apiKey: string | undefined;
  /** The address of an emulator on this machine, such as `"http://127.0.0.1:9770"`. */
  emulator?: string | undefined;
  /** Replaces the region's host: a host with an optional port and path, or an `https` URL. */
  host?: string | undefined;
  /** How long one request may take, in milliseconds. 10,000, if left out. */
  requestTimeout?: number | undefined;
}

/** The last argument of every call. */
export interface ServerCallOptions {
  /** Cancels the call when it is aborted: its promise rejects with `REQUEST_CANCELLED`. */
  signal?: AbortSignal | undefined;
}

/** The fields of a user that you can set. */
export interface UserProfile {
  /** The display name: at most 100 characters. */
  name?: string | undefined;
  /** The URL of a picture. */
  avatar?: string | undefined;
  /** The URL of a profile page. */
  link?: string | undefined;
  /** The role, which the app must have. */
  role?: string | undefined;
  /** The status in the words of the user. */
  statusMessage?: string | undefined;
  /** Data of your own: at most 5 KB of JSON. */
  metadata?: object | undefined;
  /** Tags that users can be found by: at most 25. */
  tags?: string[] | undefined;
}

/** A user to create. */
export interface NewUser extends UserProfile {
  /** Letters, digits, hyphens and underscores: at most 100. CometChat stores it in lower case. */
  uid: string | number;
  /** The display name: at most 100 characters. */
  name: string;
}

/** The user who is logged in to your application. */
export interface Identity extends UserProfile {
  /** The user's UID. A new user without a name is called by it. */
  uid: string | number;
}

/** A user, as CometChat's server returns it. */
export interface CometChatUser {
  /** Identifies the user within the app. */
  uid: string;
  /** The display name. */
  name: string;
  /** The URL of a picture. */
  avatar?: string;
  /** The URL of a profile page. */
  link?: string;
  /** The role, such as `"default"`. */
  role?: string;
  /** `"online"` or `"offline"`. */
  status?: string;
  /** The status in the words of the user. */
  statusMessage?: string;
  /** Data of your own. */
  metadata?: object;
  /** Tags that users can be found by. */
  tags?: string[];
  /** When the user was created, in seconds since 1970. */
  createdAt?: number;
  /** When the user was changed, in seconds since 1970. */
  updatedAt?: number;
  /** When the user was deactivated, in seconds since 1970. */
  deactivatedAt?: number;
  /** An auth token, if `createUser` was asked for one. */
  authToken?: string;
  /** Other fields that the server sends. */
  [field: string]: unknown;
}

/** An auth token's record. */
export interface AuthToken {
  /** Whose token it is. */
  uid: string;
  /** The token. */
  authToken: string;
  /** When it was created, in seconds since 1970. */
  createdAt?: number;
  /** Other fields that the server sends. */
  [field: string]: unknown;
}

/** Selects the page of a list. */
export interface PageOptions extends ServerCallOptions {
  /** The first page is 1. */
  page?: number | undefined;
  /** How many entries a page has: at most 1,000. 100, if left out. */
  perPage?: number | undefined;
}

/** Selects the users of a list. */
export interface ListUsersOptions extends PageOptions {
  /** How the UID or the name begins. */
  searchKey?: string | undefined;
  /** `"online"` or `"offline"`. */
  status?: "online" | "offline" | undefined;
  /** Any of these roles. */
  roles?: string[] | undefined;
  /** Any of these tags. */
  tags?: string[] | undefined;
  /** Deactivated users, too. */
  withDeactivated?: boolean | undefined;
  /** Deactivated users only. */
  onlyDeactivated?: boolean | undefined;
}

/** Where a page is in its list. */
interface Page {
  /** Its number; the first page is 1. */
  page: number;
  /** How many pages there are. */
  totalPages: number;
  /** How many entries all pages have together. */
  total: number;
}

/** A page of users. */
export interface UserPage extends Page {
  /** The users. */
  users: CometChatUser[];
}

/** A page of a user's auth tokens. */
export interface AuthTokenPage extends Page {
  /** The tokens. */
  authTokens: AuthToken[];
}

/** The UIDs of a call that deactivates users, by outcome. An empty list is left out. */
export interface Deactivated {
  /** The users who are deactivated now. */
  deactivatedUids?: string[];
  /** The users who were deactivated before. */
  alreadyDeactivatedUids?: string[];
  /** The users whom the app does not have. */
  notFound?: string[];
}

/** The UIDs of a call that reactivates users, by outcome. An empty list is left out. */
export interface Reactivated {
  /** The users who are active again. */
  reactivatedUids?: string[];
  /** The users who were active before. */
  nonDeactivatedUids?: string[];
  /** The users whom the app does not have. */
  notFound?: string[];
}
