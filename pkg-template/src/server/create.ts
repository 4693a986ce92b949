import { ownProperties } from "../foreign.js";
import {
  createGlue,
  type Exports,
  type CometChatServer as Rust,
} from "../generated/server/glue.js";
import { Runtime } from "../runtime.js";
import type { Request } from "../web.js";
import { serverImports } from "./imports.js";
import { isBrowser, serverOnly } from "./only.js";
import { type Identify, type Route, type RouteOptions, routeWith } from "./route.js";
import type {
  AuthToken,
  AuthTokenPage,
  CometChatUser,
  Deactivated,
  ListUsersOptions,
  NewUser,
  PageOptions,
  Reactivated,
  ServerCallOptions,
  ServerOptions,
  UserPage,
  UserProfile,
} from "./types.js";

/**
 * The calls of your server to CometChat, with the app's REST API key.
 *
 * No method throws. Every promise settles within 30 seconds. Every rejection is a
 * {@link CometChatException}. A request is repeated only if the server refused it for now, or if it only
 * reads. Methods can be used detached: `const { createAuthToken } = cometchat`.
 */
export interface CometChatServer {
  /**
   * Creates a user: at registration, for example.
   *
   * @param user the user; `uid` and `name` are needed
   * @param options with `withAuthToken: true`, the result has an `authToken`
   * @returns Rejects with `ERR_UID_ALREADY_EXISTS` if there is such a user.
   */
  createUser(
    user: NewUser,
    options?: ServerCallOptions & { withAuthToken?: boolean | undefined },
  ): Promise<CometChatUser>;
  /** Reads a user. Rejects with `ERR_UID_NOT_FOUND` if the user does not exist or is deactivated. */
  getUser(uid: string | number, options?: ServerCallOptions): Promise<CometChatUser>;
  /** Changes some fields of a user. */
  updateUser(
    uid: string | number,
    changes: UserProfile,
    options?: ServerCallOptions,
  ): Promise<CometChatUser>;
  /** Lists users, page by page. */
  listUsers(options?: ListUsersOptions): Promise<UserPage>;
  /** Deactivates a user, who cannot log in until `reactivateUsers`. */
  deactivateUser(uid: string | number, options?: ServerCallOptions): Promise<void>;
  /** Deactivates several users. */
  deactivateUsers(uids: string[], options?: ServerCallOptions): Promise<Deactivated>;
  /** Reactivates deactivated users. */
  reactivateUsers(uids: string[], options?: ServerCallOptions): Promise<Reactivated>;
  /** Deletes a user for good, with all messages. */
  deleteUser(uid: string | number, options?: ServerCallOptions): Promise<void>;
  /**
   * Creates an auth token of a user, for `CometChat.ensureLoggedIn` in the page.
   *
   * @param options with `force: true`, CometChat always makes a new token
   * @returns Rejects with `ERR_UID_NOT_FOUND` if there is no such user; {@link tokenRoute} creates it.
   */
  createAuthToken(
    uid: string | number,
    options?: ServerCallOptions & { force?: boolean | undefined },
  ): Promise<string>;
  /** Lists the auth tokens of a user, page by page. */
  listAuthTokens(uid: string | number, options?: PageOptions): Promise<AuthTokenPage>;
  /** Reads an auth token's record. */
  getAuthToken(
    uid: string | number,
    authToken: string,
    options?: ServerCallOptions,
  ): Promise<AuthToken>;
  /** Revokes an auth token: the session that uses it ends. */
  revokeAuthToken(
    uid: string | number,
    authToken: string,
    options?: ServerCallOptions,
  ): Promise<void>;
  /** Revokes all auth tokens of a user: every session of the user ends, on every device. */
  revokeAllAuthTokens(uid: string | number, options?: ServerCallOptions): Promise<void>;
  /**
   * Makes the route that gives a page the auth token of its user. Give it to your framework for `POST`, and its
   * address to `fetchToken` in the page.
   *
   * It takes `POST` only, refuses pages of other sites, never reads the body, and takes the user from `identify`
   * only. It creates a user whom CometChat does not know yet. It answers within 18 seconds.
   *
   * @param identify is your own session check: it gets what your framework gives the route, and returns the user
   *   who is logged in, or nothing for 401. It has 8 seconds.
   * @example
   * ```ts
   * export const POST = cometchat.tokenRoute(async (request) => {
   *   const user = await userOf(request);
   *   return user && { uid: user.id, name: user.name };
   * });
   * ```
   */
  tokenRoute<Args extends unknown[] = [Request]>(
    identify: Identify<Args>,
    options?: RouteOptions,
  ): Route<Args>;
  /**
   * Makes a route that revokes all auth tokens of the page's user, which ends the user's sessions on every
   * device. It takes and refuses the same requests as `tokenRoute`, and answers 204.
   *
   * @param identify as for `tokenRoute`
   */
  logoutRoute<Args extends unknown[] = [Request]>(
    identify: Identify<Args>,
    options?: RouteOptions,
  ): Route<Args>;
}

/**
 * Creates the object with which your server calls CometChat. Sends nothing. If an option is wrong or
 * missing, each call rejects, so that a program can be built without the key.
 *
 * In a browser it throws `SERVER_ONLY`: a browser must never have the REST API key.
 *
 * @example
 * ```ts
 * const cometchat = createCometChatServer({
 *   appId: "your-app-id",
 *   region: "us",
 *   apiKey: process.env.COMETCHAT_REST_API_KEY,
 * });
 * ```
 */
export function createCometChatServer(options: ServerOptions): CometChatServer {
  if (isBrowser()) throw serverOnly();
  const own = ownProperties(options);
  const runtime = new Runtime([
    createGlue,
    serverImports,
    ({ CometChatServer }: Exports): Rust => new CometChatServer(own),
  ]);
  const call = <T>(make: (server: Rust) => Promise<T>, options?: ServerCallOptions): Promise<T> =>
    runtime.startAsync(make, ownProperties(options).signal);
  return {
    createUser: (user, options) => call((server) => server.createUser(user, options), options),
    getUser: (uid, options) => call((server) => server.getUser(uid), options),
    updateUser: (uid, changes, options) => call((it) => it.updateUser(uid, changes), options),
    listUsers: (options) => call((server) => server.listUsers(options), options),
    deactivateUser: (uid, options) => call((server) => server.deactivateUser(uid), options),
    deactivateUsers: (uids, options) => call((server) => server.deactivateUsers(uids), options),
    reactivateUsers: (uids, options) => call((server) => server.reactivateUsers(uids), options),
    deleteUser: (uid, options) => call((server) => server.deleteUser(uid), options),
    createAuthToken: (uid, options) => call((it) => it.createAuthToken(uid, options), options),
    listAuthTokens: (uid, options) => call((it) => it.listAuthTokens(uid, options), options),
    getAuthToken: (uid, token, options) => call((it) => it.getAuthToken(uid, token), options),
    revokeAuthToken: (uid, token, options) => call((it) => it.revokeAuthToken(uid, token), options),
    revokeAllAuthTokens: (uid, options) => call((it) => it.revokeAllAuthTokens(uid), options),
    tokenRoute: (identify, options) =>
      routeWith((...asked) => call((it) => it.answerTokenRequest(...asked)), identify, options),
    logoutRoute: (identify, options) =>
      routeWith((...asked) => call((it) => it.answerLogoutRequest(...asked)), identify, options),
  };
}
