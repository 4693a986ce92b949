// @ts-check
/** A server, or somebody in between, that answers what no honest server would. */
import assert from "node:assert/strict";
import { alice, bob, calls, hurry, keys, own, scene, text } from "./scene.mjs";

const at = scene();

/** Every call that makes a request; in this order they need a session only where there is one. */
const asking = [
  calls.login,
  "CometChat.getUser(bob)",
  `CometChat.updateUser({ uid: bob, name: "Bob" }, key)`,
  `CometChat.createUser({ uid: "dora", name: "Dora" }, key)`,
  `CometChat.updateCurrentUserDetails({ statusMessage: "hello" })`,
  calls.logout,
  // A long result stays in the page.
].map((call) => `(${call}).then(() => 1)`);

/** Every call ends, each with a session of its own, and none brings the SDK down. */
async function everyCallEnds() {
  const each = asking.map(async (call) => {
    const authToken = at.guard(await at.emulator.addToken(alice));
    const record = text(text({ uid: alice, name: "A", authToken }));
    const store = `Promise.resolve(localStorage.setItem(${text(keys.user)}, ${record}))`;
    return [store, calls.init, call];
  });
  await at.ends((await Promise.all(each)).flat());
}

/** The server is itself again. */
async function assertRecovers() {
  at.internet.play(() => undefined);
  await at.run("localStorage.clear()");
  await at.login();
  await at.logout();
}

/**
 * Makes every call while the server answers this; nothing may throw or hang, or bring the SDK down.
 *
 * @param {import("./internet.mjs").Part} part
 */
async function everyCall(part) {
  at.internet.play(() => part);
  await everyCallEnds();
  await assertRecovers();
}

at.attack("answer-proto", async () => {
  const odd = `"__proto__":{"polluted":1,"uid":"mallory"},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,"toString":1,"toJSON":1,"then":1,"valueOf":null`;
  await everyCall({
    body: `{"data":{"uid":${text(alice)},"name":"A","authToken":"alice_token_0123456789",${odd},"metadata":{${odd}},"settings":{${odd}}}}`,
  });
  await everyCall({
    body: `{"error":{"code":"ERR_BAD_REQUEST","message":"no",${odd},"details":{${odd}}}}`,
    status: 400,
  });
  await everyCall({
    body: `{"__proto__":{"data":{"uid":"mallory","authToken":"mallory_token_0123"}}}`,
  });
  assert.equal(await at.run(`"polluted" in {} || "polluted" in CometChat`), false);
  assert.equal(await at.run(`"mallory" === new CometChat.User("x").uid`), false);
});

at.attack("answer-full-user", async () => {
  await at.storeSession();
  await at.init();
  at.internet.play(() => ({
    body: `{"data":{"uid":${text(bob)},"__proto__":{"polluted":1},"getUid":"mallory","constructor":1,"then":2,"createdAt":3}}`,
  }));
  const seen = await at.get(`CometChat.getUser(bob).then((user) => [
    user instanceof CometChat.User, user.getUid(), user.polluted, "polluted" in {}, user.createdAt,
  ])`);
  assert.deepEqual(seen, [true, bob, null, false, 3]);
});

const deep = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
const deepError = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;

for (const [id, body, status] of /** @type {[string, string, number?][]} */ ([
  ["answer-deep", `{"data":{"uid":"${alice}","metadata":${deep}}}`],
  ["answer-deep-error", `{"error":{"code":"X","details":${deepError}}}`],
  ["answer-backslashes", text({ error: { code: "ERR_ODD", message: "\\".repeat(300_000) } }), 400],
  [
    "answer-long-token",
    text({ data: { uid: alice, authToken: "a".repeat(30_000), name: "a".repeat(800_000) } }),
  ],
  ["answer-huge", `{"data":{"uid":"${alice}","name":"${"x".repeat(30_000_000)}"}}`],
]))
  at.attack(id, () => everyCall({ body, status }));

at.attack("answer-endless", async () => {
  const part = Buffer.alloc(64 * 1024, "x");
  const whole = 96_000_000;
  let sent = 0;
  /** @param {import("node:http").ServerResponse} response */
  const write = (response) => {
    while (!response.destroyed && sent < whole) {
      sent += part.length;
      if (!response.write(part)) {
        response.once("drain", () => write(response));
        return;
      }
    }
    response.end();
  };
  await at.init();
  for (const call of [calls.login, calls.getUser, calls.logout]) {
    await at.storeSession();
    sent = 0;
    at.internet.play(() => ({ write }));
    await at.end(`(${call}).then(() => 1)`);
    // Engines and sockets read ahead.
    assert.ok(sent < whole / 4, `${call}: ${sent} bytes`);
  }
  await assertRecovers();
});

