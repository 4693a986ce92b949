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
/** What a server renders, and so what a page renders first. */
const onServer = () => idle;

/**
 * Returns what the companion is doing, and renders the component again when that changes.
 *
 * @param companion what `keepInStep` has returned
 * @returns the state of `getState`: `{ status, error, key }`
 */
export function useCompanion(
  companion: Pick<Companion<unknown>, "getState" | "subscribe">,
): CompanionState {
  return useSyncExternalStore(companion.subscribe, companion.getState, onServer);
}

/** The properties of {@link WhenChatReady}. */
export interface WhenChatReadyProps {
  /** What `keepInStep` has returned. */
  companion: Pick<Companion<unknown>, "getState" | "subscribe" | "ready">;
  /** What is shown instead, or a function of the state that returns it. */
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
    // The state tells of failures.
    companion.ready().catch(() => {});
  }, [companion]);
  const instead = typeof fallback === "function" ? fallback(state) : fallback;
  // An element, whatever was given: older types of React take nothing else for a component.
  if (state.status !== "ready") return createElement(Fragment, null, instead);
  return createElement(Suspense, { key: state.key, fallback: instead }, children);
}
