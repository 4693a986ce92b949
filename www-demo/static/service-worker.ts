/**
 * The Service Worker of the demo without a server: it holds the emulator, which answers CometChat's hosts
 * and the control API, and the app server.
 */
import { createEmulator, isForEmulator } from "cometchat-emulator";
import { answer, type Backend } from "../server/routes.mjs";

/** What is used of the worker's own scope. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

interface Extendable {
  waitUntil(promise: Promise<unknown>): void;
}

interface Asked {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

/** What CometChat answers. */
interface Answer {
  data: { authToken: string };
  error?: { code: string; message: string };
}

const scope = globalThis as unknown as Scope;

const app = { appId: "emulator-app", region: "us", authKey: "emulator-auth-key" };
const restApiKey = "emulator-rest-api-key";
const api = `https://${app.appId}.api-${app.region}.cometchat.io`;

const emulator = createEmulator({ ...app, restApiKey });
const backend: Backend = {
  config: { ...app, emulator: null, control: "" },
  api,
  createAuthToken,
};

/** What `cometchat-wasm/server` does for a server: no browser gets it, and the key here is the emulator's own. */
async function createAuthToken(uid: string): Promise<string> {
  const path = `${api}/v3/users/${encodeURIComponent(uid)}/auth_tokens`;
  const headers = { appid: app.appId, apikey: restApiKey };
  const response = await (await emulator).fetch(path, { method: "POST", headers });
  const { data, error } = (await response.json()) as Answer;
  if (error) throw Object.assign(new Error(error.message), { code: error.code });
  return data.authToken;
}

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const response = isForEmulator(event.request.url)
    ? fromEmulator(event.request)
    : answer(backend, event.request);
  if (response) event.respondWith(response);
});

async function fromEmulator(request: Request): Promise<Response> {
  const response = await (await emulator).fetch(request).catch(() => Response.error());
  // A page may read what a worker answers, whatever its headers say.
  const foreign = new URL(request.url).origin !== scope.location.origin;
  const hidden = foreign && !response.headers.has("access-control-allow-origin");
  return hidden ? Response.error() : response;
}
