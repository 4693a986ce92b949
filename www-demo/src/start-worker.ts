/** The page without a server: its Service Worker is the server. */

/** How often the worker is asked for something, so that the browser does not end it, and the emulator with it. */
const interval = 15_000;

/** Starts the worker, and waits until it answers this page's requests. */
export async function startWorker(): Promise<void> {
  const { serviceWorker } = navigator;
  if (!serviceWorker) {
    throw new Error("This page needs a Service Worker: serve it by https, or from this machine.");
  }
  const controlled = new Promise((resolve) => {
    if (serviceWorker.controller) resolve(undefined);
    else serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  await serviceWorker.register("service-worker.js");
  await controlled;
  setInterval(() => void fetch("/_emulator").catch(() => undefined), interval);
}
