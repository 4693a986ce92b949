import { ownProperties } from "./foreign.js";
import type { TokenRequest } from "./types.js";

/** The options of {@link fetchToken}, for a route on another origin. */
export interface FetchTokenOptions {
  /** Headers of your own, such as `authorization`. */
  headers?: Record<string, string>;
  /** `"include"` sends your cookies to another origin. `"same-origin"`, if left out. */
  credentials?: "omit" | "same-origin" | "include";
}

/**
 * Makes a function for the `authToken` of `ensureLoggedIn`: it gets the token from a route of your server,
 * which `tokenRoute` of `cometchat-wasm/server` makes. If the route returns no token, the `cause` of
 * `AUTH_TOKEN_UNAVAILABLE` says what it returned.
 *
 * @param url the address of the route
 * @param options for a route on another origin
 * @example
 * ```ts
 * await CometChat.ensureLoggedIn({
 *   uid: "cometchat-uid-1",
 *   authToken: fetchToken("/api/cometchat-token"),
 * });
 * ```
 */
export function fetchToken(
  url: string,
  options?: FetchTokenOptions,
): (request: Pick<TokenRequest, "signal">) => Promise<string> {
  const own = ownProperties(options);
  return async ({ signal }) => {
    const response = await fetch(url, {
      ...own,
      method: "POST",
      cache: "no-store",
      signal,
    } as RequestInit);
    const { status, redirected } = response;
    const text = (await response.text()).trim();
    if (response.ok && /^[^\s<{["]+$/.test(text)) return text;
    const via = redirected ? `, redirected to ${response.url.replace(/[?#].*/, "")}, ` : " ";
    throw new Error(`POST ${url}${via}answered ${status}: ${told(response, text)}`);
  };
}

/** Describes an answer without a token. Quotes only short error messages: others may have a secret. */
function told(response: Response, text: string): string {
  if (!text) return "nothing, where a token should be.";
  if (text.startsWith("<")) return "a page, not a token.";
  if (/^[{["]/.test(text)) return "JSON, not a token as text.";
  const isSentence = !response.ok && text.length < 200;
  return isSentence ? text : "text that is no token.";
}
