// @ts-check
/**
 * The server's half, packed, in Node, when the network fails: docs/protocol.md#how-they-end. What the server may answer
 * is in tests/core/server/outcomes.rs.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { app } from "../harness/index.mjs";
import { freePort } from "../harness/ports.mjs";
import { programs } from "./programs.mjs";

const { node, emulator, project } = programs();

/** @param {object} [options] */
async function server(options) {
  const file = path.join(project().folder, "node_modules/cometchat-wasm/server.js");
  const { createCometChatServer } = await import(pathToFileURL(file).href);
  return createCometChatServer({
    appId: app.appId,
    apiKey: app.restApiKey,
    emulator: emulator().url,
    requestTimeout: 1_000,
    ...options,
  });
}

/**
 * What goes wrong each time, and how often what only reads is asked. That every call ends so: tests/core/server.
 *
 * @type {[string, { kind: string } & Record<string, unknown>, string, number][]}
 */
const faults = [
  [
    "a captive portal's redirect",
    { kind: "status", status: 302, headers: { location: "http://127.0.0.1:9/" } },
    "FAILED_TO_FETCH",
    1,
  ],
  ["a connection that breaks", { kind: "drop", reset: true }, "FAILED_TO_FETCH", 3],
  ["an answer that is cut", { kind: "truncate" }, "FAILED_TO_FETCH", 3],
  ["a silent server", { kind: "hang" }, "REQUEST_TIMEOUT", 1],
  ["a body that stalls", { kind: "stall" }, "REQUEST_TIMEOUT", 1],
];

for (const [name, fault, code, asked] of faults) {
  test(`a call ends, and what may have been done is not asked again: ${name}`, async () => {
    await emulator().reset();
    await emulator().fault({ times: null, fault });
    const cometchat = await server();
    await Promise.all([
      assert.rejects(cometchat.createAuthToken("cometchat-uid-2"), { code }),
      assert.rejects(cometchat.getUser("cometchat-uid-2"), { code }),
    ]);
    assert.equal((await emulator().requests({ route: "POST *" })).length, 1);
    assert.equal((await emulator().requests({ route: "GET *" })).length, asked);
  });
}

test("a server that is not there ends a call", async () => {
  const nobody = await server({ emulator: `http://127.0.0.1:${await freePort()}` });
  await assert.rejects(nobody.getUser("cometchat-uid-2"), { code: "FAILED_TO_FETCH" });
});

test("a thousand requests at once, with faults: each ends, each new user is there once, and the process ends by itself", async () => {
  await emulator().reset();
  for (const [kind, times] of /** @type {const} */ ([
    ["drop", 40],
    ["not-json", 40],
    ["hang", 20],
    ["truncate", 40],
  ])) {
    await emulator().fault({ skip: 30, times, fault: { kind } });
  }
  await emulator().fault({
    skip: 200,
    times: 150,
    fault: { kind: "error", code: "ERR_TOO_MANY_REQUESTS" },
  });
  const result = await node(
    "module",
    `import { createCometChatServer } from "cometchat-wasm/server";
     const [appId, apiKey, emulator] = ${JSON.stringify([app.appId, app.restApiKey, emulator().url])};
     const cometchat = createCometChatServer({ appId, apiKey, emulator, requestTimeout: 5_000 });
     // A hundred new users, each of whom asks ten times.
     const route = cometchat.tokenRoute((request) => ({ uid: request.headers.get("x-user"), name: "New" }), {
       onError() {},
     });
     const ask = async (_, at) => {
       const uid = "new-" + (at % 100);
       const answer = await route(new Request("http://shop.example/", { method: "POST", headers: { "x-user": uid } }));
       const body = await answer.text();
       return answer.status === 200 ? (body.startsWith(uid + "_") ? uid : "another's token") : answer.status;
     };
     const ended = await Promise.all(Array.from({ length: 1_000 }, ask));
     const served = ended.filter((it) => \`\${it}\`.startsWith("new-"));
     console.log(JSON.stringify({
       tokens: served.length,
       served: [...new Set(served)],
       refused: ended.filter((it) => [502, 503, 504].includes(it)).length,
       handles: process.getActiveResourcesInfo().filter((it) => it === "Timeout").length,
     }));`,
  );
  const { users } = await emulator().state();
  assert.equal(result.tokens + result.refused, 1_000);
  // How many of each depends on how busy the machine is.
  assert.ok(result.tokens > 0 && result.refused > 0, JSON.stringify(result));
  const known = new Set(users.map((/** @type {any} */ each) => each.uid));
  assert.deepEqual(
    result.served.filter((/** @type {string} */ uid) => !known.has(uid)),
    [],
    "who has a token is a user",
  );
  const created = (await emulator().requests()).filter(
    ({ route, status }) => route === "POST /users" && status === 200,
  );
  const made = created.map(({ body }) => body.uid);
  assert.equal(made.length, new Set(made).size, "each new user is created once");
});
