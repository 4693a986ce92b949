// @ts-check
/** Keys and tokens that come back: in errors, in causes, in answers, in any spelling. */
import assert from "node:assert/strict";
import { hurry } from "./page.mjs";
import { alice, app, bob, calls, keys, scene } from "./scene.mjs";
import { spellings } from "./spellings.mjs";

const at = scene();

const text = JSON.stringify;

/** With all that encodings change. */
const authKey = "Sk+/=&<q>'~ z9_0123456789ABCDEF";
const authToken = "t_1700000000+/=&<q>'~ e5a7b3c9";

/** A session by that token. */
async function session() {
  await at.page.evaluate(
    `localStorage.setItem(${text(keys.user)}, ${text(text({ uid: alice, name: "A", authToken }))})`,
  );
  await at.init();
}

/** Every call that carries a key or a token. */
const carrying = [
  { secret: authKey, call: `CometChat.login(${text(bob)}, ${text(authKey)})` },
  {
    secret: authKey,
    call: `CometChat.createUser({ uid: "dora", name: "Dora" }, ${text(authKey)})`,
  },
  { secret: authKey, call: `CometChat.updateUser({ uid: "dora" }, ${text(authKey)})` },
  { secret: authToken, call: `CometChat.login(${text(authToken)})` },
  { secret: authToken, call: `CometChat.getUser(${text(bob)})` },
  { secret: authToken, call: "CometChat.updateCurrentUserDetails({ name: 'x' })" },
  { secret: authToken, call: calls.logout },
];

/**
 * What can be read of how each call ends, while the server says something of the secret.
 *
 * @param {(secret: string) => import("./internet.mjs").Reply} answer
 * @param {(told: string, secret: string, call: string) => void} check
 */
async function eachCall(answer, check) {
  for (const { secret, call } of carrying) {
    // A login by the session's own token would send nothing.
    if (call === carrying[3].call) await at.get(calls.init);
    else await session();
    at.internet.play(() => answer(secret));
    const ending = await at.end(call);
    const heard = await at.page.evaluate("events.splice(0)");
    check(text(ending) + text(heard), secret, call);
    await at.page.evaluate("localStorage.clear()");
  }
}

for (const [id, named] of Object.entries({
  "echo-plain": ["as it is", "in a word"],
  "echo-percent": [
    "percent-encoded",
    "in lower case",
    "in mixed case",
    "every character",
    "every character, in lower case",
    "as a form does",
    "as a form does, in lower case",
  ],
  "echo-twice": ["percent-encoded twice", "percent-encoded twice, in lower case"],
  "echo-base64": [
    "in base64",
    "without padding",
    "for addresses",
    "after one character",
    "after two characters",
    "within a header",
  ],
  "echo-entities": [
    "named entities",
    "decimal entities",
    "hexadecimal entities",
    "hexadecimal entities, in capitals",
  ],
  "echo-escapes": ["as JSON escapes it", "as JSON escapes it, in capitals"],
  "echo-truncated": [
    "its first 8 characters",
    "its first 12 characters",
    "its first 16 characters",
  ],
})) {
  at.attack(id, async () => {
    const shown = new Set();
    for (const name of named) {
      const spell = spellings[name];
      await eachCall(
        (secret) => ({
          status: 400,
          json: {
            error: {
              code: "ERR_BAD_REQUEST",
              message: `The key ${spell(secret)} is wrong.`,
              details: { why: [`${spell(secret)}!`], nested: { deep: [[spell(secret)]] } },
            },
          },
        }),
        (told, secret) => {
          if (told.includes(text(spell(secret)).slice(1, -1))) shown.add(name);
        },
      );
    }
    assert.deepEqual([...shown], []);
  });
}

at.attack("echo-everywhere", async () => {
  /** @type {string[]} */
  const shown = [];
  await eachCall(
    (secret) => ({
      status: 403,
      json: {
        error: {
          code: `ERR_${secret}`,
          message: { said: secret },
          details: { [secret]: [secret], list: [{ [`x${secret}`]: secret }] },
        },
      },
    }),
    (told, secret, call) => {
      if (told.includes(text(secret).slice(1, -1))) shown.push(call);
    },
  );
  assert.deepEqual(shown, []);
});

at.attack("short-secrets", async () => {
  await at.init();
  for (const secret of ["E", "_", "R", "UID", "ERR_", "a", "2"]) {
    for (const code of [
      "AUTH_ERR_APIKEY_NOT_FOUND",
      "ERROR_UID_WITH_SPACE",
      "ERR_2FA",
      "PLAN_2_ENDED",
    ]) {
      at.internet.play(() => ({ status: 404, json: { error: { code, message: "no" } } }));
      for (const call of [
        `CometChat.login("nobody", ${text(secret)})`,
        `CometChat.login(${text(secret)})`,
      ])
        assert.equal((await at.end(call)).code, code, `with the secret ${secret}`);
    }
  }
});

