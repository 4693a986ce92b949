// @ts-check
/** The server's half, packed, in plain Node, against the emulator: docs/protocol.md#the-servers-half. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { app } from "../harness/index.mjs";
import { programs } from "./programs.mjs";

const { node, run, emulator, project } = programs();

const names = `{ createCometChatServer, isCometChatException, toNodeHandler, toVitePlugin }`;

/** What each program begins with: the server's half as `cometchat`. */
const begin = (/** @type {"module" | "commonjs"} */ type) => `
  ${type === "module" ? `import ${names} from "cometchat-wasm/server"` : `const ${names} = require("cometchat-wasm/server")`};
  const cometchat = createCometChatServer({
    appId: ${JSON.stringify(app.appId)},
    region: "us",
    apiKey: ${JSON.stringify(app.restApiKey)},
    emulator: ${JSON.stringify(emulator().url)},
  });
  const post = (headers) => new Request("http://shop.example/", { method: "POST", headers });`;

/**
 * @param {"module" | "commonjs"} type
 * @param {string} body of an async function; what it returns is the result
 */
const program = (type, body) => `${begin(type)}
  (async () => { ${body} })().then((result) => console.log(JSON.stringify(result ?? null)));`;

for (const type of /** @type {const} */ (["module", "commonjs"])) {
  test(`every call does what it says (${type})`, async () => {
    const result = await node(
      type,
      program(
        type,
        `const uid = "kevin-${type}";
         const created = await cometchat.createUser({ uid, name: "Kevin" }, { withAuthToken: true });
         const { name } = await cometchat.updateUser(uid, { name: "Kev" });
         const token = await cometchat.createAuthToken(uid);
         const known = await cometchat.getAuthToken(uid, token);
         const before = await cometchat.listAuthTokens(uid);
         await cometchat.revokeAuthToken(uid, token);
         const left = (await cometchat.listAuthTokens(uid)).total;
         await cometchat.revokeAllAuthTokens(uid);
         const after = await cometchat.listAuthTokens(uid);
         const page = await cometchat.listUsers({ searchKey: "kevin-${type}", perPage: 1 });
         const deactivated = await cometchat.deactivateUsers([uid, "nobody"]);
         const gone = await cometchat.getUser(uid).catch((error) => error.code);
         const reactivated = await cometchat.reactivateUsers([uid]);
         const user = await cometchat.getUser(uid);
         const done = [await cometchat.deactivateUser(uid), await cometchat.deleteUser(uid)];
         const deleted = await cometchat.reactivateUsers([uid]);
         return {
           created: [created.uid, created.authToken.startsWith(uid)],
           name,
           token: [typeof token, known.authToken === token, known.uid],
           tokens: [before.total, left, after.total, after.authTokens, before.page, before.totalPages],
           page: [page.users.map((each) => each.uid), page.total],
           deactivated, gone, reactivated, user: user.name, done, deleted,
         };`,
      ),
    );
    const uid = `kevin-${type}`;
    assert.deepEqual(result, {
      created: [uid, true],
      name: "Kev",
      token: ["string", true, uid],
      tokens: [2, 1, 0, [], 1, 1],
      page: [[uid], 1],
      deactivated: { deactivatedUids: [uid], notFound: ["nobody"] },
      gone: "ERR_UID_NOT_FOUND",
      reactivated: { reactivatedUids: [uid] },
      user: "Kev",
      done: [null, null],
      deleted: { notFound: [uid] },
    });
  });

  test(`the route gives the user's token, and creates a new user once (${type})`, async () => {
    const result = await node(
      type,
      program(
        type,
        `const { tokenRoute, listUsers } = cometchat;
         const route = tokenRoute((request) => ({ uid: "new-${type}", name: "New", avatar: "https://a.example/" }));
         const answers = await Promise.all(Array.from({ length: 10 }, () => route(post())));
         const tokens = await Promise.all(answers.map((answer) => answer.text()));
         const { users } = await listUsers({ searchKey: "new-${type}" });
         return {
           statuses: [...new Set(answers.map((answer) => answer.status))],
           headers: Object.fromEntries(answers[0].headers),
           tokens: [new Set(tokens).size, tokens.every((token) => token.startsWith("new-${type}_"))],
           users: users.map(({ uid, name, avatar }) => ({ uid, name, avatar })),
         };`,
      ),
    );
    assert.deepEqual(result, {
      statuses: [200],
      headers: {
        "cache-control": "no-store",
        "content-type": "text/plain; charset=utf-8",
        "x-content-type-options": "nosniff",
      },
      tokens: [10, true],
      users: [{ uid: `new-${type}`, name: "New", avatar: "https://a.example/" }],
    });
  });
}

