import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createCometChat } from "cometchat-wasm";

const api = "http://127.0.0.1:9770";
const appId = "emulator-app";
const restApiKey = "emulator-rest-api-key";

/** The UID of whoever is logged in to your application: from your own session. */
const currentUid = (_request) => "cometchat-uid-1";

/** Asks CometChat for an auth token. */
async function createAuthToken(uid) {
  const response = await fetch(`${api}/v3/users/${encodeURIComponent(uid)}/auth_tokens`, {
    method: "POST",
    headers: { appid: appId, apikey: restApiKey },
  });
  const { data, error } = await response.json();
  if (error) throw new Error(`CometChat refused a token: ${error.code}`);
  return data.authToken;
}

/** A user's name, read with a client of this request's own. */
async function nameOf(uid) {
  const client = createCometChat();
  try {
    client.useEmulator(api);
    await client.init(appId, { region: "us" });
    const user = await client.ensureLoggedIn({ uid, authToken: () => createAuthToken(uid) });
    await client.logout();
    return user.getName();
  } finally {
    client.dispose();
  }
}

const script = fileURLToPath(import.meta.resolve("cometchat-wasm")).replace(
  "index.js",
  "cometchat.global.js",
);

const routes = {
  "GET /": async () => ["text/html", await readFile("index.html")],
  "GET /cometchat.global.js": async () => ["text/javascript", await readFile(script)],
  "GET /name": async (request) => ["text/plain", await nameOf(currentUid(request))],
  "POST /api/cometchat-token": async (request) => [
    "text/plain",
    await createAuthToken(currentUid(request)),
  ],
};

createServer(async (request, response) => {
  try {
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return response.writeHead(404).end();
    // Pages of other sites may not have tokens made.
    const site = request.headers["sec-fetch-site"] ?? "same-origin";
    if (request.method === "POST" && site !== "same-origin") return response.writeHead(403).end();
    const [type, body] = await route(request);
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(502).end();
  }
}).listen(process.env.PORT ?? 3000, "127.0.0.1");
