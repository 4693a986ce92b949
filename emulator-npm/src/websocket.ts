/**
 * The chat connection: a WebSocket that is accepted, and whose pings are answered. Nothing else is said
 * or heard.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** What a handshake's key is hashed with (RFC 6455, 1.3). */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
/** Bytes that a message's payload may have. */
const LIMIT = 1024 * 1024;

/** Accepts a request for a WebSocket, and answers its pings until it closes. */
export function converse(request: IncomingMessage, socket: Socket, head: Buffer): void {
  const key = request.headers["sec-websocket-key"];
  if (request.headers.upgrade?.toLowerCase() !== "websocket" || key === undefined) {
    socket.end(
      "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n" +
        "content-security-policy: sandbox\r\nx-content-type-options: nosniff\r\n\r\n",
    );
    return;
  }
  const accept = createHash("sha1")
    .update(key + MAGIC)
    .digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n" +
      `sec-websocket-accept: ${accept}\r\n\r\n`,
  );
  let received = head;
  const hear = () => {
    for (let frame = parse(received); frame !== undefined; frame = parse(received)) {
      received = received.subarray(frame.length);
      if (frame.opcode === PING) socket.write(build(PONG, frame.payload));
      if (frame.opcode === CLOSE) {
        socket.end(build(CLOSE, frame.payload));
        return;
      }
    }
    if (received.length > LIMIT) socket.destroy();
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (data: Buffer) => {
    received = Buffer.concat([received, data]);
    hear();
  });
  hear();
}

interface Frame {
  opcode: number;
  payload: Buffer;
  /** Bytes of the whole frame. */
  length: number;
}

/** The frame that these bytes begin with, if it is whole. */
function parse(bytes: Buffer): Frame | undefined {
  const first = bytes[0];
  const second = bytes[1];
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extended) return undefined;
  const size =
    extended === 2
      ? bytes.readUInt16BE(2)
      : extended === 8
        ? Number(bytes.readBigUInt64BE(2))
        : short;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + extended + (isMasked ? 4 : 0);
  if (bytes.length < start + size) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (isMasked) {
    for (let index = 0; index < size; index++) {
      payload[index] = (payload[index] ?? 0) ^ (bytes[start - 4 + (index % 4)] ?? 0);
    }
  }
  return { opcode: first & 0xf, payload, length: start + size };
}

/** A control frame, whose payload has at most 125 bytes. */
function build(opcode: number, payload: Buffer): Buffer {
  const short = payload.subarray(0, 125);
  return Buffer.concat([Buffer.from([0x80 | opcode, short.length]), short]);
}
