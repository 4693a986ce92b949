/**
 * A route handler for Playwright.
 */
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";
import type { WebURL } from "./web.js";

/** A `Page` or a `BrowserContext` of Playwright. */
export interface Routable {
  route(
    matches: (url: WebURL) => boolean,
    handler: (route: Route) => Promise<void>,
  ): Promise<unknown>;
}

/** The part of Playwright's `Route` that is used. */
export interface Route {
  request(): {
    method(): string;
    url(): string;
    headersArray(): Promise<{ name: string; value: string }[]>;
    postDataBuffer(): Uint8Array | null;
  };
  fulfill(answer: {
    status: number;
    headers: Record<string, string>;
    body: Uint8Array | string;
  }): Promise<void>;
  abort(reason?: string): Promise<void>;
}

/**
 * Lets an emulator answer the requests of a page, or of all pages of a context, to CometChat. An answer
 * arrives as a whole: one whose body stalls arrives when it is released.
 *
 * @param target a `Page` or a `BrowserContext`
 * @param options the hosts that it answers for; CometChat's if left out
 */
export async function routeToEmulator(
  target: Routable,
  emulator: Emulator,
  { hosts = COMETCHAT }: { hosts?: Hosts } = {},
): Promise<void> {
  await target.route(
    (url) => isForEmulator(url, hosts),
    (route) => fulfill(route, emulator),
  );
}

/** Answers one route. */
export async function fulfill(route: Route, emulator: Emulator): Promise<void> {
  const request = route.request();
  const body = Uint8Array.from(request.postDataBuffer() ?? []);
  const headers = await request.headersArray();
  try {
    const response = await emulator.answer({
      method: request.method(),
      url: request.url(),
      headers: headers
        .filter(({ name }) => !name.startsWith(":"))
        .map(({ name, value }): [string, string] => [name, value]),
      arrayBuffer: async () => body.buffer,
    });
    // Playwright would let a page read what the emulator does not.
    if (!response.headers.has("access-control-allow-origin")) return await route.abort();
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code;
    await route.abort(code === "ECONNRESET" ? "connectionreset" : "connectionclosed");
  }
}
