// @ts-check
/** Keys and tokens that come back: in errors, in causes, in answers, in any spelling. */
import assert from "node:assert/strict";
import { alice, app, calls, hurry, keys, scene, text } from "./scene.mjs";
import { spellings } from "./spellings.mjs";

const at = scene();

/** With all that encodings change. */
const authKey = "Sk+/=&<q>'~ z9_0123456789ABCDEF";
const authToken = "t_1700000000+/=&<q>'~ e5a7b3c9";

/** A session by that token. */
async function session() {
  await at.store({ uid: alice, name: "A", authToken });
  await at.init();
}

const loginByToken = `CometChat.login(${text(authToken)})`;

/** Every call that carries a key or a token. */
const carrying = [
  ...[
    `CometChat.login(bob, ${text(authKey)})`,
    `CometChat.createUser({ uid: "dora", name: "Dora" }, ${text(authKey)})`,
    `CometChat.updateUser({ uid: "dora" }, ${text(authKey)})`,
  ].map((call) => ({ secret: authKey, call })),
  ...[
    loginByToken,
    "CometChat.getUser(bob)",
    "CometChat.updateCurrentUserDetails({ name: 'x' })",
    calls.logout,
  ].map((call) => ({ secret: authToken, call })),
];

/** Whether a text that was read of an ending has this in it. @type {(told: string, secret: string) => boolean} */
const shows = (told, secret) => told.includes(text(secret).slice(1, -1));

/**
 * Nothing that can be read of how each call ends has the secret in it, in the spelling in which the server says it.
 *
 * @param {(spelled: string) => import("./internet.mjs").Reply} answer
 * @param {(secret: string) => string} [spell]
 * @param {string} [name] of the spelling
 */
async function assertHidden(answer, spell = (secret) => secret, name = "") {
  for (const { secret, call } of carrying) {
    // A login by the session's own token would send nothing.
    await (call === loginByToken ? at.init() : session());
    at.internet.play(() => answer(spell(secret)));
    const told = text(await at.end(call)) + text(await at.run("events.splice(0)"));
    assert.ok(!shows(told, spell(secret)), `${call}, ${name}: ${told}`);
    await at.run("localStorage.clear()");
  }
}

/** @param {number} status @param {object} error @returns {import("./internet.mjs").Reply} */
const refusal = (status, error) => ({ status, json: { error } });

for (const [id, named] of Object.entries(spellings))
  at.attack(id, async () => {
    for (const [name, spell] of Object.entries(named))
      await assertHidden(
        (spelled) =>
          refusal(400, {
            code: "ERR_BAD_REQUEST",
            message: `The key ${spelled} is wrong.`,
            details: { why: [`${spelled}!`], nested: { deep: [[spelled]] } },
          }),
        spell,
        name,
      );
  });

at.attack("echo-everywhere", async () => {
  await assertHidden((secret) =>
    refusal(403, {
      code: `ERR_${secret}`,
      message: { said: secret },
      details: { [secret]: [secret], list: [{ [`x${secret}`]: secret }] },
    }),
  );
});

at.attack("short-secrets", async () => {
  await at.init();
  for (const secret of ["E", "_", "R", "UID", "ERR_", "a", "2"])
    for (const code of [
      ...["AUTH_ERR_APIKEY_NOT_FOUND", "ERROR_UID_WITH_SPACE", "ERR_2FA", "PLAN_2_ENDED"],
    ]) {
      at.internet.play(() => refusal(404, { code, message: "no" }));
      await at.rejects(`CometChat.login("nobody", ${text(secret)})`, code);
      await at.rejects(`CometChat.login(${text(secret)})`, code);
    }
});

at.attack("echo-of-made-token", async () => {
  await at.init();
  const made = at.guard("cometchat-uid-1_1700000001fedcba98");
  at.internet.play(({ method, path }) => {
    if (method === "POST") return { json: { data: { uid: alice, authToken: made } } };
    return method === "PUT" && path.endsWith("/me")
      ? refusal(401, { code: "ERR_BAD_REQUEST", message: `The auth token ${made} is not good.` })
      : { json: { data: { success: true, message: `${made} is gone` } } };
  });
  const ending = await at.end(calls.login);
  assert.equal(ending.code, "ERR_BAD_REQUEST");
  assert.doesNotMatch(text(ending) + text(await at.run("events")), /fedcba98/);
});

