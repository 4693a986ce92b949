/** Lets a Service Worker answer what both SDKs ask of CometChat. For development only. */
export async function startEmulator() {
  const { serviceWorker } = navigator;
  const controlled = new Promise<void>((resolve) => {
    if (serviceWorker.controller) resolve();
    else serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });
  await serviceWorker.register("/cometchat-emulator-worker.js");
  await controlled;
}
