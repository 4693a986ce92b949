import { CometChatClient } from "./client.js";
import { ClientRuntime } from "./client-runtime.js";
import { CometChatException } from "./exception.js";
import { LoginListener } from "./listener.js";
import { AppSettings, AppSettingsBuilder, StorageMode } from "./settings.js";
import { User } from "./user.js";

/**
 * What {@link CometChat} and `CometChatCalls` share: the page's session.
 *
 * @internal
 */
export const page = /* @__PURE__ */ new ClientRuntime();

/** The classes, under the names that CometChat's documentation uses. */
const classes = {
  User,
  AppSettings,
  AppSettingsBuilder,
  LoginListener,
  CometChatException,
  StorageMode,
};

/** The page's client. Its session is shared with the other tabs of the origin. */
export const CometChat: CometChatClient & typeof classes = /* @__PURE__ */ Object.assign(
  // As in CometChat's SDK: code may look whether it is a function.
  class {},
  /* @__PURE__ */ new CometChatClient(page),
  classes,
);

type UserType = User;
type AppSettingsType = AppSettings;
type AppSettingsBuilderType = AppSettingsBuilder;
type LoginListenerType = LoginListener;
type CometChatExceptionType = CometChatException;
type StorageModeType = StorageMode;

/** The types, under the names that CometChat's documentation uses. */
export declare namespace CometChat {
  /** A user of the app. */
  export type User = UserType;
  /** How to reach an app, and where to keep its session. */
  export type AppSettings = AppSettingsType;
  /** Builds {@link AppSettings}. */
  export type AppSettingsBuilder = AppSettingsBuilderType;
  /** A listener for logins and logouts. */
  export type LoginListener = LoginListenerType;
  /** What every call rejects with. */
  export type CometChatException = CometChatExceptionType;
  /** Where the session is kept. */
  export type StorageMode = StorageModeType;
}
