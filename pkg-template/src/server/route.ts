import { CometChatException, define } from "../exception.js";
import { describe, ownProperties } from "../foreign.js";
import type { Response as WebResponse } from "../web.js";
import type { Identity } from "./types.js";

/** Returns who is logged in to your application. Gets the arguments of the route. */
export type Identify<Args extends unknown[]> = (
  ...args: Args
) => MaybeIdentity | PromiseLike<MaybeIdentity>;

/** The user, or a value for nobody. */
type MaybeIdentity = Identity | null | undefined | false;

/**
 * A handler for `POST` requests. It takes the web's `Request`, or what frameworks wrap it in: `{ request }`
 * (SvelteKit, Remix, Astro), `{ req }` (Hono, h3), or Node's `IncomingMessage`. It never rejects.
 */
export type Route<Args extends unknown[]> = (...args: Args) => Promise<WebResponse>;

/** The options of a route. */
export interface RouteOptions {
  /**
   * The origins whose pages may call the route, in addition to the server's own, such as
   * `["https://app.example.com"]`. They get the CORS headers that they need.
   */
  allowedOrigins?: string[] | undefined;
  /**
   * Is called with the error that kept the route from doing its work. The page gets only a status and a
   * sentence. `console.error`, if left out.
   */
  onError?: ((error: unknown) => void) | undefined;
}

/** Rust's answer to a request. */
export interface RouteReply {
  /** HTTP status. */
  status: number;
  /** Headers. */
  headers: Record<string, string>;
  /** The token, or a sentence. */
  body?: string;
}

/** A function of Rust that answers a request. */
type Answer = (head: object, identify: unknown, options: object) => Promise<RouteReply>;

/**
 * Makes a route from a function of Rust.
 *
 * @internal
 */
export function routeWith<Args extends unknown[]>(
  answer: Answer,
  identify: Identify<Args>,
  options: RouteOptions | undefined,
): Route<Args> {
  const own = ownProperties(options);
  const tell = (error: unknown): void => (own.onError ?? console.error)(error);
  const route: Route<Args> = async (...args) => {
    let thrown: { cause: unknown } | undefined;
    const asked = async (): Promise<MaybeIdentity> => {
      try {
        return await identify(...args);
      } catch (cause) {
        thrown = { cause };
        throw cause;
      }
    };
    const onError = (error: unknown): void => {
      // Replaces Rust's copy by the application's own error, with its stack.
      if (thrown) define(error as object, "cause", thrown.cause);
      tell(error);
    };
    try {
      const isFunction = typeof identify === "function";
      const head = headOf(args[0]);
      const { status, headers, body } = await answer(head, isFunction && asked, {
        ...own,
        onError,
      });
      return new Response(body ?? null, { status, headers });
    } catch (error) {
      try {
        tell(error);
      } catch (failed) {
        console.error(failed);
      }
      return new Response("The server failed.", { status: 500, headers: NO_STORE });
    }
  };
  // Deno passes no arguments to a handler without parameters.
  define(route, "length", 2);
  return route;
}

const NO_STORE = { "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" };

/** The part of a request, the web's or Node's, that a route reads. */
interface RequestLike {
  method: string;
  url: string;
  headers: { get(name: string): string | null } | Record<string, string | string[] | undefined>;
}

/** The head of a request for Rust, without the body. */
function headOf(given: unknown): object {
  const request = requestOf(given);
  const header = (name: string): string | undefined => {
    const { headers } = request;
    const value = typeof headers.get === "function" ? headers.get(name) : ownHeader(headers, name);
    return value === null || value === undefined ? undefined : `${value}`;
  };
  return {
    method: request.method,
    url: request.url,
    site: header("sec-fetch-site"),
    origin: header("origin"),
    host: header("host"),
    forwardedHost: header("x-forwarded-host"),
    requestedHeaders: header("access-control-request-headers"),
  };
}

function ownHeader(headers: RequestLike["headers"], name: string): unknown {
  return (headers as Record<string, unknown>)[name];
}

/** Finds the request in the first argument that a framework gives its routes. */
function requestOf(given: unknown): RequestLike {
  const { request, req, node } = (given ?? {}) as {
    request?: RequestLike;
    req?: RequestLike & { raw?: RequestLike };
    node?: { req?: RequestLike };
  };
  const found = [given as RequestLike, request, req?.raw, req, node?.req].find(
    (it) => typeof it?.method === "string" && typeof it.headers === "object",
  );
  if (found) return found;
  throw new CometChatException({
    code: "INVALID_OPTIONS",
    message:
      "The route was called without a Request. Give it what your framework gives its routes.",
    details: { reason: describe(given) },
  });
}
