// @ts-check
/** A server, or somebody in between, that answers what no honest server would. */
import assert from "node:assert/strict";
import { hurry } from "./page.mjs";
import { alice, app, bob, calls, keys, own, scene } from "./scene.mjs";

const at = scene();

const text = JSON.stringify;
const key = text(app.authKey);

/** Waits for answers so briefly that even honest ones may come too late. */
const impatient = `CometChat.init(${text(app.appId)}, new CometChat.AppSettingsBuilder().setRegion("eu").setRequestTimeout(400).build())`;

/** Every call that makes a request; in this order they need a session only where there is one. */
const asking = [
  calls.login(),
  `CometChat.getUser(${text(bob)})`,
  `CometChat.updateUser({ uid: ${text(bob)}, name: "Bob" }, ${key})`,
  `CometChat.createUser({ uid: "dora", name: "Dora" }, ${key})`,
  `CometChat.updateCurrentUserDetails({ statusMessage: "hello" })`,
  calls.logout,
];

/** A session, whatever the server says later. */
async function sessionOf(uid = alice) {
  const token = at.guard(await at.emulator.addToken(uid));
  await at.page.evaluate(
    `localStorage.setItem(${text(keys.user)}, ${text(text({ uid, name: "A", authToken: token }))})`,
  );
  return token;
}

/**
 * Makes every call while the server answers this; nothing may throw or hang, or bring the SDK down.
 *
 * @param {import("./internet.mjs").Part} part
 */
async function everyCall(part) {
  const endings = [];
  at.internet.play(() => part);
  for (const call of asking) {
    await sessionOf();
    await at.init();
    // A long result stays in the page.
    const ending = await at.end(`(${call}).then(() => 1)`);
    assert.notEqual(ending.code, "SDK_FAILED", call);
    endings.push(ending);
  }
  at.internet.play(() => undefined);
  await at.page.evaluate("localStorage.clear()");
  assert.equal((await at.get(calls.login())).uid, alice, "the next login");
  await at.get(calls.logout);
  return endings;
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
  assert.equal(await at.page.evaluate(`"polluted" in {} || "polluted" in CometChat`), false);
  assert.equal(await at.page.evaluate(`"mallory" === new CometChat.User("x").uid`), false);
});

at.attack("answer-full-user", async () => {
  await sessionOf();
  await at.init();
  at.internet.play(() => ({
    body: `{"data":{"uid":${text(bob)},"__proto__":{"polluted":1},"getUid":"mallory","constructor":1,"then":2,"createdAt":3}}`,
  }));
  const seen = await at.get(`CometChat.getUser(${text(bob)}).then((user) => [
    user instanceof CometChat.User, user.getUid(), user.polluted, "polluted" in {}, user.createdAt,
  ])`);
  assert.deepEqual(seen, [true, bob, null, false, 3]);
});

for (const [id, part] of /** @type {[string, import("./internet.mjs").Part][]} */ ([
  [
    "answer-deep",
    {
      body: `{"data":{"uid":"cometchat-uid-1","metadata":${"[".repeat(500_000)}${"]".repeat(500_000)}}}`,
    },
  ],
  [
    "answer-deep-error",
    { body: `{"error":{"code":"X","details":${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}}}` },
  ],
  [
    "answer-backslashes",
    { status: 400, body: text({ error: { code: "ERR_ODD", message: "\\".repeat(300_000) } }) },
  ],
  [
    "answer-long-token",
    {
      body: text({
        data: { uid: alice, authToken: "a".repeat(30_000), name: "a".repeat(800_000) },
      }),
    },
  ],
  [
    "answer-huge",
    { body: `{"data":{"uid":"cometchat-uid-1","name":"${"x".repeat(30_000_000)}"}}` },
  ],
])) {
  at.attack(id, async () => {
    await everyCall(part);
  });
}

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
  for (const call of [calls.login(), `CometChat.getUser(${text(bob)})`, calls.logout]) {
    await sessionOf();
    sent = 0;
    at.internet.play(() => ({ write }));
    await at.end(`(${call}).then(() => 1)`);
    // Engines and sockets read ahead.
    assert.ok(sent < whole / 4, `${call}: ${sent} bytes`);
  }
  at.internet.play(() => undefined);
  await at.page.evaluate("localStorage.clear()");
  assert.equal((await at.get(calls.login())).uid, alice, "the next login");
});

