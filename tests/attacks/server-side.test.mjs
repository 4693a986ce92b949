// @ts-check
/** In Node, where one process serves everybody. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { after, before, beforeEach } from "node:test";
import { promisify } from "node:util";
import { app, packedPackage, scratchFolder, startEmulator } from "../harness/index.mjs";
import { attack } from "./attack.mjs";

/** @type {{ folder: string, remove: () => void }} */
let project;
/** @type {import("../harness/emulator.mjs").Emulator} */
let emulator;
before(async () => {
  const packed = await packedPackage(process.env.COMETCHAT_PACKAGE);
  project = scratchFolder("attacked");
  await cp(packed.project, project.folder, { recursive: true });
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
after(async () => {
  await emulator?.stop();
  project?.remove();
});

const [alice, bob] = ["cometchat-uid-1", "cometchat-uid-2"];
const text = JSON.stringify;

/**
 * Runs the code of a server until Node ends by itself: what it gives, and what it said.
 *
 * @param {string} body the body of an async function; has the package as `sdk`, and `how(call)`
 * @returns {Promise<{ given: any, said: string }>}
 */
async function server(body) {
  const source = `
    import * as sdk from "cometchat-wasm";
    const { CometChat, createCometChat } = sdk;
    const key = ${text(app.authKey)};
    const settings = { region: "eu" };
    const how = async (call) => {
      let promise;
      try { promise = call(); } catch (error) { return { threw: String(error) }; }
      const late = new Promise((resolve) => setTimeout(resolve, 45_000, { hung: true }).unref());
      return Promise.race([late, promise.then((resolved) => ({ resolved }), ({ code, message }) => ({ code, message }))]);
    };
    const given = await (async () => { ${body} })();
    console.log("given " + JSON.stringify(given ?? null));`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", source],
    { cwd: project.folder, timeout: 60_000 },
  ).catch(({ stderr }) => assert.fail(stderr));
  const line = stdout.split("\n").find((each) => each.startsWith("given "));
  assert.ok(line, stdout + stderr);
  return {
    given: JSON.parse(line.slice("given ".length)),
    said: stdout.replace(line, "") + stderr,
  };
}

const start = `CometChat.useEmulator(${text(/** known when it runs */ "URL")}); await CometChat.init(${text(app.appId)}, settings);`;
const begin = () => start.replace("URL", emulator.url);

/** @param {string} id @param {() => Promise<void>} body */
const inNode = (id, body) => attack(id, body, { where: "node" });

inNode("server-says-nothing", async () => {
  const { said } = await server(`${begin()}
    await CometChat.login(${text(alice)}, key);
    await CometChat.logout();
    await CometChat.login(${text(alice)}, key);
    await CometChat.logout();`);
  const warnings = said
    .split("\n")
    .filter((line) => /process/i.test(line) && /session/i.test(line));
  assert.equal(warnings.length, 1, `a login of the whole process is warned of once; said: ${said}`);
  assert.ok(!said.includes(app.authKey));
});

inNode("server-shares-session", async () => {
  const { given, said } = await server(`
    const visit = async (uid) => {
      const client = createCometChat();
      client.useEmulator(${text(emulator.url)});
      await client.init(${text(app.appId)}, settings);
      const before = await client.getLoggedinUser();
      if (uid) await client.login(uid, key);
      const after = await client.getLoggedinUser();
      return { client, before: before?.uid ?? null, after: after?.uid ?? null };
    };
    const first = await visit(${text(alice)});
    const next = await visit();
    const third = await visit(${text(bob)});
    const still = (await first.client.getLoggedinUser()).uid;
    await third.client.logout();
    const remains = (await first.client.getLoggedinUser()).uid;
    return [first, next, third].map(({ before, after }) => [before, after]).concat([[still, remains]]);`);
  assert.deepEqual(given, [
    [null, alice],
    [null, null],
    [null, bob],
    [alice, alice],
  ]);
  assert.doesNotMatch(said, /process/i, "an instance is no matter of the whole process");
});

inNode("server-concurrent", async () => {
  const { given } = await server(`
    const visit = async (index) => {
      const client = createCometChat({ storage: undefined });
      client.useEmulator(${text(emulator.url)});
      await client.init(${text(app.appId)}, settings);
      const uid = "cometchat-uid-" + (1 + index % 5);
      const user = await client.login(uid, key);
      const token = await client.getUserAuthToken();
      await new Promise((resolve) => setTimeout(resolve, (index * 7) % 20));
      const seen = await client.getLoggedinUser();
      return user.uid === uid && seen.uid === uid && token === seen.authToken && token.startsWith(uid + "_");
    };
    return (await Promise.all(Array.from({ length: 40 }, (_, index) => visit(index)))).every(Boolean);`);
  assert.equal(given, true);
});

inNode("server-storage", async () => {
  const { given } = await server(`
    const storages = {
      throws: { getItem() { throw 1; }, setItem() { throw 1; }, removeItem() { throw 1; } },
      promises: { getItem: async () => null, setItem: async () => {}, removeItem: async () => {} },
      objects: { getItem: () => ({ uid: "mallory", authToken: "mallory_token_0123" }), setItem() {}, removeItem() {} },
      nothing: {},
      getters: { get getItem() { throw 1; }, get setItem() { throw 1; }, get removeItem() { throw 1; } },
      proxy: (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })(),
      text: "storage",
      null: null,
    };
    const wrong = [];
    for (const [name, storage] of Object.entries(storages)) {
      let client;
      try { client = createCometChat({ storage }); } catch (error) {
        // To refuse at once what is no storage is as good, with an exception of the package's.
        if (!(error instanceof sdk.CometChatException)) wrong.push([name, String(error)]);
        continue;
      }
      client.useEmulator(${text(emulator.url)});
      for (const call of [
        () => client.init(${text(app.appId)}, settings), () => client.getLoggedinUser(),
        () => client.login(${text(alice)}, key), () => client.getLoggedinUser(), () => client.logout(),
      ]) {
        const ending = await how(call);
        if (ending.threw || ending.hung || ending.code === "SDK_FAILED" || JSON.stringify(ending).includes("mallory"))
          wrong.push([name, String(call), ending]);
      }
    }
    return wrong;`);
  assert.deepEqual(given, []);
});

inNode("server-own-storage", async () => {
  const { given } = await server(`
    const store = () => {
      const map = new Map();
      return { map, getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value), removeItem: (key) => void map.delete(key) };
    };
    const [mine, theirs] = [store(), store()];
    const open = async (storage) => {
      const client = createCometChat({ storage });
      client.useEmulator(${text(emulator.url)});
      await client.init(${text(app.appId)}, settings);
      return client;
    };
    const first = await open(mine);
    await first.login(${text(alice)}, key);
    const again = await (await open(mine)).getLoggedinUser();
    const other = await (await open(theirs)).getLoggedinUser();
    const leaked = [...mine.map.values()].some((value) => value.includes(key));
    return [again?.uid ?? null, other, leaked];`);
  assert.deepEqual(given, [alice, null, false]);
});

inNode("server-disposed", async () => {
  const { given } = await server(`
    const client = createCometChat();
    client.useEmulator(${text(emulator.url)});
    await client.init(${text(app.appId)}, settings);
    const pending = how(() => client.login(${text(alice)}, key));
    client.dispose();
    client.dispose();
    const endings = [await pending];
    for (const call of [() => client.getLoggedinUser(), () => client.login(${text(alice)}, key), () => client.logout()])
      endings.push(await how(call));
    const fresh = createCometChat();
    fresh.useEmulator(${text(emulator.url)});
    await fresh.init(${text(app.appId)}, settings);
    return { endings, user: await fresh.getLoggedinUser() };`);
  assert.equal(given.user, null);
  for (const { threw, hung, code } of given.endings)
    assert.ok(!threw && !hung && code !== "SDK_FAILED", text(given.endings));
});

inNode("server-relative", async () => {
  const { given } = await server(`
    const asked = [];
    globalThis.fetch = async (url) => { asked.push(String(url)); throw new TypeError("no network"); };
    await CometChat.init(${text(app.appId)}, settings);
    const endings = [];
    for (const uid of ["\\ud800", "..", "a/b"]) endings.push((await how(() => CometChat.login(uid, key))).code);
    return { asked, endings };`);
  for (const url of given.asked)
    assert.match(
      url,
      /^https:\/\/emulator-app\.api-eu\.cometchat\.io\/v3\.0\/users\/[^/]+\/auth_tokens$/,
    );
  assert.equal(given.endings[0], "INVALID_UID");
});

inNode("server-prototype", async () => {
  const { given } = await server(`
    const asked = [];
    globalThis.fetch = async (url) => { asked.push(new URL(url).host); throw new TypeError("no network"); };
    Object.prototype.clientHost = Object.prototype.adminHost = "evil.example";
    Object.prototype.storage = { getItem: () => '{"uid":"mallory","authToken":"mallory_token_0123"}', setItem() {}, removeItem() {} };
    await CometChat.init(${text(app.appId)}, settings);
    await how(() => CometChat.login(${text(alice)}, key));
    await how(() => CometChat.login("a_token_0123456789"));
    let user = null;
    if (createCometChat) {
      const client = createCometChat({});
      await client.init(${text(app.appId)}, settings);
      user = await client.getLoggedinUser();
    }
    return { asked, user: user && user.uid };`);
  assert.ok(!given.asked.includes("evil.example"), text(given.asked));
  assert.equal(given.user, null);
});

/** What a token route of `cometchat-wasm/server` is made with: `route(identify)`, and `ask(route, headers, more)`. */
const routes = () => `
  const { createCometChatServer } = await import("cometchat-wasm/server");
  const apiKey = ${text(app.restApiKey)};
  const set = { appId: ${text(app.appId)}, apiKey, emulator: ${text(emulator.url)} };
  const route = (identify, options) => createCometChatServer(set).tokenRoute(identify, options);
  const ask = async (route, headers, more) => {
    const answer = await route(new Request("http://shop.example/", { method: "POST", headers, ...more }));
    return [answer.status, await answer.text()];
  };
  const alice = () => ({ uid: ${text(alice)} });`;

attack("route-cross-site", async () => {
  const { given } = await server(`${routes()}
    const answers = [];
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://blog.shop.example" },
      { "sec-fetch-site": "none" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://shop.example.evil.example", host: "shop.example" },
      { origin: "http://shop.example:81", host: "shop.example" },
    ]) answers.push(await ask(route(alice), headers));
    return answers.map(([status, body]) => [status, body.includes(${text(alice)})]);`);
  assert.deepEqual(given, Array(7).fill([403, false]));
  assert.deepEqual(await emulator.requests(), []);
});

attack("route-uid", async () => {
  const { given } = await server(`${routes()}
    const body = JSON.stringify({ uid: ${text(bob)} });
    const headers = { "x-uid": ${text(bob)}, uid: ${text(bob)}, onbehalfof: ${text(bob)}, "content-type": "application/json" };
    return ask(route(alice), headers, { body });`);
  assert.ok(given[1].startsWith(`${alice}_`));
  const asked = await emulator.requests();
  assert.ok(!JSON.stringify(asked).includes(bob));
});

attack("route-body", async () => {
  const { given } = await server(`${routes()}
    let pulled = 0;
    const body = new ReadableStream({ pull(to) { pulled++; to.enqueue(new Uint8Array(65_536)); } }, { highWaterMark: 0 });
    const [status] = await ask(route(alice), {}, { body, duplex: "half" });
    return [status, pulled];`);
  assert.deepEqual(given, [200, 0]);
});

attack("route-identify", async () => {
  const { given } = await server(`${routes()}
    const options = { onError() { throw new Error("mine"); } };
    const thrower = { get uid() { throw new Error("getter"); } };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const checks = [
      () => { throw ${text(alice)}; }, () => Promise.reject(), () => new Promise(() => {}), () => thrower,
      () => revoked.proxy, () => "cometchat-uid-1", () => [${text(alice)}], () => ({ uid: "../me" , metadata: 1n }),
      () => ({ then(resolve) { resolve({ uid: { toString: () => ${text(alice)} } }); } }), undefined, 7,
    ];
    return Promise.all(checks.map(async (check) => (await ask(route(check, options)))[0]));`);
  assert.deepEqual(given, [500, 500, 504, 500, 500, 500, 500, 500, 500, 500, 500]);
  assert.deepEqual(await emulator.requests(), []);
});

attack("route-key", async () => {
  const echo = `The key ${app.restApiKey} is not ${encodeURIComponent(app.restApiKey)}.`;
  const fault = { kind: "error", code: app.restApiKey, message: echo, details: { key: [echo] } };
  await emulator.fault({ times: null, fault });
  const { given, said } = await server(`${routes()}
    const { inspect } = await import("node:util");
    const heard = [];
    const asked = await ask(route(alice));
    await ask(route(alice, { onError: (error) => heard.push(inspect(error, { depth: 9, showHidden: true }), error.stack) }));
    return [asked, heard];`);
  assert.equal(given[0][0], 502);
  assert.ok(!`${JSON.stringify(given)}${said}`.includes(app.restApiKey));
});

attack("route-prototype", async () => {
  const { given } = await server(`${routes()}
    const bare = route(() => ({}), { onError() {} });
    const own = route(alice, { onError() {} });
    const foreign = { origin: "https://evil.example" };
    Object.assign(Object.prototype, {
      uid: ${text(bob)}, allowedOrigins: ["https://evil.example"], site: "same-origin", method: "POST",
      emulator: "http://127.0.0.1:1", host: "evil.example", withAuthToken: true, authToken: "evil_token",
    });
    const answers = [await ask(bare), await ask(own, foreign), await ask(own)];
    for (const key of ["uid", "allowedOrigins", "site", "method", "emulator", "host", "withAuthToken", "authToken"])
      delete Object.prototype[key];
    return answers.map(([status, body]) => [status, body.split("_")[0]]);`);
  assert.deepEqual(given[0][0], 500);
  assert.deepEqual(given[1][0], 403);
  assert.deepEqual(given[2], [200, alice]);
});
