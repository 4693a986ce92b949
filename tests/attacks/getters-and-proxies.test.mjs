// @ts-check
/** What is given to the SDK changes while it is read, or throws. */
import assert from "node:assert/strict";
import { alice, app, bob, calls, own, scene } from "./scene.mjs";

const at = scene();

const evil = "evil.example";
const appId = JSON.stringify(app.appId);
const key = JSON.stringify(app.authKey);

/**
 * Settings of which one changes: what is read first, and from then on.
 *
 * @param {string} field
 * @param {string} first
 * @param {string} later
 */
const changing = (field, first, later) => `(() => {
  window.reads = 0;
  return {
    region: "eu",
    get [${JSON.stringify(field)}]() { return reads++ === 0 ? ${first} : ${later}; },
  };
})()`;

for (const [id, field, first, later] of [
  ["getter-region", "region", `"eu"`, `"${evil}/x?"`],
  ["getter-client-host", "clientHost", "null", `"${evil}"`],
  ["getter-admin-host", "adminHost", "null", `"${evil}"`],
]) {
  at.attack(id, async () => {
    await at.get(`CometChat.init(${appId}, ${changing(field, first, later)})`);
    assert.equal((await at.get(calls.login())).uid, alice);
    await at.get(calls.logout);
    assert.ok((await at.page.evaluate("reads")) <= 1, "read more than once");
    assert.deepEqual([...new Set(at.requests().map(({ host }) => host))], [own.admin, own.client]);
  });
}

at.attack("getter-every-setting", async () => {
  await at.page.evaluate(`void (window.reads = {})`);
  const counted = ["region", "adminHost", "clientHost", "storageMode", "requestTimeout", "tabSync"]
    .map((field) => {
      const value = field === "region" ? `"eu"` : "undefined";
      return `get ${field}() { reads.${field} = (reads.${field} ?? 0) + 1; return ${value}; }`;
    })
    .join();
  await at.get(`CometChat.init(${appId}, { ${counted} })`);
  await at.get(calls.login());
  await at.get(calls.logout);
  for (const [field, times] of Object.entries(await at.page.evaluate("reads")))
    assert.ok(times <= 1, `${field} was read ${times} times`);
});

at.attack("proxy-settings", async () => {
  const ending = await at.end(`CometChat.init(${appId}, new Proxy({ region: "eu" }, {
    get: (target, name) => (window.asked = (window.asked ?? 0) + 1) > 12 ? "${evil}" : target[name],
    getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(target, name),
    has: () => true,
  }))`);
  if (ending.code === undefined) await at.end(calls.login());
  assert.equal(at.requests(evil).length, 0);
});

/** Values that throw when they are looked at, or are of no use. */
const hostile = {
  "a revoked proxy":
    "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
  "a revoked function":
    "(() => { const { proxy, revoke } = Proxy.revocable(() => {}, {}); revoke(); return proxy; })()",
  "a proxy that throws": `new Proxy({}, new Proxy({}, { get: () => () => { throw new Error("hostile"); } }))`,
  "getters that throw": `Object.defineProperties({}, Object.fromEntries(
    ["region", "clientHost", "uid", "authToken", "onSuccess", "onError", "signal", "toJSON", "name", "loginSuccess"]
      .map((key) => [key, { enumerable: true, get() { throw new Error("hostile"); } }])))`,
  "an object that will not become text": `{ toString() { throw new Error("hostile"); }, valueOf() { throw new Error("hostile"); }, [Symbol.toPrimitive]() { throw new Error("hostile"); } }`,
  "an object without prototype": "Object.create(null)",
  "a symbol": `Symbol("hostile")`,
  "a big integer": "10n ** 50n",
  "not a number": "NaN",
  "a boxed text": `Object(${JSON.stringify(alice)})`,
  "a function": "(() => {})",
  "a cycle": "(() => { const cycle = {}; cycle.cycle = cycle; return cycle; })()",
  "a deep list":
    "(() => { let deep = []; for (let level = 0; level < 200000; level++) deep = [deep]; return deep; })()",
  "a long text": `"x".repeat(100_000)`,
  "another window's object": `(() => { const frame = document.body.appendChild(document.createElement("iframe")); return frame.contentWindow.JSON.parse("{}"); })()`,
  "the window": "window",
};

/** Every call, with a place for a value. */
const everyCall = [
  ...[
    "CometChat.init(HERE)",
    `CometChat.init(${appId}, HERE)`,
    `CometChat.init(${appId}, null, HERE)`,
  ],
  ...["CometChat.login(HERE)", `CometChat.login(HERE, ${key})`, `CometChat.login("nobody", HERE)`],
  ...[`CometChat.login("nobody", ${key}, HERE)`, "CometChat.loginWithAuthToken(HERE)"],
  ...[
    "CometChat.getLoggedinUser(HERE)",
    "CometChat.getUserAuthToken(HERE)",
    "CometChat.logout(HERE)",
  ],
  ...[
    `CometChat.createUser(HERE, ${key})`,
    `CometChat.createUser({ uid: "dora", name: "Dora" }, HERE)`,
  ],
  ...[`CometChat.updateUser(HERE, ${key})`, "CometChat.updateCurrentUserDetails(HERE)"],
  ...["CometChat.getUser(HERE)", `CometChat.getUser("nobody", HERE)`],
  ...[
    "CometChatCalls.init(HERE)",
    "CometChatCalls.login(HERE)",
    "CometChatCalls.loginWithAuthToken(HERE)",
  ],
];

