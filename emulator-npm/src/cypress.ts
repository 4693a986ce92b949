/**
 * An intercept for Cypress.
 */
import type { Emulator } from "./core.js";
import { COMETCHAT, type Hosts, isForEmulator } from "./hosts.js";
import { TextEncoder } from "./platform.js";

/** The part of `cy` that is used. */
export interface Cy {
  intercept(matcher: { url: RegExp }, handler: (request: CyRequest) => Promise<void>): unknown;
}

/** The part of an intercepted request that is used. */
export interface CyRequest {
  method: string;
  url: string;
  headers: Record<string, string | string[]>;
  body: unknown;
  continue(): void;
  destroy(): void;
  reply(answer: { statusCode: number; headers: Record<string, string>; body: string }): void;
}

/**
 * Lets an emulator answer the requests of the page under test to CometChat. Call it in a `beforeEach`.
 *
 * @param cy Cypress's `cy`
 * @param emulator an emulator in the spec
 * @param options the hosts that it answers for; CometChat's if left out
 */
export function interceptWithEmulator(
  cy: Cy,
  emulator: Emulator,
  { hosts = COMETCHAT }: { hosts?: Hosts } = {},
): void {
  cy.intercept({ url: /^https?:/ }, async (request) => {
    if (!isForEmulator(request.url, hosts)) return request.continue();
    await reply(request, emulator);
  });
}

/** Answers one request. */
export async function reply(request: CyRequest, emulator: Emulator): Promise<void> {
  const text = typeof request.body === "string" ? request.body : JSON.stringify(request.body ?? "");
  const body = new TextEncoder().encode(text === '""' ? "" : text);
  try {
    const response = await emulator.answer({
      method: request.method,
      url: request.url,
      headers: Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      arrayBuffer: async () => body.buffer,
    });
    request.reply({
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    });
  } catch {
    request.destroy();
  }
}
