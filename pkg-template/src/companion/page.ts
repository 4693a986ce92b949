/**
 * Calls a function when a retry is likely to help: the page is online again, or visible again.
 *
 * @returns a function that removes the listener
 */
export function onReturn(listener: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === "visible") listener();
  };
  const inPage = typeof document === "object";
  globalThis.addEventListener?.("online", listener);
  if (inPage) document.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener?.("online", listener);
    if (inPage) document.removeEventListener("visibilitychange", seen);
  };
}
