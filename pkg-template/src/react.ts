"use client";

import { CometChat, type CometChatClient, type SessionSnapshot } from "cometchat-wasm";
import { useSyncExternalStore } from "react";
import { snapshot } from "./snapshot.js";

const unknown = snapshot("loading", null, null);
/** The snapshot that a server renders, and so the first one that a page renders. */
const onServer = () => unknown;

/**
 * Returns the session, and renders the component again when it changes, in this tab or another.
 *
 * @param client a client made with `createCometChat`; `CometChat` if left out
 * @returns the snapshot of `getSession`: `{ status, user, error }`
 */
export function useCometChat(
  client: Pick<CometChatClient, "getSession" | "subscribe"> = CometChat,
): SessionSnapshot {
  return useSyncExternalStore(client.subscribe, client.getSession, onServer);
}
