// @ts-check
/** In Node, where one process serves everybody. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { after, before, beforeEach } from "node:test";
import { promisify } from "node:util";
import { app, packedPackage, scratchFolder, startEmulator } from "../harness/index.mjs";
import { forging, storages } from "../stage/storages.mjs";
import { attack } from "./table.mjs";

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
 * @param {string} body the body of an async function; has the package as `sdk`, `how(call)` ends, `open(options)` for
 *   clients, and for token routes `route(identify)` and `ask(route, headers, more)`
 * @returns {Promise<{ given: any, said: string }>}
 */
async function server(body) {
  const { appId, authKey: key, restApiKey: apiKey } = app;
  const names = { appId, key, apiKey, alice, bob, url: emulator.url };
  const source = `
    import * as sdk from "cometchat-wasm";
    import { createCometChatServer } from "cometchat-wasm/server";
    const { CometChat, createCometChat } = sdk;
    const { appId, key, apiKey, alice, bob, url } = ${text(names)};
    const settings = { region: "eu" };
    const open = async (options, client = createCometChat(options)) => {
      client.useEmulator(url);
      await client.init(appId, settings);
      return client;
    };
    const how = async (call) => {
      let promise;
      try { promise = call(); } catch (error) { return { threw: String(error) }; }
      const late = new Promise((resolve) => setTimeout(resolve, 45_000, { hung: true }).unref());
      return Promise.race([late, promise.then((resolved) => ({ resolved }), ({ code, message }) => ({ code, message }))]);
    };
    const route = (identify, options) =>
      createCometChatServer({ appId, apiKey, emulator: url }).tokenRoute(identify, options);
    const ask = async (route, headers, more) => {
      const answer = await route(new Request("http://shop.example/", { method: "POST", headers, ...more }));
      return [answer.status, await answer.text()];
    };
    const asAlice = () => ({ uid: alice });
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

/** @param {string} id @param {() => Promise<void>} body */
const inNode = (id, body) => attack(id, body, "node");

inNode("server-says-nothing", async () => {
  const { said } = await server(`
    await open({}, CometChat);
    for (const _ of [1, 2]) {
      await CometChat.login(alice, key);
      await CometChat.logout();
    }`);
  const warnings = said
    .split("\n")
    .filter((line) => /process/i.test(line) && /session/i.test(line));
  assert.equal(warnings.length, 1, `a login of the whole process is warned of once; said: ${said}`);
  assert.ok(!said.includes(app.authKey));
});

inNode("server-shares-session", async () => {
  const { given, said } = await server(`
    const uidOf = async (client) => (await client.getLoggedinUser())?.uid ?? null;
    const visit = async (uid) => {
      const client = await open();
      const before = await uidOf(client);
      if (uid) await client.login(uid, key);
      return { client, before, after: await uidOf(client) };
    };
    const visits = [await visit(alice), await visit(), await visit(bob)];
    const still = await uidOf(visits[0].client);
    await visits[2].client.logout();
    const remains = await uidOf(visits[0].client);
    return [...visits.map(({ before, after }) => [before, after]), [still, remains]];`);
  const expected = [
    [null, alice],
    [null, null],
    [null, bob],
    [alice, alice],
  ];
  assert.deepEqual(given, expected);
  assert.doesNotMatch(said, /process/i, "an instance is no matter of the whole process");
});

inNode("server-concurrent", async () => {
  const { given } = await server(`
    const visit = async (index) => {
      const client = await open({ storage: undefined });
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
  const entries = Object.entries(storages).map(([name, storage]) => `${text(name)}: ${storage}`);
  const { given } = await server(`
    const wrong = [];
    for (const [name, storage] of Object.entries({ ${entries.join()} })) {
      let client;
      try { client = createCometChat({ storage }); } catch (error) {
        // To refuse at once what is no storage is as good, with an exception of the package's.
        if (!(error instanceof sdk.CometChatException)) wrong.push([name, String(error)]);
        continue;
      }
      client.useEmulator(url);
      for (const call of [
        () => client.init(appId, settings), () => client.getLoggedinUser(),
        () => client.login(alice, key), () => client.getLoggedinUser(), () => client.logout(),
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
    await (await open({ storage: mine })).login(alice, key);
    const again = await (await open({ storage: mine })).getLoggedinUser();
    const other = await (await open({ storage: theirs })).getLoggedinUser();
    return [again?.uid ?? null, other, [...mine.map.values()].some((value) => value.includes(key))];`);
  assert.deepEqual(given, [alice, null, false]);
});

inNode("server-disposed", async () => {
  const { given } = await server(`
    const client = await open();
    const login = () => client.login(alice, key);
    const pending = how(login);
    client.dispose();
    client.dispose();
    const endings = [await pending];
    for (const call of [() => client.getLoggedinUser(), login, () => client.logout()])
      endings.push(await how(call));
    return { endings, user: await (await open()).getLoggedinUser() };`);
  assert.equal(given.user, null);
  for (const { threw, hung, code } of given.endings)
    assert.ok(!threw && !hung && code !== "SDK_FAILED", text(given.endings));
});