at.attack("echo-of-made-token", async () => {
  await at.init();
  const made = at.guard("cometchat-uid-1_1700000001fedcba98");
  at.internet.play(({ method, path }) => {
    if (method === "POST") return { json: { data: { uid: alice, authToken: made } } };
    if (method === "PUT" && path.endsWith("/me"))
      return {
        status: 401,
        json: {
          error: { code: "ERR_BAD_REQUEST", message: `The auth token ${made} is not good.` },
        },
      };
    return { json: { data: { success: true, message: `${made} is gone` } } };
  });
  const ending = await at.end(calls.login());
  assert.equal(ending.code, "ERR_BAD_REQUEST");
  assert.doesNotMatch(text(ending) + text(await at.page.evaluate("events")), /fedcba98/);
});

at.attack("echo-in-logout", async () => {
  const shown = [];
  for (const [name, spell] of Object.entries(spellings)) {
    await session();
    at.internet.play(() => ({
      json: {
        data: {
          success: true,
          message: `Ended ${spell(authToken)}.`,
          more: { [spell(authToken)]: spell(authToken) },
        },
      },
    }));
    const told = text(await at.get(calls.logout));
    if (told.includes(text(spell(authToken)).slice(1, -1))) shown.push(name);
  }
  assert.deepEqual(shown, []);
});

/** What a wrapper of `fetch` may reject with; it has the headers in `headers`. */
const causes = {
  "a message": "new Error('could not send ' + JSON.stringify(headers))",
  "its fields":
    "Object.assign(new Error('no'), { config: { headers }, request: { headers: new Headers(headers) } })",
  "its cause": "new Error('no', { cause: new Error(Object.values(headers).join()) })",
  "its stack": "Object.assign(new Error('no'), { stack: Object.values(headers).join() })",
  "an object": "({ headers, url: '/' })",
  "a text": "Object.values(headers).join()",
  "an answer":
    "new Response(Object.values(headers).join(), { headers: { 'x-sent': encodeURIComponent(Object.values(headers).join()) } })",
  "several errors":
    "new AggregateError([new Error(Object.values(headers).join())], Object.values(headers).join())",
  "a hidden field":
    "Object.defineProperty(new Error('no'), 'sent', { value: Object.values(headers), enumerable: false })",
  "a symbol": "Object.assign(new Error('no'), { [Symbol('sent')]: headers })",
  "its name": "Object.assign(new Error('no'), { name: Object.values(headers).join() })",
  "a getter":
    "Object.defineProperty(new Error('no'), 'message', { get: () => Object.values(headers).join() })",
  "its prototype": "new (class extends Error { get sent() { return headers; } })('no')",
};

at.attack(
  "cause-of-wrapped-fetch",
  async () => {
    const shown = new Set();
    for (const [name, cause] of Object.entries(causes)) {
      await at.page.evaluate(`void (window.fetch = async (url, init) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      throw ${cause};
    })`);
      for (const { secret, call } of carrying) {
        if (call === calls.logout) continue;
        if (call === carrying[3].call) await at.get(calls.init);
        else await session();
        const told = text(await at.page.evaluate(`await endOf(() => (${call}))`));
        const seen = [text(secret).slice(1, -1), encodeURIComponent(secret)];
        if (seen.some((spelling) => told.includes(spelling))) shown.add(name);
        await at.page.evaluate("localStorage.clear()");
      }
    }
    assert.deepEqual([...shown], []);
  },
  { prelude: hurry },
);

at.attack("leftovers-in-page", async () => {
  await at.init();
  const token = at.guard(await at.emulator.addToken(alice));
  await at.get(calls.loginWith(token));
  await at.get(`CometChat.getUser(${text(bob)}).then(() => 1)`);
  const known = await at.page.evaluate(`(() => {
    const { user, ...rest } = Object.fromEntries(
      Object.entries(localStorage).map(([key, value]) => [key === ${text(keys.user)} ? "user" : key, value]),
    );
    return JSON.stringify([
      rest, { ...sessionStorage }, document.cookie, location.href, history.state,
      performance.getEntries().map(({ name }) => name), Object.keys(window), document.documentElement.outerHTML,
    ]);
  })()`);
  assert.ok(!known.includes(token), "a token is elsewhere than in the user's record");
  assert.ok(!known.includes(app.authKey));
  await at.get(calls.logout);
  const left = await at.page.evaluate(
    "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])",
  );
  assert.ok(!left.includes(token), "a token is left after the logout");
});

at.attack("last-match", async () => {
  const token = at.guard(await at.emulator.addToken(alice));
  await at.init();
  for (const call of [
    `CometChat.login(${text(alice)}, ${text(app.authKey)})`,
    `CometChat.login("nobody", ${text(app.authKey)})`,
    `CometChat.createUser({ uid: "dora", name: "Dora" }, ${text(app.authKey)})`,
    `CometChat.ensureLoggedIn({ uid: ${text(bob)}, authToken: ${text(token)} })`,
    `CometChatCalls.login(${text(`${token} x`)})`,
    calls.loginWith(token),
    calls.token,
    calls.logout,
  ]) {
    const left = await at.page.evaluate(`await (async () => {
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
  await at.get(calls.login());
  await at.end(
    `CometChat.createUser({ uid: "dora", name: "Dora" }, ${text(app.authKey)}).then(() => 1)`,
  );
  const stored = await at.page.evaluate(`(async () => {
    const databases = await indexedDB.databases?.() ?? [];
    const caches = await globalThis.caches?.keys() ?? [];
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, caches]);
  })()`);
  assert.ok(!stored.includes(app.authKey));
});
