// @ts-check
/** Texts that would break out of the header that carries them. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, keys, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;
const key = text(app.authKey);

const breaking = [
  ...[
    "secret\r\nX-Evil: 1",
    "secret\nX-Evil: 1",
    "secret\rX-Evil: 1",
    "secret\u0000",
    "secret\u0085",
    "secr\u00e9t",
  ],
  ...[
    "secret\u2028",
    "secr\u{1f600}et",
    "\ud800",
    "secret\t",
    "sec\tret",
    "\u200bsecret",
    "secret\u007f",
  ],
];

at.attack("header-key", async () => {
  await at.init();
  for (const secret of breaking) {
    const given = text(secret);
    for (const call of [
      `CometChat.login(${text(alice)}, ${given})`,
      `CometChat.createUser({ uid: "dora", name: "Dora" }, ${given})`,
      `CometChat.updateUser({ uid: "dora" }, ${given})`,
    ])
      assert.equal((await at.end(call)).code, "INVALID_AUTH_KEY", call);
  }
  assert.equal(at.requests().length, 0);
});

at.attack("header-token", async () => {
  await at.init();
  for (const secret of breaking) {
    const given = text(secret);
    for (const call of [`CometChat.login(${given})`, `CometChat.loginWithAuthToken(${given})`])
      assert.equal((await at.end(call)).code, "INVALID_AUTH_TOKEN", call);
  }
  assert.equal(at.requests().length, 0);
});

at.attack("header-answered-token", async () => {
  await at.init();
  for (const secret of [...breaking, "", " ", {}, [], 5, null, true, { toString: "x" }]) {
    at.internet.play(({ method }) =>
      method === "POST" ? { json: { data: { uid: alice, authToken: secret } } } : undefined,
    );
    assert.equal((await at.end(calls.login())).code, "INVALID_RESPONSE", text(secret));
  }
  assert.deepEqual([...new Set(at.requests().map(({ method }) => method))], ["POST"]);
  assert.equal(await at.get(calls.user), null);
});

at.attack("header-answered-session", async () => {
  await at.init();
  for (const secret of breaking) {
    at.internet.play(({ method }) =>
      method === "PUT"
        ? { json: { data: { uid: alice, name: "Alice", authToken: secret } } }
        : undefined,
    );
    assert.equal((await at.end(calls.login())).code, "INVALID_RESPONSE", text(secret));
    assert.equal(await at.get(calls.user), null);
  }
});

at.attack("header-stored-ids", async () => {
  for (const stored of [
    "WEB-x\r\nX-Evil: 1",
    "x".repeat(100_000),
    "WEB-\u{1f600}",
    `WEB-${"x".repeat(300)}`,
  ]) {
    await at.page.evaluate(
      `(sessionStorage.setItem("sessionId", ${text(stored)}),
        localStorage.setItem(${text(keys.deviceId)}, ${text(text(stored))}))`,
    );
    await at.page.reload();
    await at.page.waitFor("window.ready");
    await at.init();
    assert.equal((await at.get(calls.login())).uid, alice);
    await at.get(calls.logout);
  }
  for (const { headers, body } of at.requests()) {
    assert.match(headers.resource, /^WEB-[A-Za-z0-9_-]{1,200}$/);
    assert.equal(headers["x-evil"], undefined);
    if (body.includes("deviceId"))
      assert.match(JSON.parse(body).deviceId, /^[A-Za-z0-9_-]{1,200}$/);
  }
});

at.attack("header-source", async () => {
  const hostile = ["x\r\nX-Evil: 1", "\ud800", "x".repeat(100_000)];
  await at.init();
  for (const each of hostile) {
    await at.page.evaluate(`CometChat.setSource(${text(each)}, ${text(each)}, ${text(each)})`);
    // What the server makes of such a text is its own affair.
    await at.end(calls.login());
    await at.end(calls.logout);
  }
  for (const { headers } of at.requests()) assert.equal(headers["x-evil"], undefined);
});

at.attack("header-cookies", async () => {
  at.internet.play(({ method, path }) =>
    method === "POST"
      ? {
          json: { data: { uid: alice, authToken: "alice_token_0123456789" } },
          headers: {
            "set-cookie": "track=1; SameSite=None; Secure; Path=/",
            "access-control-allow-credentials": "true",
            "access-control-allow-origin": at.origin,
          },
        }
      : { json: { data: { uid: path.includes(bob) ? bob : alice, name: "x" } } },
  );
  await at.init();
  await at.get(calls.login());
  await at.get(`CometChat.getUser(${text(bob)})`);
  await at.end(`CometChat.updateUser({ uid: ${text(bob)}, name: "x" }, ${key})`);
  for (const { headers } of at.requests()) assert.equal(headers.cookie, undefined);
});
