// @ts-check
/** The official SDK gets the settings that `init` has accepted, and no others. */
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { packedPackage } from "../harness/index.mjs";

/** @type {any} */
let createCometChat;
/** @type {import("./model.mjs").KeepInStep} */
let keepInStep;
before(async () => {
  const { folder } = await packedPackage();
  const load = (/** @type {string} */ file) => import(pathToFileURL(path.join(folder, file)).href);
  ({ createCometChat } = await load("index.js"));
  ({ keepInStep } = await load("companion.js"));
});

/** What the official SDK was initialised with. @type {[string, unknown][]} */
let given;
/** A client with a session of before. @type {any} */
let client;
/** @type {import("./model.mjs").Companion[]} */
let open;
beforeEach(() => {
  given = [];
  open = [];
  const user = { uid: "ada", name: "Ada", authToken: "ada_1700000000abcdef" };
  const stored = new Map([["app:common_store/user", JSON.stringify(user)]]);
  client = createCometChat({
    storage: {
      getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
      removeItem: (/** @type {string} */ key) => stored.delete(key),
    },
  });
});
afterEach(() => {
  for (const companion of open) companion.stop();
  client.dispose();
});

/** The hosts that the official SDK is given, once it is in step. */
async function hosts() {
  /** @type {any} */
  let session = null;
  const sdk = {
    init: async () => {},
    isInitialized: () => false,
    login: async (/** @type {string} */ token) => {
      session = { getUid: () => "ada", getAuthToken: () => token };
    },
    logout: async () => {},
    getLoggedinUser: async () => session,
    addLoginListener: () => {},
    removeLoginListener: () => {},
    LoginListener: class {},
    AppSettingsBuilder: class {
      constructor() {
        // biome-ignore lint/correctness/noConstructorReturn: any method is one of the builder's
        return new Proxy(this, {
          get: (_, name) => (/** @type {unknown} */ value) =>
            void given.push([String(name), value]),
        });
      }
    },
  };
  const companion = keepInStep(client, async () => sdk);
  open.push(companion);
  await companion.ready();
  assert.ok(session, "it is logged in");
  return given.filter(([name]) => /Host$/.test(name)).map(([, host]) => host);
}

const accepted = { region: "us", adminHost: null, clientHost: "https://chat.example" };

test("they are those of init", async () => {
  await client.init("app", accepted);
  assert.deepEqual(await hosts(), ["chat.example"]);
});

test("a second init that is refused changes nothing", async () => {
  await client.init("app", accepted);
  const refused = { region: "us", clientHost: "https://evil.example@chat.example" };
  await assert.rejects(client.init("app", refused), { code: "INVALID_HOST" });
  assert.deepEqual(await hosts(), ["chat.example"]);
});

test("the application's own object may change", async () => {
  const settings = { ...accepted };
  await client.init("app", settings);
  settings.clientHost = "https://evil.example";
  assert.deepEqual(await hosts(), ["chat.example"]);
});

test("a getter is read once, by init", async () => {
  let reads = 0;
  const settings = {
    region: "us",
    get clientHost() {
      reads += 1;
      if (reads > 1) throw new Error("read again");
      return "https://chat.example";
    },
  };
  await client.init("app", settings);
  assert.deepEqual(await hosts(), ["chat.example"]);
});

test("what is changed in the settings that are returned is nobody else's", async () => {
  await client.init("app", accepted);
  client.getAppSettings().clientHost = "https://evil.example";
  assert.deepEqual(await hosts(), ["chat.example"]);
});
