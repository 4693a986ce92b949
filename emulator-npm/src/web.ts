/**
 * The types of the web's classes in whichever library of types a program has: the DOM's, or Node's. A program
 * without either still type-checks.
 */

interface BareResponse {
  readonly status: number;
  readonly ok: boolean;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/** The type of the global `fetch`. */
export type WebFetch = typeof globalThis extends { fetch: infer Fetch }
  ? Fetch
  : (
      input: string,
      init?: { method?: string; headers?: Record<string, string>; body?: string },
    ) => Promise<BareResponse>;

/** What `fetch` resolves with. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } }
  ? Response
  : BareResponse;

/** `URL` */
export type WebURL = typeof globalThis extends { URL: { prototype: infer Url } }
  ? Url
  : { readonly href: string };
