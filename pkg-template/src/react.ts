"use client";

import { CometChat, type CometChatClient, type SessionSnapshot } from "cometchat-wasm";
import { useSyncExternalStore } from "react";

const unknown: SessionSnapshot = Object.freeze({ status: "loading", user: null, error: null });
/** What a server renders, and so a page at first. */
const onServer = () => unknown;

/**
 * The session, for a React component: who is logged in, and what is happening. The component is
 * rendered again when that changes, here or in another tab.
 *
 * @param client one that `createCometChat` made, in place of `CometChat`
 */
export function useCometChat(
  client: Pick<CometChatClient, "getSession" | "subscribe"> = CometChat,
): SessionSnapshot {
  return useSyncExternalStore(client.subscribe, client.getSession, onServer);
}
