// @ts-check
/** Texts that look like one host, and mean another. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, keys, own, scene } from "./scene.mjs";

const at = scene();

const evil = "evil.example";
const appId = JSON.stringify(app.appId);
const key = JSON.stringify(app.authKey);
const text = JSON.stringify;

/** @param {Iterable<string>} [expected] */
function askedOnly(expected = [own.admin, own.client]) {
  const allowed = [...expected];
  for (const { host, scheme, path } of at.requests())
    assert.ok(allowed.includes(host), `a request to ${scheme}://${host}${path}`);
}

/**
 * Each is refused, or leads to the app's own hosts and nowhere else.
 *
 * @param {string[]} inits
 * @param {string} code
 */
async function refused(inits, code) {
  const accepted = [];
  for (const init of inits) {
    const ending = await at.end(init);
    if (ending.code !== code) accepted.push(`${init}: ${ending.code}`);
    await at.end(calls.login());
  }
  assert.deepEqual(accepted, []);
  assert.equal(at.requests().length, 0);
}

at.attack("host-region", async () => {
  const regions = [
    ...[
      "eu.evil.example/x?",
      "eu@evil.example",
      "eu/../..",
      "eu#",
      "eu?",
      "eu:8443",
      "eu\\@evil.example",
    ],
    ...[
      "eu%2eevil",
      "eu\u3002evil\u3002example\uff0fx",
      "eu\t",
      "eu\n",
      "eu\u0000",
      " eu",
      "eu ",
      "eu\u200b",
    ],
    ...["", " ", ".", "..", "-", "e u", "\ud800", "\u0435u", "eu\u00ad", "x".repeat(300)],
  ];
  await refused(
    regions.map((region) => `CometChat.init(${appId}, { region: ${text(region)} })`),
    "INVALID_REGION",
  );
});

at.attack("host-app-id", async () => {
  const ids = [
    ...["evil.example/", "evil.example#", "evil.example?", "a@evil.example", "a.evil.example/x?"],
    ...[
      "a/b",
      "a\\b",
      "a:b",
      "a%2fb",
      "a\tb",
      "a\n",
      "a\u0000",
      "\u3002",
      "\ud800",
      "-a",
      "a-",
      "..",
      "x".repeat(64),
    ],
  ];
  await refused(
    ids.map((id) => `CometChat.init(${text(id)}, { region: "eu" })`),
    "INVALID_APP_ID",
  );
});

/** Overrides that are none. */
const overrides = [
  ...[
    "https://good.example@evil.example",
    "good.example@evil.example",
    "good.example:x@evil.example",
  ],
  ...[
    "https://evil.example?good.example",
    "https://evil.example/?x",
    "https://evil.example/#good.example",
  ],
  ...[
    "evil.example#",
    "evil.example?",
    "evil.example/?",
    "http://evil.example",
    "HTTP://evil.example/v3.0",
  ],
  ...[
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://localhost@evil.example",
  ],
  ...[
    "http://evil.example\\@localhost",
    "http://[::1].evil.example",
    "http://evil.example#@localhost",
  ],
  ...[
    "http://127.0.0.1:80@evil.example",
    "http://xlocalhost",
    "http://0.0.0.0",
    "http://128.0.0.1",
  ],
  ...[
    "ftp://evil.example",
    "ws://evil.example",
    "javascript://evil.example/%0aalert(1)",
    "data:,x",
    "blob:null",
  ],
  ...[
    "file:///etc/passwd",
    "about:blank",
    "//evil.example",
    "\\\\evil.example",
    "/evil.example",
    "",
  ],
  ...[
    " ",
    "https://",
    "https:///",
    "https://evil.example:99999",
    "https://evil .example",
    "https://evil%00.example",
  ],
  ...[
    "https://%65vil.example\u0000",
    "https://ev\til.example",
    "https://evil.example\n",
    "\ud800.example",
  ],
  ...["https://good.example/../..?x", "https://[::1", "https://good.example\\evil"],
];

