// @ts-check
/** What is given to the SDK changes while it is read, or throws. */
import assert from "node:assert/strict";
import { alice, assertSound, bob, calls, evil, own, scene, text } from "./scene.mjs";

const at = scene();

for (const [id, field, first, later] of [
  ["getter-region", "region", `"eu"`, `evil + "/x?"`],
  ["getter-client-host", "clientHost", "null", "evil"],
  ["getter-admin-host", "adminHost", "null", "evil"],
])
  at.attack(id, async () => {
    await at.run("void (window.reads = 0)");
    await at.get(
      `CometChat.init(appId, { region: "eu", get ${field}() { return reads++ === 0 ? ${first} : ${later}; } })`,
    );
    await at.login();
    await at.logout();
    assert.ok((await at.run("reads")) <= 1, "read more than once");
    assert.deepEqual([...new Set(at.requests().map(({ host }) => host))], [own.admin, own.client]);
  });

at.attack("getter-every-setting", async () => {
  await at.run("void (window.reads = {})");
  const counted = ["region", "adminHost", "clientHost", "storageMode", "requestTimeout", "tabSync"]
    .map((field) => {
      const value = field === "region" ? `"eu"` : "undefined";
      return `get ${field}() { reads.${field} = (reads.${field} ?? 0) + 1; return ${value}; }`;
    })
    .join();
  await at.get(`CometChat.init(appId, { ${counted} })`);
  await at.login();
  await at.logout();
  for (const [field, times] of Object.entries(await at.run("reads")))
    assert.ok(times <= 1, `${field} was read ${times} times`);
});

at.attack("proxy-settings", async () => {
  const { code } = await at.end(`CometChat.init(appId, new Proxy({ region: "eu" }, {
    get: (target, name) => (window.asked = (window.asked ?? 0) + 1) > 12 ? evil : target[name],
    getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(target, name),
    has: () => true,
  }))`);
  if (code === undefined) await at.end(calls.login);
  assert.equal(at.requests(evil).length, 0);
});

const throws = `{ throw new Error("hostile"); }`;

/** Values that throw when they are looked at, or are of no use. */
const hostile = {
  "a revoked proxy":
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
  "a revoked function":
    "(() => { const { proxy, revoke } = Proxy.revocable(() => {}, {}); revoke(); return proxy; })()",
  "a proxy that throws": `new Proxy({}, new Proxy({}, { get: () => () => ${throws} }))`,
  "getters that throw": `Object.defineProperties({}, Object.fromEntries(
    ["region", "clientHost", "uid", "authToken", "onSuccess", "onError", "signal", "toJSON", "name", "loginSuccess"]
      .map((key) => [key, { enumerable: true, get() ${throws} }])))`,
  "an object that will not become text": `{ toString() ${throws}, valueOf() ${throws}, [Symbol.toPrimitive]() ${throws} }`,
  "an object without prototype": "Object.create(null)",
  "a symbol": `Symbol("hostile")`,
  "a big integer": "10n ** 50n",
  "not a number": "NaN",
  "a boxed text": "Object(alice)",
  "a function": "(() => {})",
  "a cycle": "(() => { const cycle = {}; cycle.cycle = cycle; return cycle; })()",
  "a deep list":
    "(() => { let deep = []; for (let level = 0; level < 200000; level++) deep = [deep]; return deep; })()",
  "a long text": `"x".repeat(100_000)`,
  "another window's object": `document.body.appendChild(document.createElement("iframe")).contentWindow.JSON.parse("{}")`,
  "the window": "window",
};

/** Every call, with a place for a value. */
const everyCall = [
  ...["CometChat.init(HERE)", "CometChat.init(appId, HERE)", "CometChat.init(appId, null, HERE)"],
  ...["CometChat.login(HERE)", "CometChat.login(HERE, key)", `CometChat.login("nobody", HERE)`],
  ...[`CometChat.login("nobody", key, HERE)`, "CometChat.loginWithAuthToken(HERE)"],
  ...["CometChat.getLoggedinUser(HERE)", "CometChat.getUserAuthToken(HERE)"],
  ...["CometChat.logout(HERE)", "CometChat.createUser(HERE, key)"],
  `CometChat.createUser({ uid: "dora", name: "Dora" }, HERE)`,
  ...["CometChat.updateUser(HERE, key)", "CometChat.updateCurrentUserDetails(HERE)"],
  ...["CometChat.getUser(HERE)", `CometChat.getUser("nobody", HERE)`, "CometChatCalls.init(HERE)"],
  ...["CometChatCalls.login(HERE)", "CometChatCalls.loginWithAuthToken(HERE)"],
];

