/**
 * Stands in for your application's server, which holds the REST API key: a plugin of Vite that answers
 * `POST /api/cometchat-token`.
 */
export function tokenRoute({ api, appId, restApiKey }) {
  const answer = async (request, response, next) => {
    if (request.method !== "POST") return next();
    // Your server takes the UID from its own session, never from the request.
    const uid = "cometchat-uid-1";
    const made = await fetch(`${api}/v3/users/${uid}/auth_tokens`, {
      method: "POST",
      headers: { appid: appId, apikey: restApiKey },
    });
    const { data } = await made.json();
    response.end(data.authToken);
  };
  const use = ({ middlewares }) => void middlewares.use("/api/cometchat-token", answer);
  return { name: "token-route", configureServer: use, configurePreviewServer: use };
}
