import { CometChatClient } from "./client.js";
import { Connection } from "./connection.js";
import { CometChatException } from "./exception.js";
import { LoginListener } from "./listener.js";
import { AppSettings, AppSettingsBuilder, StorageMode } from "./settings.js";
import { User } from "./user.js";

/**
 * What {@link CometChat} and `CometChatCalls` share: the page's session.
 *
 * @internal
 */
export const page = /* @__PURE__ */ new Connection();

/** The classes, under the names that CometChat's documentation uses. */
const classes = {
  User,
  AppSettings,
  AppSettingsBuilder,
  LoginListener,
  CometChatException,
  StorageMode,
};

/** The page's client, whose session the page's other tabs share. A class, as it is in CometChat's SDK. */
export const CometChat: CometChatClient & typeof classes = /* @__PURE__ */ Object.assign(
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
  export type User = UserType;
  export type AppSettings = AppSettingsType;
  export type AppSettingsBuilder = AppSettingsBuilderType;
  export type LoginListener = LoginListenerType;
  export type CometChatException = CometChatExceptionType;
  export type StorageMode = StorageModeType;
}
