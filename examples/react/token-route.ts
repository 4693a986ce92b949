import type { Connect, Plugin } from "vite";

/** The app, and where its tokens come from. */
interface App {
  api: string;
  appId: string;
  restApiKey: string;
}

/** What CometChat answers. */
interface Answer {
  data: { authToken: string };
  error?: { code: string };
}

/**
 * A Vite plugin that answers `POST /api/cometchat-token` in place of your application's server. In
 * production only that server holds the REST API key.
 */
export function tokenRoute({ api, appId, restApiKey }: App): Plugin {
  async function createAuthToken(uid: string): Promise<string> {
    const response = await fetch(`${api}/v3/users/${encodeURIComponent(uid)}/auth_tokens`, {
      method: "POST",
      headers: { appid: appId, apikey: restApiKey },
    });
    const { data, error } = (await response.json()) as Answer;
    if (error) throw new Error(`CometChat refused a token: ${error.code}`);
    return data.authToken;
  }

  const answer: Connect.NextHandleFunction = async (request, response, next) => {
    if (request.method !== "POST") return next();
    // Pages of other sites may not have tokens made.
    const site = request.headers["sec-fetch-site"] ?? "same-origin";
    if (site !== "same-origin") return response.writeHead(403).end();
    response.setHeader("cache-control", "no-store");
    try {
      // Your server takes the UID from its own session, never from the request.
      response.end(await createAuthToken("cometchat-uid-1"));
    } catch (error) {
      console.error(error);
      response.writeHead(502).end();
    }
  };

  const use = ({ middlewares }: { middlewares: Connect.Server }) => {
    middlewares.use("/api/cometchat-token", answer);
  };
  return { name: "token-route", configureServer: use, configurePreviewServer: use };
}
