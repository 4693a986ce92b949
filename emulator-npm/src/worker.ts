/**
 * The emulator as a Service Worker, for pages and Storybook: it answers what its pages ask of CometChat,
 * and the control API below `/_emulator` of their own origin.
 *
 * `cometchat-emulator init FOLDER` copies it to where a site serves it; a page registers it. Options are
 * in the address that it is registered with, as JSON: `?options={"appId":"my-app"}`.
 */
import { createEmulator } from "./core.js";
import type { EmulatorOptions } from "./generated/emulator.js";
import { isForEmulator } from "./hosts.js";

/** What is used of the worker's own scope. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

interface LifeEvent {
  waitUntil(promise: Promise<unknown>): void;
}

interface RequestEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as Scope;
const options = new URL(scope.location.href).searchParams.get("options");
const emulator = createEmulator(options ? (JSON.parse(options) as EmulatorOptions) : {});

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (isForEmulator(event.request.url)) event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const response = await (await emulator).fetch(request).catch(() => Response.error());
  // A page may read what a worker answers, whatever its headers say.
  const isForeign = new URL(request.url).origin !== scope.location.origin;
  const isHidden = isForeign && !response.headers.has("access-control-allow-origin");
  return isHidden ? Response.error() : response;
}
