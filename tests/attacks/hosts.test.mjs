// @ts-check
/** Texts that look like one host, and mean another. */
import assert from "node:assert/strict";
import { alice, app, calls, evil, keys, own, scene, text, words } from "./scene.mjs";

const at = scene();

/**
 * Each is refused, and nothing is sent.
 *
 * @param {string[]} inits
 * @param {string} code
 */
async function refused(inits, code) {
  for (const init of inits) {
    await at.rejects(init, code);
    await at.end(calls.login);
    assert.equal(at.requests().length, 0, init);
  }
}

/** @param {string} settings */
const initWith = (settings) => `CometChat.init(appId, { region: "eu", ${settings} })`;

at.attack("host-region", async () => {
  const regions = words`
    eu.evil.example/x? eu@evil.example eu/../.. eu# eu? eu:8443 eu\\@evil.example
    eu%2eevil eu\u3002evil\u3002example\uff0fx eu\t eu\n eu\u0000 \u0020eu eu\u0020 eu\u200b
    \u0020 . .. - e\u0020u \ud800 \u0435u eu\u00ad`;
  await refused(
    ["", ...regions, "x".repeat(300)].map((region) => initWith(`region: ${text(region)}`)),
    "INVALID_REGION",
  );
});

at.attack("host-app-id", async () => {
  const ids = words`
    evil.example/ evil.example# evil.example? a@evil.example a.evil.example/x?
    a/b a\\b a:b a%2fb a\tb a\n a\u0000 \u3002 \ud800 -a a- ..`;
  await refused(
    [...ids, "x".repeat(64)].map((id) => `CometChat.init(${text(id)}, { region: "eu" })`),
    "INVALID_APP_ID",
  );
});

/** Overrides that are none. */
const overrides = [
  "",
  ...words`
    https://good.example@evil.example good.example@evil.example good.example:x@evil.example
    https://evil.example?good.example https://evil.example/?x https://evil.example/#good.example
    evil.example# evil.example? evil.example/? http://evil.example HTTP://evil.example/v3.0
    http://127.0.0.1.evil.example http://localhost.evil.example http://localhost@evil.example
    http://evil.example\\@localhost http://[::1].evil.example http://evil.example#@localhost
    http://127.0.0.1:80@evil.example http://xlocalhost http://0.0.0.0 http://128.0.0.1
    ftp://evil.example ws://evil.example javascript://evil.example/%0aalert(1) data:,x blob:null
    file:///etc/passwd about:blank //evil.example \\\\evil.example /evil.example
    \u0020 https:// https:/// https://evil.example:99999 https://evil\u0020.example
    https://evil%00.example https://%65vil.example\u0000 https://ev\til.example
    https://evil.example\n \ud800.example
    https://good.example/../..?x https://[::1 https://good.example\\evil`,
];

for (const [id, field] of [
  ["host-client-override", "clientHost"],
  ["host-admin-override", "adminHost"],
])
  at.attack(id, async () => {
    await refused(
      overrides.map((host) => initWith(`${field}: ${text(host)}`)),
      "INVALID_HOST",
    );
  });

at.attack("host-override-objects", async () => {
  const hosts = [
    ...[`new URL("https://" + evil)`, "[evil]", "{ toString: () => evil }", "Object(evil)"],
    ...["12345", "true", "Symbol(evil)"],
  ];
  await refused(
    hosts.map((host) => initWith(`clientHost: ${host}`)),
    "INVALID_HOST",
  );
});

at.attack("host-emulator", async () => {
  const addresses = words`
    http://evil.example https://evil.example http://127.0.0.1.evil.example
    http://localhost.evil.example http://localhost@evil.example http://evil.example#localhost
    http://evil.example\\@127.0.0.1 http://127.0.0.1:80@evil.example //evil.example evil.example
    http://[::1].evil.example http://127.0.0.1/?x= http://127.0.0.1/# javascript:alert(1)
    http://[::ffff:1.2.3.4] http://0177.evil.example`;
  for (const address of ["", ...addresses]) {
    await at.run(`CometChat.useEmulator(${text(address)})`);
    await refused([calls.init], "INVALID_HOST");
  }
});

const client = `${app.appId}.apiclient-eu.cometchat.io`;

