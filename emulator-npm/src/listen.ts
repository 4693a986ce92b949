/**
 * The emulator behind a socket of Node's: what a plan does to a connection, done to a connection.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Emulator, Listening, ListenOptions } from "./core.js";
import type { RequestLike } from "./generated/emulator.js";
import { converse } from "./websocket.js";

/** Bytes of a body after which the emulator refuses it, so that the rest need not be read. */
const BODY_LIMIT = 1024 * 1024;

export async function listen(
  emulator: Emulator,
  { port = 0, host = "127.0.0.1", keepAlive = false }: ListenOptions,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    response.shouldKeepAlive &&= keepAlive;
    serve(emulator, request, response).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => converse(request, socket as Socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: async () => {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function serve(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const body = await read(request);
  const answer = await emulator.answer(asRequest(request, body, gone.signal)).catch((error) => {
    closeAs(error, request.socket);
  });
  if (answer === undefined) return;
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  // What Node would say of a connection that stays open is left unsaid.
  if (response.shouldKeepAlive) response.removeHeader("connection");
  response.flushHeaders();
  try {
    for await (const piece of answer.body ?? []) await write(response, piece);
    response.end();
  } catch {
    // What has been written still arrives.
    request.socket.end();
  }
}

async function read(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    pieces.push(piece);
    length += piece.length;
    if (length > BODY_LIMIT) break;
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** The request as it came: not a `Request`, which would tidy its address and its headers up. */
function asRequest(
  request: IncomingMessage,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): RequestLike {
  const { method = "GET", url = "/", rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return {
    method,
    url,
    headers,
    signal,
    overNetwork: true,
    arrayBuffer: async () => body.buffer,
  };
}

function closeAs(error: unknown, socket: Socket): void {
  const code = (error as { cause?: { code?: string } }).cause?.code;
  if (code === "ECONNRESET") socket.resetAndDestroy();
  else socket.destroy();
}

function write(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