for (const [id, field] of [
  ["host-client-override", "clientHost"],
  ["host-admin-override", "adminHost"],
]) {
  at.attack(id, async () => {
    await refused(
      overrides.map(
        (host) => `CometChat.init(${appId}, { region: "eu", ${field}: ${text(host)} })`,
      ),
      "INVALID_HOST",
    );
  });
}

at.attack("host-override-objects", async () => {
  await refused(
    [
      `new URL("https://${evil}")`,
      `["${evil}"]`,
      `{ toString: () => "${evil}" }`,
      `Object("${evil}")`,
      "12345",
      "true",
      `Symbol("${evil}")`,
    ].map((host) => `CometChat.init(${appId}, { region: "eu", clientHost: ${host} })`),
    "INVALID_HOST",
  );
});

at.attack("host-emulator", async () => {
  for (const address of [
    ...[
      "http://evil.example",
      "https://evil.example",
      "http://127.0.0.1.evil.example",
      "http://localhost.evil.example",
    ],
    ...[
      "http://localhost@evil.example",
      "http://evil.example#localhost",
      "http://evil.example\\@127.0.0.1",
    ],
    ...[
      "http://127.0.0.1:80@evil.example",
      "//evil.example",
      "evil.example",
      "http://[::1].evil.example",
      "",
    ],
    ...[
      "http://127.0.0.1/?x=",
      "http://127.0.0.1/#",
      "javascript:alert(1)",
      "http://[::ffff:1.2.3.4]",
      "http://0177.evil.example",
    ],
  ]) {
    await at.page.evaluate(`CometChat.useEmulator(${text(address)})`);
    assert.equal((await at.end(calls.init)).code, "INVALID_HOST", address);
    await at.end(calls.login());
    assert.equal(at.requests().length, 0, address);
  }
});

/** Hosts that are not the app's own. */
const strangers = [
  ...[
    "attackerapp.apiclient-eu.cometchat.io",
    "attackerapp.api-eu.cometchat.io",
    "cometchat.io",
    "api-eu.cometchat.io",
  ],
  ...[
    evil,
    `${app.appId}.apiclient-eu.cometchat.io.evil.example`,
    `${app.appId}.apiclient-eu.cometchat.io@evil.example`,
  ],
  ...[
    `${app.appId}.apiclient-eu.cometchat.io:8443`,
    `${app.appId}.apiclient-eu.cometchat.io/x`,
    `x.${app.appId}.apiclient-eu.cometchat.io`,
  ],
  ...[
    `${app.appId}.apiclient-eu.evil.cometchat.io`,
    `${app.appId}-x.apiclient-eu.cometchat.io`,
    `${app.appId}.apiclient-.cometchat.io`,
  ],
  ...[
    `evil.example/${app.appId}.apiclient-eu.cometchat.io`,
    `${app.appId}.evil-eu.cometchat.io`,
    `https://${evil}`,
  ],
  ...[
    `${app.appId}.apiclient-eu.cometchat.io\n`,
    `${app.appId}.apiclient-e.u.cometchat.io`,
    `${app.appId}.apiclient-eu%2ecometchat.io`,
  ],
  ...["__proto__", "", "null", "undefined"],
];

/**
 * @param {string} host
 * @param {string} [version]
 */
const naming = (host, version = "v3.0") => ({
  CLIENT_API_HOST: host,
  ADMIN_API_HOST: host,
  CHAT_API_VERSION: version,
});

at.attack("host-stored-settings", async () => {
  for (const host of strangers) {
    const token = await at.emulator.addToken(alice);
    const record = { uid: alice, name: "Alice", authToken: token };
    await at.page.evaluate(
      `(localStorage.setItem(${text(keys.user)}, ${text(text(record))}),
        localStorage.setItem(${text(keys.settings)}, ${text(text(naming(host)))}))`,
    );
    await at.init();
    await at.end(`CometChat.getUser(${text(bob)})`);
    await at.end(`CometChat.updateUser({ uid: ${text(bob)}, name: "Bob" }, ${key})`);
    await at.end(calls.logout);
    askedOnly();
    await at.page.evaluate("localStorage.clear()");
  }
});