at.attack("echo-in-logout", async () => {
  for (const [name, spell] of Object.values(spellings).flatMap(Object.entries)) {
    const spelled = spell(authToken);
    const data = { success: true, message: `Ended ${spelled}.`, more: { [spelled]: spelled } };
    await session();
    at.internet.play(() => ({ json: { data } }));
    assert.ok(!shows(text(await at.logout()), spelled), name);
  }
});

const joined = "Object.values(headers).join()";

/** What a wrapper of `fetch` may reject with; it has the headers in `headers`. */
const causes = {
  "a message": "new Error('could not send ' + JSON.stringify(headers))",
  "its fields":
    "Object.assign(new Error('no'), { config: { headers }, request: { headers: new Headers(headers) } })",
  "its cause": `new Error('no', { cause: new Error(${joined}) })`,
  "its stack": `Object.assign(new Error('no'), { stack: ${joined} })`,
  "an object": "({ headers, url: '/' })",
  "a text": joined,
  "an answer": `new Response(${joined}, { headers: { 'x-sent': encodeURIComponent(${joined}) } })`,
  "several errors": `new AggregateError([new Error(${joined})], ${joined})`,
  "a hidden field":
    "Object.defineProperty(new Error('no'), 'sent', { value: Object.values(headers), enumerable: false })",
  "a symbol": "Object.assign(new Error('no'), { [Symbol('sent')]: headers })",
  "its name": `Object.assign(new Error('no'), { name: ${joined} })`,
  "a getter": `Object.defineProperty(new Error('no'), 'message', { get: () => ${joined} })`,
  "its prototype": "new (class extends Error { get sent() { return headers; } })('no')",
};

at.attack("cause-of-wrapped-fetch", { prelude: hurry }, async () => {
  for (const [name, cause] of Object.entries(causes)) {
    await at.run(`void (window.fetch = async (url, init) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      throw ${cause};
    })`);
    for (const { secret, call } of carrying) {
      if (call === calls.logout) continue;
      await (call === loginByToken ? at.init() : session());
      const told = text(await at.run(`await endOf(() => (${call}))`));
      assert.ok(!shows(told, secret) && !told.includes(encodeURIComponent(secret)), name);
      await at.run("localStorage.clear()");
    }
  }
});

at.attack("leftovers-in-page", async () => {
  await at.init();
  const token = at.guard(await at.emulator.addToken(alice));
  await at.get(`CometChat.login(${text(token)})`);
  await at.get(calls.getUser);
  const known = await at.run(`(() => {
    const { ${text(keys.user)}: user, ...rest } = { ...localStorage };
    return JSON.stringify([
      rest, { ...sessionStorage }, document.cookie, location.href, history.state,
      performance.getEntries().map(({ name }) => name), Object.keys(window), document.documentElement.outerHTML,
    ]);
  })()`);
  assert.ok(!known.includes(token), "a token is elsewhere than in the user's record");
  assert.ok(!known.includes(app.authKey));
  await at.logout();
  const left = await at.run("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  assert.ok(!left.includes(token), "a token is left after the logout");
});

at.attack("last-match", async () => {
  const token = at.guard(await at.emulator.addToken(alice));
  await at.init();
  for (const call of [
    calls.login,
    `CometChat.login("nobody", key)`,
    `CometChat.createUser({ uid: "dora", name: "Dora" }, key)`,
    `CometChat.ensureLoggedIn({ uid: bob, authToken: ${text(token)} })`,
    `CometChatCalls.login(${text(`${token} x`)})`,
    `CometChat.login(${text(token)})`,
    calls.token,
    calls.logout,
  ]) {
    const left = await at.run(`await (async () => {
      const look = () =>
        Object.getOwnPropertyNames(RegExp).map((name) => String(RegExp[name])).join(" ");
      /x/.test("x");
      const promise = Promise.resolve(${call});
      const atOnce = look();
      await promise.catch(() => {});
      return atOnce + look();
    })()`);
    assert.ok(!left.includes(app.authKey) && !left.includes(token), call);
  }
});

at.attack("key-stored", async () => {
  await at.init();
  await at.login();
  await at.end(`CometChat.createUser({ uid: "dora", name: "Dora" }, key).then(() => 1)`);
  const stored = await at.run(`(async () => {
    const databases = await indexedDB.databases?.() ?? [];
    const caches = await globalThis.caches?.keys() ?? [];
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, caches]);
  })()`);
  assert.ok(!stored.includes(app.authKey));
});
