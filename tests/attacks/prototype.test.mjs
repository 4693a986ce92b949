// @ts-check
/** `Object.prototype` has more than the engine's own: by a hostile script, or by a careless library. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, keys, own, scene } from "./scene.mjs";

const at = scene();

const evil = "evil.example";
const plain = (/** @type {string} */ settings) =>
  `CometChat.init(${JSON.stringify(app.appId)}, ${settings})`;

/**
 * Runs calls in the page while `Object.prototype` has these, values as text; gives how they ended.
 *
 * @param {Record<string, string>} values
 * @param {string[]} expressions
 * @returns {Promise<import("./scene.mjs").Ending[]>}
 */
async function polluted(values, ...expressions) {
  const properties = Object.entries(values).map(
    ([key, value]) =>
      `[${JSON.stringify(key)}]: { value: ${value}, writable: true, enumerable: true }`,
  );
  const endings = await at.page.evaluate(`await polluted({ ${properties.join()} }, async () => {
    const endings = [];
    for (const call of [${expressions.map((each) => `() => (${each})`).join()}])
      endings.push(await endOf(call));
    return endings;
  })`);
  for (const [index, { threw, hung }] of endings.entries()) {
    assert.ok(!threw, `\`${expressions[index]}\` threw: ${threw}`);
    assert.ok(!hung, `\`${expressions[index]}\` never settled`);
  }
  return endings;
}

/** @param {import("./scene.mjs").Ending[]} endings */
const codes = (endings) => endings.map(({ code }) => code);

for (const [id, key] of [
  ["prototype-client-host", "clientHost"],
  ["prototype-admin-host", "adminHost"],
]) {
  at.attack(id, async () => {
    const endings = await polluted(
      { [key]: `"${evil}"` },
      plain(`{ region: "eu" }`),
      calls.login(),
      calls.logout,
    );
    assert.deepEqual(codes(endings), [undefined, undefined, undefined]);
    assert.equal(at.requests(evil).length, 0);
    assert.equal(at.requests().length, 3);
  });
}

at.attack("prototype-region", async () => {
  const endings = await polluted({ region: `"us"` }, plain("{}"), calls.login());
  assert.deepEqual(codes(endings), [undefined, undefined]);
  assert.equal(at.requests(own.admin).length, 1);
});

at.attack(
  "prototype-options",
  async () => {
    for (const key of ["onSuccess", "onError", "signal"]) {
      const value = key === "signal" ? "AbortSignal.abort()" : "() => {}";
      at.internet.seen.length = 0;
      const endings = await polluted(
        { [key]: value },
        plain(`{ region: "us" }`),
        calls.login(),
        calls.logout,
      );
      assert.deepEqual(codes(endings), [undefined, undefined, undefined], key);
      const asked = at.requests().map(({ host }) => host);
      assert.equal(asked[0], `${app.appId}.api-us.cometchat.io`, key);
    }
  },
  { hosts: [`${app.appId}.api-us.cometchat.io`, `${app.appId}.apiclient-us.cometchat.io`] },
);

at.attack("prototype-null", async () => {
  const endings = await polluted(
    { x: "null" },
    calls.init,
    calls.login(),
    calls.user,
    calls.logout,
  );
  assert.deepEqual(codes(endings), [undefined, undefined, undefined, undefined]);
  assert.equal(endings[2].resolved, alice);
});

