import { CometChatClient } from "./client.js";
import { type ClientRuntime, clientRuntime } from "./client-runtime.js";
import { CometChatException, define } from "./exception.js";
import { VERSION } from "./generated/tables.js";
import { LoginListener } from "./listener.js";
import { AppSettings, AppSettingsBuilder, StorageMode } from "./settings.js";
import { User } from "./user.js";

/**
 * The runtime that {@link CometChat} and `CometChatCalls` share, with the page's session.
 *
 * @internal
 */
export const page = /* @__PURE__ */ runtime();

/**
 * Makes the runtime of this copy of the package. In Node, all copies of a version share one runtime: a
 * program easily loads one copy with `import` and another with `require`.
 */
function runtime(): ClientRuntime {
  const { process, document } = globalThis as { process?: NodeProcess; document?: unknown };
  if (!process?.versions?.node || document) return clientRuntime();
  const key = Symbol.for(`cometchat-wasm ${VERSION}`);
  const { [key]: shared } = globalThis as { [key]?: ClientRuntime };
  if (shared && !shared.isDisposed) return shared;
  const fresh = clientRuntime();
  define(globalThis, key, fresh);
  return fresh;
}

/** The client of a runtime. All copies of the package that share the runtime share the client. */
function clientOf(runtime: ClientRuntime): CometChatClient {
  runtime.client ??= new CometChatClient(runtime);
  return runtime.client as CometChatClient;
}

interface NodeProcess {
  versions?: { node?: string };
}

/** The key under which `CometChat` has its version, for a script that runs again. */
const mark = /* @__PURE__ */ Symbol.for("cometchat-wasm version");

/** The version of the package that made this `CometChat`; `undefined` for any other value. */
export function versionOf(value: unknown): unknown {
  return typeof value === "function"
    ? (value as unknown as Record<symbol, unknown>)[mark]
    : undefined;
}

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
  // A class, as in CometChat's SDK: code may check whether it is a function.
  /* @__PURE__ */ Object.defineProperty(class {}, mark, { value: VERSION }),
  /* @__PURE__ */ clientOf(page),
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
  /** The error that every call rejects with. */
  export type CometChatException = CometChatExceptionType;
  /** Where the session is kept. */
  export type StorageMode = StorageModeType;
}