test("identify gets what the framework gives its routes", async () => {
  const result = await node(
    "module",
    program(
      "module",
      `const uid = "cometchat-uid-1";
       const seen = [];
       const route = cometchat.tokenRoute((...given) => { seen.push(given); return { uid }; });
       const request = post();
       const next = [request, { params: {} }];
       const event = { request, locals: { user: uid } };
       const hono = { req: { raw: request, method: "POST", url: "/", header() {} }, get() {} };
       const h3 = { node: { req: { method: "POST", url: "/", headers: {} } } };
       const statuses = [];
       for (const given of [[request], next, [event], [hono], [{ req: request }], [h3]]) {
         const { status } = await route(...given);
         if (route.length !== 2) throw new Error("Deno gives a function without parameters nothing");
         statuses.push([status, seen.at(-1).every((value, at) => value === given[at])]);
       }
       return statuses;`,
    ),
  );
  assert.deepEqual(result, Array(6).fill([200, true]));
});

test("a call without a request is answered, and told to the developer", async () => {
  const { result } = await run(
    "module",
    program(
      "module",
      `const heard = [];
       const route = cometchat.tokenRoute(() => null, { onError: (error) => heard.push(error.code) });
       const statuses = [];
       for (const given of [undefined, null, {}, 7, "POST"]) statuses.push((await route(given)).status);
       return { heard, statuses };`,
    ),
  );
  assert.deepEqual(result, {
    heard: Array(5).fill("INVALID_OPTIONS"),
    statuses: Array(5).fill(500),
  });
});

test("what identify throws is the cause of what onError hears, whatever that throws itself", async () => {
  const { result, warned } = await run(
    "module",
    program(
      "module",
      `const thrown = new Error("no session store");
       const heard = [];
       const route = cometchat.tokenRoute(
         async () => { throw thrown; },
         { onError: (error) => { heard.push([error.code, error.cause === thrown]); throw new Error("mine"); } },
       );
       const answer = await route(post());
       return { heard, status: answer.status, body: await answer.text() };`,
    ),
  );
  assert.deepEqual(result, {
    heard: [["IDENTITY_UNAVAILABLE", true]],
    status: 500,
    body: "The server could not tell who is logged in.",
  });
  assert.match(warned.join("\n"), /Error: mine/);
});

test("Node's own server serves the route, and reads no body", async () => {
  const result = await node(
    "module",
    `import { createServer, request } from "node:http";
     ${program(
       "module",
       `const token = cometchat.tokenRoute((request) => request.headers.cookie && { uid: "cometchat-uid-2" });
        const server = createServer(toNodeHandler(token));
        await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
        const url = "http://127.0.0.1:" + server.address().port;
        const ask = async (options) => {
          const answer = await fetch(url, { method: "POST", ...options });
          return [answer.status, (await answer.text()).slice(0, 16), answer.headers.get("cache-control")];
        };
        const answers = [
          await ask({ headers: { cookie: "session=1" } }),
          await ask({}),
          await ask({ method: "GET" }),
          await ask({ headers: { cookie: "session=1", "sec-fetch-site": "cross-site" } }),
          await ask({ headers: { cookie: "session=1" }, body: "{}" }),
        ];
        // A body without an end: the answer comes, and the connection is over.
        const endless = await new Promise((resolve, reject) => {
          const sending = request(url, { method: "POST", headers: { cookie: "session=1" } });
          sending.on("response", (answer) => {
            answer.resume();
            resolve([answer.statusCode, answer.headers.connection]);
            sending.destroy();
          });
          sending.on("error", () => {});
          sending.write("x".repeat(100_000));
        });
        server.close();
        server.closeAllConnections();
        return { answers, endless };`,
     )}`,
  );
  assert.deepEqual(result, {
    answers: [
      [200, "cometchat-uid-2_", "no-store"],
      [401, "Nobody is logged", "no-store"],
      [405, "This route takes", "no-store"],
      [403, "This route is no", "no-store"],
      [200, "cometchat-uid-2_", "no-store"],
    ],
    endless: [200, "close"],
  });
});

