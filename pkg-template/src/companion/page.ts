/**
 * Calls a function when trying again is likely to help: the page is online again, or seen again.
 *
 * @returns a function that ends this
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
