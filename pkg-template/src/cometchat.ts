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

/** The types, under the names that CometChat's documentation uses. */
export declare namespace CometChat {
  export type User = import("./user.js").User;
  export type AppSettings = import("./settings.js").AppSettings;
  export type AppSettingsBuilder = import("./settings.js").AppSettingsBuilder;
  export type LoginListener = import("./listener.js").LoginListener;
  export type CometChatException = import("./exception.js").CometChatException;
  export type StorageMode = import("./settings.js").StorageMode;
}
