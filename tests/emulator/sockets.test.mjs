// @ts-check
/** What needs a socket: connections, ports, and the WebSocket of a chat. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import WebSocket from "ws";
import { everybody, sockets, start } from "./bodies.mjs";
import { andrew, app, rest, session } from "./callers.mjs";
import { client, fault, journal, reply, scenarios, token } from "./scenario.mjs";

for (const keepAlive of [false, true]) {
  const connection = keepAlive ? undefined : "close";
  scenarios(
    {
      [`a connection ${keepAlive ? "is kept" : "closes"} after an answer`]: [
        [rest, "GET /users", reply({ status: 200, headers: { connection } })],
      ],
    },
    { bodies: sockets, keepAlive },
  );
}

/** @param {string} url @param {string} path */
async function open(url, path) {
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}`);
  await once(socket, "open");
  return socket;
}

scenarios(
  {
    "a WebSocket is accepted, and its pings are answered": async (at) => {
      for (const path of ["", "/", "/v3.0/anything"]) {
        const socket = await open(at.url, path);
        socket.send(JSON.stringify({ type: "auth", body: {} }));
        for (const payload of ["one", "two"]) {
          const pong = once(socket, "pong");
          socket.ping(payload);
          assert.equal(String((await pong)[0]), payload);
        }
        socket.on("message", (message) => assert.fail(String(message)));
        socket.close();
        await once(socket, "close");
      }
      await at.play(journal());
    },
    "a request for another protocol is a request": async (at) => {
      const { text } = await at.raw("GET /nowhere HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\n\r\n");
      assert.match(text, /^HTTP\/1.1 404 .*"ERR_ROUTE_NOT_FOUND"/s);
    },
  },
  { bodies: sockets },
);

for (const body of sockets) {
  test(`stopping frees the port, even if a request hangs and a WebSocket is open: ${body}`, async () => {
    const at = client(await start(body));
    await at.play(fault({ kind: "hang" }));
    const socket = await open(at.url, "/");
    const closed = once(socket, "close");
    const answer = at.send(app, "GET /me");
    await at.arrived("outcome=pending");
    await at.stop();
    assert.equal((await answer).failed, "at once");
    assert.deepEqual(await at.raw(""), { text: "", end: "ECONNREFUSED" });
    await closed;
  });
}

for (const body of everybody) {
  test(`each emulator has a world of its own: ${body}`, async () => {
    const [one, other] = [client(await start(body)), client(await start(body))];
    try {
      assert.equal(one.url === other.url, body === "npm, fetch");
      await one.play(token("mine"), [session("mine"), "GET /me", { uid: andrew }]);
      await other.play([session("mine"), "GET /me", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND"]);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });
}