test("a call that is cancelled by its signal rejects at once", async () => {
  await emulator().fault({ route: "POST /users/*/auth_tokens", fault: { kind: "hang" } });
  const result = await node(
    "module",
    program(
      "module",
      `const controller = new AbortController();
       const call = cometchat.createAuthToken("cometchat-uid-1", { signal: controller.signal });
       setTimeout(() => controller.abort(), 50);
       return call.catch((error) => [error.code, isCometChatException(error, "REQUEST_CANCELLED")]);`,
    ),
  );
  assert.deepEqual(result, ["REQUEST_CANCELLED", true]);
});

test("nothing shows the key: not the object, not an error, not what a tool prints", async () => {
  const { result, said, warned } = await run(
    "module",
    `import { inspect, format } from "node:util";
     ${program(
       "module",
       `const deep = { depth: 20, showHidden: true, getters: true };
        const errors = await Promise.all([
          cometchat.getUser("nobody"),
          cometchat.createAuthToken(""),
          createCometChatServer({ appId: "a", apiKey: ${JSON.stringify(app.restApiKey)}, emulator: "http://127.0.0.1:1" }).getUser("a"),
          createCometChatServer({ appId: "other", apiKey: ${JSON.stringify(app.restApiKey)}, emulator: ${JSON.stringify(emulator().url)} }).getUser("a"),
        ].map((call) => call.catch((error) => error)));
        const route = cometchat.tokenRoute(() => ({ uid: ".." }));
        await route(post());
        const shown = [cometchat, route, ...errors].flatMap((it) => [
          inspect(it, deep), JSON.stringify(it), format("%o %O %s %j", it, it, it, it), String(it), it.stack,
        ]);
        console.dir(cometchat, deep);
        return { codes: errors.map((error) => error.code), shown: shown.join("") };`,
     )}`,
  );
  assert.deepEqual(result.codes, [
    "ERR_UID_NOT_FOUND",
    "MISSING_PARAMETERS",
    "FAILED_TO_FETCH",
    result.codes[3],
  ]);
  const all = [result.shown, ...said, ...warned].join("\n");
  assert.ok(all.length > 1_000);
  assert.ok(!all.includes(app.restApiKey));
});

test("the quick start's lines are a route", async () => {
  const guide = await readFile(new URL("../../docs/quick-start.md", import.meta.url), "utf8");
  const [, block] = /```mjs\n(.*?)```/s.exec(guide) ?? [];
  assert.ok(block);
  const { result, warned } = await run(
    "module",
    `${block}
     const answer = await POST(new Request("https://shop.example/api", { method: "POST" }));
     console.log(JSON.stringify([answer.status, await answer.text()]));`,
  );
  assert.deepEqual(result, [500, "The server is not set up."]);
  assert.match(warned.join("\n"), /AppID cannot be empty/);
});

test("a bundler that pulls it into a page gets no WebAssembly, and the page a sentence", async () => {
  const source = `import { createCometChatServer } from "cometchat-wasm/server";
    globalThis.shown = (() => {
      try { createCometChatServer({ apiKey: "key-of-the-app" }); } catch (error) { return error.code; }
    })();`;
  for (const conditions of [[], ["production"], ["module", "import"]]) {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: project().folder },
      ...{ bundle: true, minify: true, write: false, platform: "browser", conditions },
    });
    const [bundle] = outputFiles;
    assert.ok(bundle && bundle.contents.length < 4_000, "without the server's half");
    assert.doesNotMatch(bundle.text, /apikey|WebAssembly|auth_tokens/);
    const page = { Symbol, Error, Object, Number, Function };
    runInNewContext(bundle.text, Object.assign(page, { globalThis: page }));
    assert.equal(/** @type {any} */ (page).shown, "SERVER_ONLY");
  }
});

test("a browser gets a sentence instead", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...["--conditions=browser", "--input-type=module", "--eval"],
      `import { createCometChatServer, isCometChatException } from "cometchat-wasm/server";
       try { createCometChatServer({}); } catch (error) {
         console.log(isCometChatException(error, "SERVER_ONLY"), error.message);
       }`,
    ],
    { cwd: project().folder },
  );
  assert.match(stdout, /^true cometchat-wasm\/server is for servers: a browser must never have/);
  // A bundler that knows no such condition.
  const { result } = await run(
    "module",
    `delete process.versions; Object.defineProperty(globalThis, "process", { value: undefined });
     globalThis.document = {};
     const { createCometChatServer } = await import("cometchat-wasm/server");
     try { createCometChatServer({}); } catch (error) { console.log(JSON.stringify(error.code)); }`,
  );
  assert.equal(result, "SERVER_ONLY");
});
