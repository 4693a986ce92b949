"use client";

import type { Companion, CompanionState } from "cometchat-wasm/companion";
import {
  createElement,
  Fragment,
  type ReactElement,
  type ReactNode,
  Suspense,
  useEffect,
  useSyncExternalStore,
} from "react";

const idle: CompanionState = Object.freeze({ status: "idle", error: null, key: 0 });
/** The state that a server renders, and so the first one that a page renders. */
const onServer = () => idle;

/**
 * Returns the companion's state, and renders the component again when the state changes.
 *
 * @param companion the result of `keepInStep`
 * @returns the state of `getState`: `{ status, error, key }`
 */
export function useCompanion(
  companion: Pick<Companion<unknown>, "getState" | "subscribe">,
): CompanionState {
  return useSyncExternalStore(companion.subscribe, companion.getState, onServer);
}

/** The properties of {@link WhenChatReady}. */
export interface WhenChatReadyProps {
  /** The result of `keepInStep`. */
  companion: Pick<Companion<unknown>, "getState" | "subscribe" | "ready">;
  /** Is shown while the chat is not ready; or a function of the state that returns what to show. */
  fallback?: ReactNode | ((state: CompanionState) => ReactNode);
  /** The components of the chat. They may be lazy: until they are loaded, the fallback is shown. */
  children?: ReactNode;
}

/**
 * Opens the chat, and shows its children only while both SDKs, and the UI Kit, have the same user. When
 * the user or the token changes, it mounts them anew.
 *
 * @example
 * ```tsx
 * <WhenChatReady companion={companion} fallback="The chat opens">
 *   <Chat />
 * </WhenChatReady>
 * ```
 */
export function WhenChatReady({
  companion,
  fallback = null,
  children,
}: WhenChatReadyProps): ReactElement {
  const state = useCompanion(companion);
  useEffect(() => {
    // The state shows failures.
    companion.ready().catch(() => {});
  }, [companion]);
  const instead = typeof fallback === "function" ? fallback(state) : fallback;
  // Always an element: older types of React accept nothing else from a component.
  if (state.status !== "ready") return createElement(Fragment, null, instead);
  return createElement(Suspense, { key: state.key, fallback: instead }, children);
}