at.attack("answer-odd", async () => {
  const bodies = `null 5 [] "text" {} { {"data":null} {"data":5} {"data":[]} {"data":"x"}
    {"error":null} {"error":5} {"error":{}} {"error":{"code":{}}} {"error":{"code":[]}}
    {"error":{"code":5,"message":{}}} {"data":{"uid":5}} {"data":{"uid":{}}}
    {"data":{"uid":"","authToken":""}} {"data":{"uid":null,"name":[]}}`.split(/\s+/);
  for (const body of ["", " ", "\ufeff{}", ...bodies]) await everyCall({ body });
});

at.attack("answer-statuses", async () => {
  const statuses = [201, 204, 205, 206, 226, 304, 400, 401, 403, 404, 407, 410, 418, 451, 500, 599];
  for (const status of statuses)
    await everyCall({ status, body: [204, 205, 304].includes(status) ? "" : "{}" });
});

at.attack("answer-retry-after", { prelude: hurry }, async () => {
  const numbers = "99999999 -1 NaN Infinity 1e308 0x10 []".split(" ");
  for (const after of ["", "Fri, 31 Dec 1999 23:59:59 GMT", ...numbers]) {
    at.internet.seen.length = 0;
    at.internet.play(() => ({ status: 429, body: "{}", headers: { "retry-after": after } }));
    await at.init();
    assert.ok((await at.end(calls.login)).code);
    assert.ok(at.requests().length <= 3, `${at.requests().length} requests`);
  }
});

at.attack("redirects", { prelude: hurry }, async () => {
  const hosts = [
    "https://evil.example",
    "http://evil.example",
    `http://${own.client}`,
    "https://attackerapp.apiclient-eu.cometchat.io",
  ];
  for (const status of [301, 302, 303, 307, 308])
    for (const host of hosts.slice(0, status === 307 ? 4 : 1)) {
      at.internet.seen.length = 0;
      at.internet.play(({ host: asked, scheme, path }) =>
        asked === own.admin || (asked === own.client && scheme === "https")
          ? { status, body: "", headers: { location: host + path } }
          : undefined,
      );
      await everyCallEnds();
      at.askedOnlyOwn();
    }
});

at.attack("redirect-to-page", { prelude: hurry }, async () => {
  const location = `${at.origin}/caught`;
  at.internet.play(() => ({ status: 307, body: "", headers: { location } }));
  await everyCallEnds();
  assert.deepEqual(
    at.told.filter(({ url }) => url.includes("caught")),
    [],
  );
});

at.attack("answer-stalls", async () => {
  await at.get(calls.impatient);
  at.internet.play(() => "hang");
  await at.rejects(calls.login, "REQUEST_TIMEOUT");
  at.internet.play(() => undefined);
  await at.init();
  await at.login();
  await at.get(calls.impatient);
  at.internet.play(() => "hang");
  await at.end("CometChat.getUser(bob)");
  assert.equal((await at.logout()).revoked, false);
  assert.equal(await at.user(), null);
});

at.attack("answer-other-user", async () => {
  await at.init();
  await at.login();
  at.internet.play(({ method }) =>
    method === "PUT" ? { json: { data: { uid: bob, name: "Bob" } } } : undefined,
  );
  await at.end(calls.update);
  assert.equal(await at.user(), alice, "an update made another user of the session's");
});

/**
 * Puts a service worker between page and network.
 *
 * @param {string} how it answers
 */
const putWorker = (how) =>
  at.run(`await (async () => {
    const registration = await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
    registration.active.postMessage(${text(how)});
  })()`);

at.attack("service-worker", { reports: true }, async () => {
  await at.get(calls.impatient);
  for (const how of ["hang", "error", "redirect", "html", "nothing", "throws"]) {
    await putWorker(how);
    const { code } = await at.end(calls.login);
    const codes = ["FAILED_TO_FETCH", "REQUEST_TIMEOUT", "INVALID_RESPONSE"];
    assert.ok(codes.includes(String(code)), `${how}: ${code}`);
    assert.equal(await at.user(), null);
  }
  await putWorker("pass");
  await at.init();
  await at.login();
});