at.attack("hostile-arguments", async () => {
  await at.init();
  const wrong = [];
  for (const [name, value] of Object.entries(hostile)) {
    const endings = await at.page.evaluate(`await (async () => {
      const given = ${value};
      const endings = await Promise.all([${everyCall
        .map((call) => `endOf(() => ${call.replace("HERE", "given")})`)
        .join()}]);
      return endings.map(({ threw, hung, code }) => ({ threw, hung, code: String(code) }));
    })()`);
    for (const [index, { threw, hung, code }] of endings.entries())
      if (threw || hung || code === "SDK_FAILED")
        wrong.push(`${everyCall[index]} with ${name}: ${threw ?? (hung ? "hung" : code)}`);
  }
  assert.deepEqual(wrong, []);
  await at.init();
  await at.get(calls.login());
});

at.attack(
  "hostile-registrations",
  async () => {
    await at.init();
    const wrong = [];
    for (const [name, value] of Object.entries(hostile)) {
      for (const call of [
        "CometChat.addLoginListener(HERE, {})",
        `CometChat.addLoginListener("hostile", HERE)`,
        "CometChat.removeLoginListener(HERE)",
        "CometChat.setSource(HERE, HERE, HERE)",
      ]) {
        const threw = await at.page.evaluate(
          `(() => { const given = ${value}; try { ${call.replaceAll("HERE", "given")}; } catch (error) { return String(error); } })()`,
        );
        if (threw) wrong.push(`${call} with ${name}: ${threw}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.equal((await at.get(calls.login())).uid, alice);
    await at.get(calls.logout);
  },
  { reports: true },
);

at.attack("hostile-signal", async () => {
  await at.init();
  const signals = [
    `{ get aborted() { throw new Error("hostile"); } }`,
    `{ aborted: false, addEventListener() { throw new Error("hostile"); } }`,
    `{ aborted: false, addEventListener: 5, removeEventListener: 5 }`,
    `{ aborted: false, addEventListener: (name, abort) => abort(), removeEventListener() { throw new Error("hostile"); } }`,
    `new Proxy(new AbortController().signal, {})`,
    `{ aborted: true }`,
    `"aborted"`,
  ];
  for (const signal of signals)
    await at.end(`CometChat.login(${JSON.stringify(alice)}, ${key}, { signal: ${signal} })`);
  await at.end(calls.logout);
  assert.equal((await at.get(calls.login(bob))).uid, bob);
});

at.attack("getter-uid", async () => {
  await at.init();
  await at.end(`CometChat.updateUser({ reads: 0, name: "Mallory", get uid() {
    return this.reads++ === 0 ? ${JSON.stringify(alice)} : "../../v3.0/users/${bob}";
  } }, ${key})`);
  await at.end(
    `CometChat.updateUser({ toJSON: () => ({ uid: "../me", name: "Mallory" }) }, ${key})`,
  );
  for (const { path } of at.requests())
    assert.match(path, /^\/v3\.0\/users\/[^/]+$/, "the path is not that of one user");
  const { users } = await at.emulator.state();
  assert.notEqual(users.find(({ uid }) => uid === bob).name, "Mallory");
});

at.attack(
  "getter-reenters",
  async () => {
    await at.init();
    await at.get(calls.login());
    const endings = await at.page.evaluate(`await (async () => {
    const inner = [];
    const reenter = (call) => { inner.push(endOf(call)); };
    const outer = [
      endOf(() => CometChat.init(${appId}, {
        get region() {
          reenter(() => CometChat.init("otherapp"));
          reenter(() => CometChat.logout());
          reenter(() => CometChat.login(${JSON.stringify(bob)}, ${key}));
          return "eu";
        },
      })),
      endOf(() => CometChat.updateCurrentUserDetails({
        get statusMessage() { reenter(() => CometChat.logout()); return "gone"; },
      })),
      endOf(() => CometChat.getUser(${JSON.stringify(bob)}, {
        get signal() { reenter(() => CometChat.getLoggedinUser()); return undefined; },
      })),
    ];
    const ended = await Promise.all(outer);
    return [...ended, ...await Promise.all(inner)].map(({ threw, hung, code }) => ({ threw, hung, code }));
  })()`);
    for (const { threw, hung, code } of endings)
      assert.ok(!threw && !hung && code !== "SDK_FAILED", JSON.stringify(endings));
    await at.init();
    await at.end(calls.logout);
    assert.equal((await at.get(calls.login())).uid, alice);
  },
  { hosts: ["otherapp.api-eu.cometchat.io", "otherapp.apiclient-eu.cometchat.io"] },
);

at.attack("getter-credentials", async () => {
  await at.init();
  const token = await at.emulator.addToken(alice);
  at.guard(token);
  await at.page.evaluate("void (window.reads = { uid: 0, authToken: 0 })");
  const ending = await at.end(`CometChat.ensureLoggedIn({
    get uid() { return reads.uid++ === 0 ? ${JSON.stringify(alice)} : ${JSON.stringify(bob)}; },
    get authToken() { return reads.authToken++ === 0 ? ${JSON.stringify(token)} : "bob_token_of_an_attacker"; },
  })`);
  assert.equal(ending.resolved?.uid, alice);
  assert.equal(await at.get(calls.token), token);
  assert.deepEqual(await at.page.evaluate("reads"), { uid: 1, authToken: 1 });
});
