// @ts-check
/** `Object.prototype` has more than the engine's own: by a hostile script, or by a careless library. */
import assert from "node:assert/strict";
import {
  alice,
  app,
  assertSound,
  bob,
  calls,
  evil,
  inEveryWay,
  listOf,
  own,
  scene,
  text,
} from "./scene.mjs";

/** @typedef {import("./scene.mjs").Ending} Ending */

const at = scene();

/**
 * Makes calls in the page while `Object.prototype` has these properties; gives how they ended.
 *
 * @param {Record<string, string>} properties values as expressions, or descriptors as such
 * @param {string[]} expressions
 * @param {(value: string) => string} [descriptor] that has the value
 * @returns {Promise<Ending[]>}
 */
async function polluted(
  properties,
  expressions,
  descriptor = (value) => `{ value: ${value}, writable: true, enumerable: true }`,
) {
  const described = Object.entries(properties).map(
    ([key, value]) => `[${text(key)}]: ${descriptor(value)}`,
  );
  const endings = await at.run(
    `await polluted({ ${described.join()} }, () => endsOf(${listOf(expressions)}))`,
  );
  assertSound(endings, expressions, text(properties));
  return endings;
}

/** @param {Ending[]} endings */
const codes = (endings) => endings.map(({ code }) => code);

/** The calls succeed all the same. @type {(...given: Parameters<typeof polluted>) => Promise<Ending[]>} */
async function ignored(...given) {
  const endings = await polluted(...given);
  assert.deepEqual([...new Set(codes(endings))], [undefined], text(given));
  return endings;
}

const initEu = `CometChat.init(appId, { region: "eu" })`;
const { login, logout } = calls;

for (const [id, key] of [
  ["prototype-client-host", "clientHost"],
  ["prototype-admin-host", "adminHost"],
])
  at.attack(id, async () => {
    await ignored({ [key]: "evil" }, [initEu, login, logout]);
    assert.equal(at.requests(evil).length, 0);
    assert.equal(at.requests().length, 3);
  });

at.attack("prototype-region", async () => {
  await ignored({ region: `"us"` }, ["CometChat.init(appId, {})", login]);
  assert.equal(at.requests(own.admin).length, 1);
});

const american = [`${app.appId}.api-us.cometchat.io`, `${app.appId}.apiclient-us.cometchat.io`];

at.attack("prototype-options", { hosts: american }, async () => {
  for (const [key, value] of [
    ["onSuccess", "() => {}"],
    ["onError", "() => {}"],
    ["signal", "AbortSignal.abort()"],
  ]) {
    at.internet.seen.length = 0;
    await ignored({ [key]: value }, [`CometChat.init(appId, { region: "us" })`, login, logout]);
    assert.equal(at.requests()[0].host, american[0], key);
  }
});

at.attack("prototype-null", async () => {
  const endings = await ignored({ x: "null" }, [calls.init, login, calls.user, logout]);
  assert.equal(endings[2].resolved, alice);
});

at.attack("prototype-arguments", async () => {
  const settings = "{ clientHost: evil, adminHost: evil }";
  const endings = await polluted({ 0: "evil", 1: settings, 2: settings, length: "9" }, [
    "CometChat.init(appId)",
    "CometChat.login()",
    `CometChat.login("no_such_token_0123456789")`,
    login,
  ]);
  const expected = [undefined, "MISSING_PARAMETERS", "AUTH_ERR_AUTH_TOKEN_NOT_FOUND", undefined];
  assert.deepEqual(codes(endings), expected);
  assert.equal(at.requests(evil).length, 0);
});

at.attack("prototype-error", async () => {
  await at.init();
  await ignored({ error: `{ code: "ERR_BAD_REQUEST", message: "no" }` }, [login, logout]);
});

at.attack("prototype-token", async () => {
  const mine = await at.emulator.addToken(alice);
  const theirs = await at.emulator.addToken(bob);
  at.internet.play(() => ({ json: { data: { uid: alice, name: "Alice" } } }));
  await at.init();
  const logIn = `CometChat.login(${text(mine)})`;
  const endings = await ignored({ authToken: text(theirs) }, [logIn, calls.token]);
  assert.equal(endings[1].resolved, mine);
  assert.equal(await at.token(), mine);
});

