/**
 * Handlers for Mock Service Worker, in Node and in browsers.
 */
import { type HttpHandler, HttpResponse, http } from "msw";
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";

/**
 * Returns handlers for `setupServer` or `setupWorker` that let an emulator answer. Requests to other hosts
 * are left to the other handlers.
 *
 * @param options the hosts that it answers for; CometChat's if left out
 */
export function handlers(
  emulator: Emulator,
  { hosts = COMETCHAT }: { hosts?: Hosts } = {},
): HttpHandler[] {
  return [
    http.all("*", async ({ request }) => {
      if (!isForEmulator(request.url, hosts)) return undefined;
      // A connection that closes is an answer of its own to Mock Service Worker.
      return emulator.fetch(request).catch(() => HttpResponse.error());
    }),
  ];
}
