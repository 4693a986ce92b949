/**
 * Hears of the other tabs: by a `BroadcastChannel`, and by the browser's own `storage` event, which
 * is all there is of tabs that run CometChat's SDK. A page that one goes back to has heard nothing
 * for a while. Each only says that it is time to look at the storage: one too many changes nothing.
 *
 * @param changed called with the key that changed, or without one if that may be any
 * @returns what tells the other tabs
 */
export function connect(changed: (key?: string | null) => unknown): () => void {
  let channel: BroadcastChannel | undefined;
  const hear = (event: { key?: string | null }) => changed(event.key);
  const open = () => {
    try {
      channel ??= new BroadcastChannel("cometchat-wasm");
      channel.onmessage = hear as (event: object) => void;
    } catch {
      // Then there is the storage event.
    }
  };
  // Workers and servers have no storage that others change.
  if (globalThis.document) {
    open();
    addEventListener("storage", hear);
    // With an open channel, a browser may not keep the page for going back to it.
    addEventListener("pagehide", () => {
      channel?.close();
      channel = undefined;
    });
    addEventListener("pageshow", (event) => {
      open();
      hear(event as { key?: string });
    });
  }
  return () => channel?.postMessage(0);
}
