import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { createCometChatServer, toNodeHandler } from "cometchat-wasm/server";

const cometchat = createCometChatServer({
  appId: "emulator-app",
  region: "us",
  apiKey: "emulator-rest-api-key",
  emulator: "http://127.0.0.1:9770",
});

/** The user who is logged in to your application: from your own session, never from the request. */
const currentUser = (_request) => ({ uid: "cometchat-uid-1", name: "Andrew Joseph" });

const answerToken = toNodeHandler(cometchat.tokenRoute(currentUser));

const script = fileURLToPath(import.meta.resolve("cometchat-wasm")).replace(
  "index.js",
  "cometchat.global.js",
);

const routes = {
  "/": async () => ["text/html", await readFile("index.html")],
  "/cometchat.global.js": async () => ["text/javascript", await readFile(script)],
  "/name": async (request) => {
    const { name } = await cometchat.getUser(currentUser(request).uid);
    return ["text/plain", name];
  },
};

createServer(async (request, response) => {
  try {
    if (request.url === "/api/cometchat-token") return await answerToken(request, response);
    const route = routes[request.url];
    if (!route) return response.writeHead(404).end();
    const [type, body] = await route(request);
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(502).end();
  }
}).listen(process.env.PORT ?? 3000, "127.0.0.1");
