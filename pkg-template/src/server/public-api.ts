/** The exports of every entry point for servers. */
export type { CometChatErrorCode, ExceptionFields } from "../exception.js";
export { CometChatException, isCometChatException } from "../exception.js";
export { type CometChatServer, createCometChatServer } from "./create.js";
export {
  type NodeRequest,
  type NodeResponse,
  toNodeHandler,
  toVitePlugin,
  type VitePlugin,
} from "./node.js";
export type { Identify, Route, RouteOptions } from "./route.js";
export type {
  AuthToken,
  AuthTokenPage,
  CometChatUser,
  Deactivated,
  Identity,
  ListUsersOptions,
  NewUser,
  PageOptions,
  Reactivated,
  ServerCallOptions,
  ServerOptions,
  UserPage,
  UserProfile,
} from "./types.js";
