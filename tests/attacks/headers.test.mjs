// @ts-check
/** Texts that would break out of the header that carries them. */
import assert from "node:assert/strict";
import { alice, bob, calls, keys, scene, text, words } from "./scene.mjs";

const at = scene();

const breaking = words`
  secret\r\nX-Evil:\u00201 secret\nX-Evil:\u00201 secret\rX-Evil:\u00201 secret\u0000 secret\u0085
  secr\u00e9t secret\u2028 secr\ud83d\ude00et \ud800 secret\t sec\tret \u200bsecret secret\u007f`;

for (const [id, code, calls] of /** @type {[string, string, string[]][]} */ ([
  [
    "header-key",
    "INVALID_AUTH_KEY",
    [
      "CometChat.login(alice, HERE)",
      `CometChat.createUser({ uid: "dora", name: "Dora" }, HERE)`,
      `CometChat.updateUser({ uid: "dora" }, HERE)`,
    ],
  ],
  [
    "header-token",
    "INVALID_AUTH_TOKEN",
    ["CometChat.login(HERE)", "CometChat.loginWithAuthToken(HERE)"],
  ],
]))
  at.attack(id, async () => {
    await at.init();
    for (const secret of breaking)
      for (const call of calls) await at.rejects(call.replace("HERE", text(secret)), code);
    assert.equal(at.requests().length, 0);
  });

/** The server answers one kind of request with this. @type {(asked: string, data: object) => void} */
const answering = (asked, data) =>
  at.internet.play(({ method }) => (method === asked ? { json: { data } } : undefined));

at.attack("header-answered-token", async () => {
  await at.init();
  for (const authToken of [...breaking, "", " ", {}, [], 5, null, true, { toString: "x" }]) {
    answering("POST", { uid: alice, authToken });
    await at.rejects(calls.login, "INVALID_RESPONSE");
  }
  assert.deepEqual([...new Set(at.requests().map(({ method }) => method))], ["POST"]);
  assert.equal(await at.user(), null);
});

at.attack("header-answered-session", async () => {
  await at.init();
  for (const authToken of breaking) {
    answering("PUT", { uid: alice, name: "Alice", authToken });
    await at.rejects(calls.login, "INVALID_RESPONSE");
    assert.equal(await at.user(), null);
  }
});

at.attack("header-stored-ids", async () => {
  const ids = words`WEB-x\r\nX-Evil:\u00201 WEB-\ud83d\ude00`;
  for (const stored of [...ids, "x".repeat(100_000), `WEB-${"x".repeat(300)}`]) {
    await at.run(`sessionStorage.setItem("sessionId", ${text(stored)})`);
    await at.store(text(stored), keys.deviceId);
    await at.reload();
    await at.init();
    await at.login();
    await at.logout();
  }
  for (const { headers, body } of at.requests()) {
    assert.match(headers.resource, /^WEB-[A-Za-z0-9_-]{1,200}$/);
    assert.equal(headers["x-evil"], undefined);
    if (body.includes("deviceId"))
      assert.match(JSON.parse(body).deviceId, /^[A-Za-z0-9_-]{1,200}$/);
  }
});

at.attack("header-source", async () => {
  await at.init();
  for (const each of ["x\r\nX-Evil: 1", "\ud800", "x".repeat(100_000)]) {
    await at.run(`CometChat.setSource(${text(each)}, ${text(each)}, ${text(each)})`);
    // What the server makes of such a text is its own affair.
    await at.end(calls.login);
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
  await at.login();
  await at.get("CometChat.getUser(bob)");
  await at.end(`CometChat.updateUser({ uid: bob, name: "x" }, key)`);
  for (const { headers } of at.requests()) assert.equal(headers.cookie, undefined);
});
