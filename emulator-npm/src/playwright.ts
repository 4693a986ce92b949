/**
 * A route handler for Playwright.
 */
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";

/** A page or a browser context of Playwright's. */
export interface Routable {
  route(matches: (url: URL) => boolean, handler: (route: Route) => Promise<void>): Promise<unknown>;
}

/** What is used of a route of Playwright's. */
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
 * Has an emulator answer what a page, or every page of a context, asks of CometChat. The answer arrives
 * whole: a body that stalls arrives when it is released.
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
