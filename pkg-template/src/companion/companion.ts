import type { CompanionClient } from "./client.js";
import { Follower } from "./follower.js";
import type { UIKit, UIKitSettingsBuilder } from "./kit.js";
import type { OfficialCometChat } from "./official.js";
import type { CompanionState } from "./state.js";

/** Keeps the official SDK in step, until it is stopped. Its methods can be used detached. */
export interface Companion<Official> {
  /**
   * Loads, initialises and logs in the official SDK, if that has not been done, and waits until both SDKs
   * have the same user. With a UI Kit, it waits for a user, whom its components then find; without a UI
   * Kit, it also resolves if nobody is logged in to either SDK.
   *
   * @returns the official SDK's `CometChat`. Rejects with `CHAT_NOT_LOADED` or `CHAT_NOT_READY`: it then
   *   tries again after a while, when the page is online or visible again, and at the next call. Rejects
   *   with `CHAT_NOT_POSSIBLE`, or with `CHAT_STOPPED` if the companion or its client has ended.
   */
  ready(): Promise<Official>;
  /**
   * Only loads the official SDK and the UI Kit: call it when the page is idle, or the pointer is on the
   * button that opens the chat. It sends no request to CometChat.
   *
   * @returns resolves when the load has ended, also after a failure, which `ready` reports
   */
  preload(): Promise<void>;
  /**
   * Returns what the companion is doing. It returns the same object until something changes, as React's
   * `useSyncExternalStore` requires.
   */
  getState(): CompanionState;
  /**
   * Calls a function whenever {@link Companion.getState} returns something new.
   *
   * @param listener is called without arguments
   * @returns a function that ends the subscription
   */
  subscribe(listener: () => void): () => void;
  /** Stops the companion. The official SDK stays as it is. */
  stop(): void;
}

/** The UI Kit, and its own settings. */
export interface CompanionOptions<Kit extends UIKit = UIKit> {
  /**
   * The UI Kit on top of the official SDK, or a function that imports it. The companion initialises it,
   * and keeps it in step, too: do not call its `init`.
   */
  uiKit?: Kit | (() => Promise<Kit>);
  /**
   * Sets what only the UI Kit has, such as `(builder) => builder.setCallingEnabled(true)`. App, region,
   * hosts and presence come from this SDK.
   */
  settings?: (builder: InstanceType<Kit["UIKitSettingsBuilder"]>) => unknown;
}

/**
 * Keeps CometChat's own SDK and this one in step, and a UI Kit with them. Nothing is loaded until
 * {@link Companion.ready} or {@link Companion.preload} is called. Then the companion initialises the
 * official SDK with the same app and settings; from then on, a login, a switch of users or a logout
 * with either of them, in any tab, happens in the other one too.
 *
 * Call it before the official SDK is initialised.
 *
 * @param client `CometChat` of this package, or a client made with `createCometChat`
 * @param official `CometChat` of `@cometchat/chat-sdk-javascript`, or a function that imports it
 * @param options `uiKit` is the UI Kit, if you use one
 * @returns the companion; await its `ready()` wherever you are about to use the official SDK
 */
export function keepInStep<Official extends OfficialCometChat, Kit extends UIKit = UIKit>(
  client: CompanionClient,
  official: () => Promise<{ CometChat: Official }>,
  options?: CompanionOptions<Kit>,
): Companion<Official>;
export function keepInStep<Official extends OfficialCometChat, Kit extends UIKit = UIKit>(
  client: CompanionClient,
  official: Official | (() => Promise<Official>),
  options?: CompanionOptions<Kit>,
): Companion<Official>;
export function keepInStep(
  client: CompanionClient,
  official: OfficialCometChat | (() => Promise<unknown>),
  options?: CompanionOptions,
): Companion<OfficialCometChat> {
  return new Follower(client, {
    official,
    uiKit: options?.uiKit,
    configure: options?.settings as ((builder: UIKitSettingsBuilder) => unknown) | undefined,
  });
}