/** Hosts that are not the app's own. */
const strangers = [
  "attackerapp.apiclient-eu.cometchat.io",
  "attackerapp.api-eu.cometchat.io",
  ...["cometchat.io", "api-eu.cometchat.io", evil, `${client}.evil.example`],
  ...[`${client}@evil.example`, `${client}:8443`, `${client}/x`, `x.${client}`],
  `${app.appId}.apiclient-eu.evil.cometchat.io`,
  `${app.appId}-x.apiclient-eu.cometchat.io`,
  `${app.appId}.apiclient-.cometchat.io`,
  ...[`evil.example/${client}`, `${app.appId}.evil-eu.cometchat.io`, `https://${evil}`],
  ...[`${client}\n`, `${app.appId}.apiclient-e.u.cometchat.io`],
  `${app.appId}.apiclient-eu%2ecometchat.io`,
  ...["__proto__", "", "null", "undefined"],
];

/** @param {string} host */
const naming = (host, version = "v3.0") => ({
  CLIENT_API_HOST: host,
  ADMIN_API_HOST: host,
  CHAT_API_VERSION: version,
});

/** A server whose answer to a login names these settings. @param {object} settings */
const answering = (settings) =>
  at.internet.play(({ method, path }) =>
    method === "PUT" && path.endsWith("/me")
      ? { json: { data: { uid: alice, name: "Alice", settings } } }
      : undefined,
  );

at.attack("host-stored-settings", async () => {
  for (const host of strangers) {
    await at.storeSession();
    await at.store(naming(host), keys.settings);
    await at.init();
    await at.end("CometChat.getUser(bob)");
    await at.end(`CometChat.updateUser({ uid: bob, name: "Bob" }, key)`);
    await at.end(calls.logout);
    at.askedOnlyOwn();
    await at.run("localStorage.clear()");
  }
});

at.attack("host-answered-settings", async () => {
  for (const host of strangers) {
    answering(naming(host));
    await at.init();
    await at.login();
    await at.end("CometChat.getUser(bob)");
    await at.end(calls.logout);
    at.askedOnlyOwn();
  }
});

at.attack("host-version", async () => {
  const versions = words`v3.0/../.. ../evil v3.0?x= v3.0# v3.0\\.. //evil.example/ v3.0/%2e%2e`;
  for (const version of ["", ...versions, "v".repeat(50)]) {
    answering(naming(own.client, version));
    await at.init();
    await at.login();
    await at.end("CometChat.getUser(bob)");
    await at.end(calls.logout);
    for (const { path } of at.requests()) assert.match(path, /^\/v3\.0\//, version);
  }
});

at.attack("uid-lone-surrogate", async () => {
  await at.init();
  for (const uid of words`\ud800 a\udc00b \ude00\ud83d`)
    for (const call of [
      `CometChat.login(${text(uid)}, key)`,
      `CometChat.updateUser({ uid: ${text(uid)}, name: "x" }, key)`,
      `CometChat.createUser({ uid: ${text(uid)}, name: "x" }, key)`,
    ])
      await at.rejects(call, "INVALID_UID");
  assert.equal(at.requests().length, 0);
  await at.login();
  const before = at.requests().length;
  await at.rejects(`CometChat.getUser("\\ud800")`, "INVALID_UID");
  assert.equal(at.requests().length, before);
  const strays = at.told.filter(({ url }) => url.includes("undefined"));
  assert.deepEqual(strays, [], "the page's own server was asked");
});

at.attack("uid-paths", async () => {
  await at.init();
  await at.login();
  at.internet.seen.length = 0;
  const uids = words`
    ../groups/x ../../v3.0/me .. . %2e%2e %2e%2e/me a/b a\\b ?x a?x=1 # a#b
    a;b a\r\nX-Evil:\u00201 a\tb a\u0000b \u202e \ud83d\ude00 //evil.example https://evil.example
    @evil.example :8443 a% % %zz %00 a&b=c a+b a\u0020b \uff0e\uff0e\uff0f`;
  for (const uid of uids) {
    await at.end(`CometChat.updateUser({ uid: ${text(uid)}, name: "x" }, key)`);
    await at.end(`CometChat.getUser(${text(uid)})`);
  }
  for (const uid of uids) await at.end(`CometChat.login(${text(uid)}, key)`);
  at.askedOnlyOwn();
  for (const { path } of at.requests()) {
    const segment = /^\/v3\.0\/users\/([^/?#\\]+)(\/auth_tokens)?$/.exec(path)?.[1];
    assert.ok(segment, `another path than a user's: ${path}`);
    assert.ok(uids.includes(decodeURIComponent(segment)), `another user than was meant: ${path}`);
  }
});

at.attack("base-of-page", async () => {
  await at.run(
    `document.head.append(Object.assign(document.createElement("base"), { href: "https://${evil}/" }))`,
  );
  await at.init();
  await at.login();
  await at.end(`CometChat.login("\\ud800", key)`);
  await at.end(`CometChat.getUser("\\ud800")`);
  await at.logout();
  at.askedOnlyOwn();
});