at.attack("prototype-arguments", async () => {
  const settings = `{ clientHost: "${evil}", adminHost: "${evil}" }`;
  const endings = await polluted(
    { 0: `"${evil}"`, 1: settings, 2: settings, length: "9" },
    `CometChat.init(${JSON.stringify(app.appId)})`,
    `CometChat.login()`,
    `CometChat.login("no_such_token_0123456789")`,
    calls.login(),
  );
  assert.equal(endings[0].code, undefined);
  assert.equal(endings[1].code, "MISSING_PARAMETERS");
  assert.equal(endings[2].code, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
  assert.equal(endings[3].code, undefined);
  assert.equal(at.requests(evil).length, 0);
});

at.attack("prototype-error", async () => {
  await at.init();
  const endings = await polluted(
    { error: `{ code: "ERR_BAD_REQUEST", message: "no" }` },
    calls.login(),
    calls.logout,
  );
  assert.deepEqual(codes(endings), [undefined, undefined]);
});

at.attack("prototype-token", async () => {
  const mine = await at.emulator.addToken(alice);
  const theirs = await at.emulator.addToken(bob);
  at.internet.play(() => ({ json: { data: { uid: alice, name: "Alice" } } }));
  await at.init();
  const endings = await polluted(
    { authToken: JSON.stringify(theirs) },
    calls.loginWith(mine),
    calls.token,
  );
  assert.deepEqual(codes(endings), [undefined, undefined]);
  assert.equal(endings[1].resolved, mine);
  assert.equal(await at.get(calls.token), mine);
});

at.attack("prototype-server-host", async () => {
  const host = `attackerapp.apiclient-eu.cometchat.io`;
  at.internet.play(() => ({
    json: { data: { uid: alice, name: "Alice", authToken: "alice_token_0123456789" } },
  }));
  await at.init();
  const endings = await polluted(
    { settings: `{ CLIENT_API_HOST: "${host}" }`, CLIENT_API_HOST: `"${host}"` },
    calls.login(),
    `CometChat.getUser(${JSON.stringify(bob)})`,
    calls.logout,
  );
  assert.deepEqual(codes(endings), [undefined, undefined, undefined]);
  assert.equal(at.requests(host).length, 0);
});

at.attack("prototype-stored", async () => {
  const theirs = await at.emulator.addToken(bob);
  await at.page.evaluate(
    `localStorage.setItem(${JSON.stringify(keys.user)}, ${JSON.stringify(JSON.stringify({ uid: alice, name: "Alice" }))})`,
  );
  const endings = await polluted(
    { authToken: JSON.stringify(theirs), uid: `"mallory"` },
    calls.init,
    calls.user,
    calls.token,
  );
  assert.deepEqual(
    endings.map(({ resolved }) => resolved),
    [true, null, null],
  );
});

at.attack("prototype-uid", async () => {
  await at.init();
  const key = JSON.stringify(app.authKey);
  const endings = await polluted(
    { uid: JSON.stringify(bob), name: `"Mallory"` },
    `CometChat.updateUser({ name: "New name" }, ${key})`,
    `CometChat.createUser({ uid: "dora" }, ${key})`,
  );
  assert.deepEqual(codes(endings), ["UID_IS_COMPULSORY", "USER_NAME_IS_COMPULSORY"]);
  assert.equal(at.requests().length, 0);
});

/** Every key of settings, options, answers, records, exceptions and of what passes between languages. */
const read = [
  ...["region", "adminHost", "clientHost", "storageMode", "requestTimeout", "tabSync", "appId"],
  ...["subscriptionType", "roles", "autoJoinGroup", "establishSocketConnection"],
  ...["onSuccess", "onError", "data", "error", "code", "message", "details", "cause"],
  ...[
    "uid",
    "name",
    "authToken",
    "settings",
    "wsChannel",
    "jwt",
    "fat",
    "status",
    "role",
    "metadata",
  ],
  ...["CLIENT_API_HOST", "ADMIN_API_HOST", "CHAT_API_VERSION"],
  ...["promise", "resolve", "reject", "token", "json", "reason", "success", "revoked", "storage"],
  ...["apikey", "authtoken", "accept", "appid", "resource", "platform", "language", "instance"],
  ...["help", "user", "state", "mode", "key", "bubbles", "once", "passive"],
];

const cycle = [
  calls.init,
  calls.login(),
  `CometChat.getUser(${JSON.stringify(bob)}).then(({ uid }) => uid)`,
  `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(({ uid }) => uid)`,
  calls.user,
  "CometChat.logout().then(() => true)",
  calls.user,
];

at.attack("prototype-promise", async () => {
  const endings = await polluted({ abandoned: "true" }, ...cycle);
  assert.deepEqual(
    codes(endings),
    cycle.map(() => undefined),
  );
  await at.page.evaluate("void (Promise.prototype.abandoned = true)");
  for (const call of cycle) await at.get(`(${call}).then(() => true)`);
});

at.attack("prototype-every-key", async () => {
  const wrong = [];
  for (const key of read) {
    const endings = await polluted({ [key]: `"${evil}"` }, ...cycle);
    const resolved = endings.map(({ code, resolved }) => code ?? resolved?.uid ?? resolved);
    const expected = [true, alice, bob, alice, alice, true, null];
    if (JSON.stringify(resolved) !== JSON.stringify(expected)) wrong.push({ key, resolved });
  }
  assert.deepEqual(wrong, []);
  assert.equal(at.requests(evil).length, 0);
});

at.attack("prototype-every-getter", async () => {
  const wrong = await at.page.evaluate(`await (async () => {
    const wrong = [];
    for (const key of ${JSON.stringify(read)}) {
      const trap = {
        get() { throw new Error("read " + key); },
        set(value) {
          Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
        },
      };
      const endings = await polluted({ [key]: trap }, async () => {
        const endings = [];
        for (const call of [${cycle.map((each) => `() => (${each})`).join()}])
          endings.push(await endOf(call));
        return endings;
      });
      for (const { threw, hung, code } of endings)
        if (threw || hung || code) wrong.push({ key, threw, hung, code });
    }
    return wrong;
  })()`);
  assert.deepEqual(wrong, []);
});
