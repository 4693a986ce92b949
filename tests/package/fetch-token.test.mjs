// @ts-check
/** `fetchToken`, packed, against a route of `cometchat-wasm/server` and against what is none. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { app } from "../harness/index.mjs";
import { programs } from "./programs.mjs";

const { node, run, emulator } = programs();

/** What the next request is answered with: status, headers, body. @type {[number, object, string]} */
let next = [200, {}, ""];
/** @type {{ method?: string, headers: object }[]} */
const asked = [];
const server = createServer((request, response) => {
  asked.push({ method: request.method, headers: request.headers });
  const [status, headers, body] = request.url === "/" ? next : [200, {}, "<title>Log in</title>"];
  response.writeHead(status, /** @type {any} */ (headers)).end(body);
});
let url = "";
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address?.port}/`;
});
after(() => server.close());

/** Gets a token by itself, in a program of its own. */
const fetched = (/** @type {string} */ options) =>
  node(
    "module",
    `import { fetchToken } from "cometchat-wasm";
     const get = fetchToken(${JSON.stringify(url)}, ${options});
     const signal = AbortSignal.timeout(10_000);
     console.log(JSON.stringify(await get({ signal }).catch((error) => [error.message])));`,
  );

test("the token is what the route answers, without blanks around it", async () => {
  next = [200, {}, " alice_token\n"];
  assert.equal(await fetched(`{ headers: { authorization: "Bearer me" } }`), "alice_token");
  const { method, headers } = asked.at(-1) ?? { headers: {} };
  assert.equal(method, "POST");
  assert.equal(/** @type {any} */ (headers).authorization, "Bearer me");
});

test("what came instead of a token is told, and quoted only if it is a sentence", async () => {
  /** @type {[[number, object, string], string][]} */
  const cases = [
    [[401, {}, "Nobody is logged in."], "answered 401: Nobody is logged in."],
    [[502, {}, "x".repeat(300)], "answered 502: text that is no token."],
    [[404, {}, "<!doctype html><p>Not found"], "answered 404: a page, not a token."],
    [[200, {}, "<!doctype html><p>app"], "answered 200: a page, not a token."],
    [[200, {}, `{"authToken":"secret"}`], "answered 200: JSON, not a token as text."],
    [[200, {}, `"secret"`], "answered 200: JSON, not a token as text."],
    [[200, {}, ""], "answered 200: nothing, where a token should be."],
    [[200, {}, "a token with blanks"], "answered 200: text that is no token."],
  ];
  for (const [answer, message] of cases) {
    next = answer;
    assert.deepEqual(await fetched("undefined"), [`POST ${url} ${message}`]);
  }
  next = [303, { location: "/login?secret=1" }, ""];
  const redirected = `POST ${url}, redirected to ${url}login, answered 200: a page, not a token.`;
  assert.deepEqual(await fetched("undefined"), [redirected]);
});

test("a page's three lines and a server's three lines log a user in", async () => {
  // The client tells the developer of the emulator.
  const { result } = await run(
    "module",
    `import { createServer } from "node:http";
     import { createCometChat, fetchToken } from "cometchat-wasm";
     import { createCometChatServer, toNodeHandler } from "cometchat-wasm/server";
     const [appId, apiKey, emulator] = ${JSON.stringify([app.appId, app.restApiKey, emulator().url])};
     const cometchat = createCometChatServer({ appId, region: "us", apiKey, emulator });
     const route = cometchat.tokenRoute(() => ({ uid: "wanda", name: "Wanda" }));
     const server = createServer(toNodeHandler(route));
     await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
     const url = "http://127.0.0.1:" + server.address().port + "/";
     const client = createCometChat();
     client.useEmulator(emulator);
     await client.init(appId, { region: "us" });
     const user = await client.ensureLoggedIn({ uid: "wanda", authToken: fetchToken(url) });
     await cometchat.revokeAllAuthTokens("wanda");
     const again = await client.checkSession();
     const nobody = createCometChatServer({ appId, apiKey, emulator }).tokenRoute(() => null);
     server.removeAllListeners("request").on("request", toNodeHandler(nobody));
     await cometchat.revokeAllAuthTokens("wanda");
     const over = await client.checkSession();
     const refused = await client.ensureLoggedIn({ uid: "wanda", authToken: fetchToken(url) })
       .catch((error) => [error.code, error.cause.message.replace(url, "URL")]);
     client.dispose();
     server.close();
     server.closeAllConnections();
     console.log(JSON.stringify([user.name, again.name, over, refused]));`,
  );
  const message = "POST URL answered 401: Nobody is logged in.";
  assert.deepEqual(result, ["Wanda", "Wanda", null, ["AUTH_TOKEN_UNAVAILABLE", message]]);
});