at.attack("prototype-server-host", async () => {
  const host = "attackerapp.apiclient-eu.cometchat.io";
  at.internet.play(() => ({
    json: { data: { uid: alice, name: "Alice", authToken: "alice_token_0123456789" } },
  }));
  await at.init();
  await ignored({ settings: `{ CLIENT_API_HOST: "${host}" }`, CLIENT_API_HOST: text(host) }, [
    login,
    "CometChat.getUser(bob)",
    logout,
  ]);
  assert.equal(at.requests(host).length, 0);
});

at.attack("prototype-stored", async () => {
  const theirs = await at.emulator.addToken(bob);
  await at.store({ uid: alice, name: "Alice" });
  const endings = await polluted({ authToken: text(theirs), uid: `"somebody"` }, [
    calls.init,
    calls.user,
    calls.token,
  ]);
  assert.deepEqual(
    endings.map(({ resolved }) => resolved),
    [true, null, null],
  );
});

at.attack("prototype-uid", async () => {
  await at.init();
  const endings = await polluted({ uid: "bob", name: `"Mallory"` }, [
    `CometChat.updateUser({ name: "New name" }, key)`,
    `CometChat.updateUser(new CometChat.User({ name: "New name" }), key)`,
    `CometChat.createUser({ uid: "dora" }, key)`,
    `CometChat.createUser(new CometChat.User({ uid: "dora" }), key)`,
  ]);
  const [noUid, noName] = ["UID_IS_COMPULSORY", "USER_NAME_IS_COMPULSORY"];
  assert.deepEqual(codes(endings), [noUid, noUid, noName, noName]);
  assert.equal(at.requests().length, 0);
});

/** Every key of settings, options, answers, records, exceptions and of what passes between languages. */
const read = `
  region adminHost clientHost storageMode requestTimeout tabSync appId
  subscriptionType roles autoJoinGroup establishSocketConnection
  onSuccess onError data error code message details cause
  uid name authToken settings wsChannel jwt fat status role metadata
  CLIENT_API_HOST ADMIN_API_HOST CHAT_API_VERSION
  promise resolve reject token json reason success revoked storage
  apikey authtoken accept appid resource platform language instance
  help user state mode key bubbles once passive`
  .trim()
  .split(/\s+/);

const cycle = [
  ...[calls.init, `${login}.then(({ uid }) => uid)`, calls.getUser, calls.update, calls.user],
  ...["CometChat.logout().then(() => true)", calls.user],
];

at.attack("prototype-promise", async () => {
  await ignored({ abandoned: "true" }, cycle);
  await at.run("void (Promise.prototype.abandoned = true)");
  for (const call of cycle) await at.get(`(${call}).then(() => true)`);
});

/**
 * The keys, each alone; where a run is not for every order, eight at once.
 *
 * @type {string[][]}
 */
const groups = [];
for (const key of read) {
  const last = groups.at(-1);
  if (last && last.length < (inEveryWay ? 1 : 8)) last.push(key);
  else groups.push([key]);
}

/** Properties of these names. @type {(keys: string[], value: (key: string) => string) => Record<string, string>} */
const each = (keys, value) => Object.fromEntries(keys.map((key) => [key, value(key)]));

at.attack("prototype-every-key", async () => {
  for (const keys of groups) {
    const endings = await ignored(
      each(keys, () => "evil"),
      cycle,
    );
    const resolved = endings.map(({ resolved }) => resolved);
    assert.deepEqual(resolved, [true, alice, bob, alice, alice, true, null], keys.join());
  }
  assert.equal(at.requests(evil).length, 0);
});

at.attack("prototype-every-getter", async () => {
  for (const keys of groups)
    await ignored(
      each(keys, text),
      cycle,
      (key) => `{
        get() { throw new Error("read " + ${key}); },
        set(value) {
          Object.defineProperty(this, ${key}, { value, writable: true, enumerable: true, configurable: true });
        },
      }`,
    );
});