at.attack("answer-odd", async () => {
  for (const body of [
    ...[
      "",
      " ",
      "null",
      "5",
      "[]",
      '"text"',
      "{}",
      "{",
      "\ufeff{}",
      '{"data":null}',
      '{"data":5}',
      '{"data":[]}',
      '{"data":"x"}',
    ],
    ...[
      '{"error":null}',
      '{"error":5}',
      '{"error":{}}',
      '{"error":{"code":{}}}',
      '{"error":{"code":[]}}',
      '{"error":{"code":5,"message":{}}}',
    ],
    ...[
      '{"data":{"uid":5}}',
      '{"data":{"uid":{}}}',
      '{"data":{"uid":"","authToken":""}}',
      '{"data":{"uid":null,"name":[]}}',
    ],
  ])
    await everyCall({ body });
});

at.attack("answer-statuses", async () => {
  for (const status of [
    201, 204, 205, 206, 226, 304, 400, 401, 403, 404, 407, 410, 418, 451, 500, 599,
  ])
    await everyCall({ status, body: [204, 205, 304].includes(status) ? "" : "{}" });
});

at.attack(
  "answer-retry-after",
  async () => {
    for (const after of [
      "99999999",
      "-1",
      "NaN",
      "Infinity",
      "1e308",
      "Fri, 31 Dec 1999 23:59:59 GMT",
      "0x10",
      "[]",
      "\u0001",
    ]) {
      at.internet.seen.length = 0;
      at.internet.play(() => ({
        status: 429,
        body: "{}",
        headers: { "retry-after": after.replace("\u0001", "") },
      }));
      await at.init();
      const ending = await at.end(calls.login());
      assert.ok(ending.code);
      assert.ok(at.requests().length <= 3, `${at.requests().length} requests`);
    }
  },
  { prelude: hurry },
);

at.attack(
  "redirects",
  async () => {
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
        for (const call of asking) {
          await sessionOf();
          await at.init();
          await at.end(call);
        }
        for (const { host: asked, scheme } of at.requests())
          assert.ok(
            [own.admin, own.client].includes(asked) && scheme === "https",
            `${scheme}://${asked}`,
          );
      }
  },
  { prelude: hurry },
);

at.attack(
  "redirect-to-page",
  async () => {
    at.internet.play(() => ({
      status: 307,
      body: "",
      headers: { location: `${at.origin}/caught` },
    }));
    for (const call of asking) {
      await sessionOf();
      await at.init();
      await at.end(call);
    }
    assert.deepEqual(
      at.told.filter(({ url }) => url.includes("caught")),
      [],
    );
  },
  { prelude: hurry },
);

at.attack("answer-stalls", async () => {
  await at.get(impatient);
  at.internet.play(() => "hang");
  assert.equal((await at.end(calls.login())).code, "REQUEST_TIMEOUT");
  at.internet.play(() => undefined);
  await at.init();
  await at.get(calls.login());
  await at.get(impatient);
  at.internet.play(() => "hang");
  await at.end(`CometChat.getUser(${text(bob)})`);
  assert.equal((await at.get(calls.logout)).revoked, false);
  assert.equal(await at.get(calls.user), null);
});

at.attack("answer-other-user", async () => {
  await at.init();
  await at.get(calls.login());
  at.internet.play(({ method }) =>
    method === "PUT" ? { json: { data: { uid: bob, name: "Bob" } } } : undefined,
  );
  await at.end(
    `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(({ uid }) => uid)`,
  );
  assert.equal(await at.get(calls.user), alice, "an update made another user of the session's");
});

/**
 * Puts a service worker between page and network.
 *
 * @param {string} how it answers
 */
async function worker(how) {
  await at.page.evaluate(`await (async () => {
    const registration = await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
    registration.active.postMessage(${text(how)});
  })()`);
}

at.attack(
  "service-worker",
  async () => {
    await at.get(impatient);
    for (const how of ["hang", "error", "redirect", "html", "nothing", "throws"]) {
      await worker(how);
      const ending = await at.end(calls.login());
      assert.ok(
        ["FAILED_TO_FETCH", "REQUEST_TIMEOUT", "INVALID_RESPONSE"].includes(String(ending.code)),
        `${how}: ${ending.code}`,
      );
      assert.equal(await at.get(calls.user), null);
    }
    await worker("pass");
    await at.init();
    assert.equal((await at.get(calls.login())).uid, alice);
  },
  { reports: true },
);