at.attack("host-answered-settings", async () => {
  for (const host of strangers) {
    at.internet.play(({ method, path }) =>
      method === "PUT" && path.endsWith("/me")
        ? { json: { data: { uid: alice, name: "Alice", settings: naming(host) } } }
        : undefined,
    );
    await at.init();
    await at.get(calls.login());
    await at.end(`CometChat.getUser(${text(bob)})`);
    await at.end(calls.logout);
    askedOnly();
  }
});

at.attack("host-version", async () => {
  for (const version of [
    "v3.0/../..",
    "../evil",
    "v3.0?x=",
    "v3.0#",
    "v3.0\\..",
    "//evil.example/",
    "v3.0/%2e%2e",
    "",
    "v".repeat(50),
  ]) {
    at.internet.play(({ method, path }) =>
      method === "PUT" && path.endsWith("/me")
        ? { json: { data: { uid: alice, name: "Alice", settings: naming(own.client, version) } } }
        : undefined,
    );
    await at.init();
    await at.get(calls.login());
    await at.end(`CometChat.getUser(${text(bob)})`);
    await at.end(calls.logout);
    for (const { path } of at.requests()) assert.match(path, /^\/v3\.0\//, version);
  }
});

at.attack("uid-lone-surrogate", async () => {
  await at.init();
  for (const uid of ["\ud800", "a\udc00b", "\ude00\ud83d"]) {
    for (const call of [
      `CometChat.login(${text(uid)}, ${key})`,
      `CometChat.updateUser({ uid: ${text(uid)}, name: "x" }, ${key})`,
      `CometChat.createUser({ uid: ${text(uid)}, name: "x" }, ${key})`,
    ])
      assert.equal((await at.end(call)).code, "INVALID_UID", call);
  }
  assert.equal(at.requests().length, 0);
  await at.get(calls.login());
  const before = at.requests().length;
  assert.equal((await at.end(`CometChat.getUser("\\ud800")`)).code, "INVALID_UID");
  assert.equal(at.requests().length, before);
  const strays = at.told.filter(({ url }) => url.includes("undefined"));
  assert.deepEqual(strays, [], "the page's own server was asked");
});

at.attack("uid-paths", async () => {
  await at.init();
  await at.get(calls.login());
  at.internet.seen.length = 0;
  const uids = [
    ...[
      "../groups/x",
      "../../v3.0/me",
      "..",
      ".",
      "%2e%2e",
      "%2e%2e/me",
      "a/b",
      "a\\b",
      "?x",
      "a?x=1",
      "#",
      "a#b",
    ],
    ...[
      "a;b",
      "a\r\nX-Evil: 1",
      "a\tb",
      "a\u0000b",
      "\u202e",
      "\u{1f600}",
      "//evil.example",
      "https://evil.example",
    ],
    ...[
      "@evil.example",
      ":8443",
      "a%",
      "%",
      "%zz",
      "%00",
      "a&b=c",
      "a+b",
      "a b",
      "\uff0e\uff0e\uff0f",
    ],
  ];
  for (const uid of uids) {
    for (const call of [
      `CometChat.updateUser({ uid: ${text(uid)}, name: "x" }, ${key})`,
      `CometChat.getUser(${text(uid)})`,
    ])
      await at.end(call);
  }
  for (const uid of uids) await at.end(`CometChat.login(${text(uid)}, ${key})`);
  askedOnly();
  for (const { path } of at.requests()) {
    const segment = /^\/v3\.0\/users\/([^/?#\\]+)(\/auth_tokens)?$/.exec(path)?.[1];
    assert.ok(segment, `another path than a user's: ${path}`);
    assert.ok(uids.includes(decodeURIComponent(segment)), `another user than was meant: ${path}`);
  }
});

at.attack("base-of-page", async () => {
  await at.page.evaluate(
    `document.head.append(Object.assign(document.createElement("base"), { href: "https://${evil}/" }))`,
  );
  await at.init();
  assert.equal((await at.get(calls.login())).uid, alice);
  await at.end(`CometChat.login("\\ud800", ${key})`);
  await at.end(`CometChat.getUser("\\ud800")`);
  await at.get(calls.logout);
  askedOnly();
});