inNode("server-relative", async () => {
  const { given } = await server(`
    const asked = [];
    globalThis.fetch = async (url) => { asked.push(String(url)); throw new TypeError("no network"); };
    await CometChat.init(appId, settings);
    const endings = [];
    for (const uid of ["\\ud800", "..", "a/b"]) endings.push((await how(() => CometChat.login(uid, key))).code);
    return { asked, endings };`);
  const own = /^https:\/\/emulator-app\.api-eu\.cometchat\.io\/v3\.0\/users\/[^/]+\/auth_tokens$/;
  for (const url of given.asked) assert.match(url, own);
  assert.equal(given.endings[0], "INVALID_UID");
});

inNode("server-prototype", async () => {
  const { given } = await server(`
    const asked = [];
    globalThis.fetch = async (url) => { asked.push(new URL(url).host); throw new TypeError("no network"); };
    Object.prototype.clientHost = Object.prototype.adminHost = "evil.example";
    Object.prototype.storage = ${forging};
    await CometChat.init(appId, settings);
    await how(() => CometChat.login(alice, key));
    await how(() => CometChat.login("a_token_0123456789"));
    const client = createCometChat({});
    await client.init(appId, settings);
    return { asked, user: (await client.getLoggedinUser())?.uid ?? null };`);
  assert.ok(!given.asked.includes("evil.example"), text(given.asked));
  assert.equal(given.user, null);
});

attack("route-cross-site", async () => {
  const { given } = await server(`
    const answers = [];
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://blog.shop.example" },
      { "sec-fetch-site": "none" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://shop.example.evil.example", host: "shop.example" },
      { origin: "http://shop.example:81", host: "shop.example" },
    ]) answers.push(await ask(route(asAlice), headers));
    return answers.map(([status, body]) => [status, body.includes(alice)]);`);
  assert.deepEqual(given, Array(7).fill([403, false]));
  assert.deepEqual(await emulator.requests(), []);
});

attack("route-uid", async () => {
  const { given } = await server(`
    const body = JSON.stringify({ uid: bob });
    const headers = { "x-uid": bob, uid: bob, onbehalfof: bob, "content-type": "application/json" };
    return ask(route(asAlice), headers, { body });`);
  assert.ok(given[1].startsWith(`${alice}_`));
  const asked = await emulator.requests();
  assert.ok(!JSON.stringify(asked).includes(bob));
});

attack("route-body", async () => {
  const { given } = await server(`
    let pulled = 0;
    const body = new ReadableStream({ pull(to) { pulled++; to.enqueue(new Uint8Array(65_536)); } }, { highWaterMark: 0 });
    const [status] = await ask(route(asAlice), {}, { body, duplex: "half" });
    return [status, pulled];`);
  assert.deepEqual(given, [200, 0]);
});

attack("route-identify", async () => {
  const { given } = await server(`
    const options = { onError() { throw new Error("mine"); } };
    const thrower = { get uid() { throw new Error("getter"); } };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const checks = [
      () => { throw alice; }, () => Promise.reject(), () => new Promise(() => {}), () => thrower,
      () => revoked.proxy, () => "cometchat-uid-1", () => [alice], () => ({ uid: "../me" , metadata: 1n }),
      () => ({ then(resolve) { resolve({ uid: { toString: () => alice } }); } }), undefined, 7,
    ];
    return Promise.all(checks.map(async (check) => (await ask(route(check, options)))[0]));`);
  assert.deepEqual(given, [500, 500, 504, 500, 500, 500, 500, 500, 500, 500, 500]);
  assert.deepEqual(await emulator.requests(), []);
});

attack("route-key", async () => {
  const echo = `The key ${app.restApiKey} is not ${encodeURIComponent(app.restApiKey)}.`;
  const fault = { kind: "error", code: app.restApiKey, message: echo, details: { key: [echo] } };
  await emulator.fault({ times: null, fault });
  const { given, said } = await server(`
    const { inspect } = await import("node:util");
    const heard = [];
    const asked = await ask(route(asAlice));
    await ask(route(asAlice, { onError: (error) => heard.push(inspect(error, { depth: 9, showHidden: true }), error.stack) }));
    return [asked, heard];`);
  assert.equal(given[0][0], 502);
  assert.ok(!`${JSON.stringify(given)}${said}`.includes(app.restApiKey));
});

attack("route-prototype", async () => {
  const { given } = await server(`
    const bare = route(() => ({}), { onError() {} });
    const own = route(asAlice, { onError() {} });
    const foreign = { origin: "https://evil.example" };
    Object.assign(Object.prototype, {
      uid: bob, allowedOrigins: ["https://evil.example"], site: "same-origin", method: "POST",
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
