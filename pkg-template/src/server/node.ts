import type { Route } from "./route.js";

/** The part of Node's `IncomingMessage` that a handler uses. */
export interface NodeRequest {
  /** The method. */
  method?: string | undefined;
  /** The path. */
  url?: string | undefined;
  /** The headers. */
  headers: Record<string, string | string[] | undefined>;
  /** The version of HTTP. */
  httpVersionMajor?: number;
}

/** The part of Node's `ServerResponse` that a handler uses. */
export interface NodeResponse {
  /** HTTP status. */
  statusCode: number;
  /** Sets a header. */
  setHeader(name: string, value: string): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/**
 * Makes a handler for Node's `http`, Express, Connect, Fastify's `reply.raw`, Vite's development server and
 * Next.js' pages of a route. `identify` gets Node's request and response.
 *
 * @example
 * ```ts
 * app.post("/api/cometchat-token", toNodeHandler(cometchat.tokenRoute((request) => request.user)));
 * ```
 */
export function toNodeHandler<Request extends NodeRequest, Response extends NodeResponse>(
  route: Route<[Request, Response]>,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const answer = (await route(request, response)) as unknown as globalThis.Response;
    response.statusCode = answer.status;
    answer.headers.forEach((value, name) => {
      response.setHeader(name, value);
    });
    // Ends the connection, because nobody reads the rest of the body.
    if (hasBody(request)) response.setHeader("connection", "close");
    response.end(await answer.text());
  };
}

function hasBody({ headers, httpVersionMajor = 1 }: NodeRequest): boolean {
  const length = headers["content-length"] ?? "0";
  return httpVersionMajor < 2 && (length !== "0" || headers["transfer-encoding"] !== undefined);
}

/** The part of Vite's servers that the plugin uses. */
interface ViteServer {
  middlewares: {
    // biome-ignore lint/suspicious/noExplicitAny: Vite's own types have more than is used
    use(path: string, handler: any): unknown;
  };
}

/** The part of Vite's plugins that this plugin has. */
export interface VitePlugin {
  /** The plugin's name. */
  name: string;
  /** Adds the routes to the development server. */
  configureServer(server: ViteServer): void;
  /** Adds the routes to the preview server. */
  configurePreviewServer(server: ViteServer): void;
}

/**
 * Makes a Vite plugin of routes, for `vite` and `vite preview`: in production, your own server has them.
 *
 * @param routes the routes by their paths
 * @example
 * ```ts
 * const token = cometchat.tokenRoute(() => ({ uid: "cometchat-uid-1" }));
 * export default { plugins: [toVitePlugin({ "/api/cometchat-token": token })] };
 * ```
 */
export function toVitePlugin(
  // biome-ignore lint/suspicious/noExplicitAny: whatever `identify` takes
  routes: Record<string, Route<any>>,
): VitePlugin {
  const use = ({ middlewares }: ViteServer): void => {
    for (const [path, route] of Object.entries(routes)) {
      middlewares.use(path, toNodeHandler(route));
    }
  };
  return { name: "cometchat-wasm", configureServer: use, configurePreviewServer: use };
}
