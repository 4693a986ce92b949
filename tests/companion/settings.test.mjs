// @ts-check
/** The official SDK gets the settings that `init` has accepted, and no others. */
import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { packedPackage } from "../harness/index.mjs";
import { noting, official, Server } from "./model.mjs";

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

const accepted = { region: "us", adminHost: null, clientHost: "https://chat.example" };

/** @type {Record<string, (client: any) => Promise<unknown>>} */
const cases = {
  "they are those of init": (client) => client.init("app", accepted),
  "a second init that is refused changes nothing": async (client) => {
    await client.init("app", accepted);
    const refused = { region: "us", clientHost: "https://evil.example@chat.example" };
    await assert.rejects(client.init("app", refused), { code: "INVALID_HOST" });
  },
  "the application's own object may change": async (client) => {
    const settings = { ...accepted };
    await client.init("app", settings);
    settings.clientHost = "https://evil.example";
  },
  "a getter is read once, by init": (client) => {
    const hosts = ["https://chat.example"];
    return client.init("app", {
      region: "us",
      get clientHost() {
        return hosts.pop() ?? assert.fail("read again");
      },
    });
  },
  "what is changed in the settings that are returned is nobody else's": async (client) => {
    await client.init("app", accepted);
    client.getAppSettings().clientHost = "https://evil.example";
  },
};

for (const [name, act] of Object.entries(cases)) {
  test(name, async () => {
    const server = new Server();
    server.answer = async () => {};
    const user = { uid: "ada", name: "Ada", authToken: "ada_1700000000abcdef" };
    server.tokens.set(user.authToken, user.uid);
    const stored = new Map([["app:common_store/user", JSON.stringify(user)]]);
    const client = createCometChat({
      storage: {
        getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
        setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
        removeItem: (/** @type {string} */ key) => stored.delete(key),
      },
    });
    await act(client);
    /** @type {[string, unknown][]} */
    const set = [];
    const sdk = { ...official(server), AppSettingsBuilder: noting(set) };
    const companion = keepInStep(client, async () => sdk);
    await companion.ready();
    assert.equal((await sdk.getLoggedinUser())?.authToken, user.authToken);
    assert.deepEqual(
      set.filter(([name]) => /Host$/.test(name)).map(([, host]) => host),
      ["chat.example"],
    );
    companion.stop();
    client.dispose();
  });
}