at.attack("hostile-arguments", async () => {
  await at.init();
  for (const [name, value] of Object.entries(hostile)) {
    const given = everyCall.map((call) => call.replace("HERE", "given"));
    const endings = await at.run(`await (async () => {
      const given = ${value};
      const endings = await Promise.all([${given.map((call) => `endOf(() => ${call})`).join()}]);
      return endings.map(({ threw, hung, code }) => ({ threw, hung, code: String(code) }));
    })()`);
    assertSound(endings, everyCall, name);
  }
  await at.init();
  await at.login();
});

at.attack("hostile-registrations", { reports: true }, async () => {
  await at.init();
  for (const [name, value] of Object.entries(hostile))
    for (const call of [
      "CometChat.addLoginListener(given, {})",
      `CometChat.addLoginListener("hostile", given)`,
      "CometChat.removeLoginListener(given)",
      "CometChat.setSource(given, given, given)",
    ]) {
      const threw = await at.run(
        `(() => { const given = ${value}; try { ${call}; } catch (error) { return String(error); } })()`,
      );
      assert.equal(threw, undefined, `${call} with ${name}`);
    }
  await at.login();
  await at.logout();
});

at.attack("hostile-signal", async () => {
  await at.init();
  for (const signal of [
    `{ get aborted() ${throws} }`,
    `{ aborted: false, addEventListener() ${throws} }`,
    "{ aborted: false, addEventListener: 5, removeEventListener: 5 }",
    `{ aborted: false, addEventListener: (name, abort) => abort(), removeEventListener() ${throws} }`,
    "new Proxy(new AbortController().signal, {})",
    "{ aborted: true }",
    `"aborted"`,
  ])
    await at.end(`CometChat.login(alice, key, { signal: ${signal} })`);
  await at.end(calls.logout);
  await at.login(bob);
});

at.attack("getter-uid", async () => {
  await at.init();
  await at.end(`CometChat.updateUser({ reads: 0, name: "Mallory", get uid() {
    return this.reads++ === 0 ? alice : "../../v3.0/users/" + bob;
  } }, key)`);
  await at.end(`CometChat.updateUser({ toJSON: () => ({ uid: "../me", name: "Mallory" }) }, key)`);
  for (const { path } of at.requests())
    assert.match(path, /^\/v3\.0\/users\/[^/]+$/, "the path is not that of one user");
  const { users } = await at.emulator.state();
  assert.notEqual(users.find(({ uid }) => uid === bob).name, "Mallory");
});

const others = ["otherapp.api-eu.cometchat.io", "otherapp.apiclient-eu.cometchat.io"];

at.attack("getter-reenters", { hosts: others }, async () => {
  await at.init();
  await at.login();
  const endings = await at.run(`await (async () => {
    const inner = [];
    const reenter = (call) => { inner.push(endOf(call)); };
    const outer = [
      endOf(() => CometChat.init(appId, {
        get region() {
          reenter(() => CometChat.init("otherapp"));
          reenter(() => CometChat.logout());
          reenter(() => CometChat.login(bob, key));
          return "eu";
        },
      })),
      endOf(() => CometChat.updateCurrentUserDetails({
        get statusMessage() { reenter(() => CometChat.logout()); return "gone"; },
      })),
      endOf(() => CometChat.getUser(bob, {
        get signal() { reenter(() => CometChat.getLoggedinUser()); return undefined; },
      })),
    ];
    const ended = await Promise.all(outer);
    return [...ended, ...await Promise.all(inner)].map(({ threw, hung, code }) => ({ threw, hung, code }));
  })()`);
  assertSound(endings, [], text(endings));
  await at.init();
  await at.end(calls.logout);
  await at.login();
});

at.attack("getter-credentials", async () => {
  await at.init();
  const token = at.guard(await at.emulator.addToken(alice));
  await at.run("void (window.reads = { uid: 0, authToken: 0 })");
  const user = await at.get(`CometChat.ensureLoggedIn({
    get uid() { return reads.uid++ === 0 ? alice : bob; },
    get authToken() { return reads.authToken++ === 0 ? ${text(token)} : "bob_token_of_an_attacker"; },
  })`);
  assert.equal(user.uid, alice);
  assert.equal(await at.token(), token);
  assert.deepEqual(await at.run("reads"), { uid: 1, authToken: 1 });
});
