// @ts-check
/**
 * The whole internet, on this machine: a proxy that answers for every host, and writes down who was told
 * what. Hosts that nobody plays behave like CometChat's, so that a request that goes astray succeeds.
 */
import http from "node:http";
import https from "node:https";
import { generate } from "selfsigned";
import { atExit } from "../harness/cleanup.mjs";
import { listen } from "../harness/ports.mjs";

/**
 * @typedef {object} Sighting what a host was told
 * @property {string} host with its port, if it is not the usual one
 * @property {"http" | "https"} scheme
 * @property {string} method
 * @property {string} path with its query, as it was sent
 * @property {Record<string, string>} headers
 * @property {string} body
 */

/**
 * @typedef {object} Reply
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {unknown} [json]
 * @property {string | Buffer} [body] in place of JSON
 * @property {(response: http.ServerResponse) => void} [write] writes the body itself
 */

/** @typedef {Reply | "drop" | "hang" | undefined} Part none: as CometChat would */
/** @typedef {(request: Sighting) => Part | Promise<Part>} Role */

/** @typedef {Awaited<ReturnType<typeof startInternet>>} Internet */

/** What any page may read, and send. */
const open = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "accept, content-type, appid, apikey, authtoken, sdk, resource",
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-expose-headers": "retry-after",
  "access-control-allow-private-network": "true",
};

/**
 * @param {string} cometchat the address of what speaks CometChat's API
 */
export async function startInternet(cometchat) {
  /** @type {Sighting[]} */
  const seen = [];
  /** @type {Role} */
  let role = () => undefined;

  /**
   * @param {http.IncomingMessage} request
   * @param {http.ServerResponse} response
   * @param {"http" | "https"} scheme
   */
  const serve = async (request, response, scheme) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = request.url ?? "/";
    const sighting = {
      host: (request.headers.host ?? "").toLowerCase(),
      scheme,
      method: request.method ?? "",
      // A proxy is told the whole address.
      path: url.startsWith("/") ? url : url.replace(/^[a-z]+:\/\/[^/]*/i, ""),
      headers: /** @type {Record<string, string>} */ ({ ...request.headers }),
      body: Buffer.concat(chunks).toString(),
    };
    if (sighting.method === "OPTIONS") {
      response.writeHead(204, { ...open, connection: "close" }).end();
      return;
    }
    seen.push(sighting);
    const part = await role(sighting);
    if (part === "hang") return;
    if (part === "drop") request.socket.destroy();
    else if (part) reply(response, part);
    else if (sighting.headers.appid) forward(sighting, response);
    // Browsers look for news of their own.
    else reply(response, { status: 404, json: null });
  };

  /**
   * @param {Sighting} sighting
   * @param {http.ServerResponse} response
   */
  const forward = ({ method, path, headers, body }, response) => {
    const { host: _, connection: __, "proxy-connection": ___, ...passed } = headers;
    const request = http.request(
      new URL(cometchat),
      { method, path, headers: passed },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, {
          ...answer.headers,
          ...open,
          connection: "close",
        });
        answer.pipe(response);
        answer.on("error", () => response.destroy());
      },
    );
    request.on("error", () => response.destroy());
    response.on("close", () => request.destroy());
    request.end(body);
  };

  const { private: key, cert } = await generate([{ name: "commonName", value: "everybody" }], {
    keySize: 2048,
    algorithm: "sha256",
  });
  const secure = https.createServer({ key, cert }, (request, response) => {
    serve(request, response, "https").catch(() => response.destroy());
  });
  secure.on("tlsClientError", (_, socket) => socket.destroy());
  const proxy = http.createServer((request, response) => {
    serve(request, response, "http").catch(() => response.destroy());
  });
  /** @type {Set<import("node:stream").Duplex>} */
  const tunnels = new Set();
  proxy.on("connect", (_, socket, head) => {
    tunnels.add(socket);
    socket.on("close", () => tunnels.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    secure.emit("connection", socket);
  });
  const port = await listen(proxy);
  proxy.unref();
  const stop = atExit(() => {
    for (const tunnel of tunnels) tunnel.destroy();
    proxy.closeAllConnections();
    proxy.close();
  });

  return {
    /** The proxy's address. */
    url: `http://127.0.0.1:${port}`,
    /** What hosts were told so far, in order, without preflights. */
    seen,
    /**
     * Lets hosts behave otherwise than CometChat's.
     *
     * @param {Role} wanted
     */
    play: (wanted) => {
      role = wanted;
    },
    /** As just started. */
    reset: () => {
      seen.length = 0;
      role = () => undefined;
    },
    close: async () => stop(),
  };
}

/**
 * @param {http.ServerResponse} response
 * @param {Reply} reply
 */
function reply(response, { status = 200, headers = {}, json, body = JSON.stringify(json), write }) {
  response.writeHead(status, {
    "content-type": "application/json",
    ...open,
    connection: "close",
    ...headers,
  });
  if (write) write(response);
  else response.end(body);
}
