// @ts-check
/**
 * A page that uses the package as in production, on an internet that is all on this machine. Whatever
 * the attack, afterwards no key and no token may have been anywhere but with CometChat.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { app, launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";
import { attack, engine } from "./attack.mjs";
import { startInternet } from "./internet.mjs";
import { bodyOfPage } from "./page.mjs";

export { app, engine };

/** The hosts that may have a key or a token. */
export const own = {
  admin: `${app.appId}.api-eu.cometchat.io`,
  client: `${app.appId}.apiclient-eu.cometchat.io`,
};

/** Users whom the server knows. */
export const [alice, bob, carol] = ["cometchat-uid-1", "cometchat-uid-2", "cometchat-uid-3"];

/** Calls, as text for the page. */
export const calls = {
  init: `CometChat.init(${JSON.stringify(app.appId)}, new CometChat.AppSettingsBuilder().setRegion("eu").build())`,
  login: (uid = alice) => `CometChat.login(${JSON.stringify(uid)}, ${JSON.stringify(app.authKey)})`,
  /** @param {string} token */
  loginWith: (token) => `CometChat.login(${JSON.stringify(token)})`,
  logout: "CometChat.logout()",
  user: "CometChat.getLoggedinUser().then((user) => user && user.getUid())",
  token: "CometChat.getUserAuthToken()",
};

/** Where the session is stored. */
export const keys = {
  user: `${app.appId}:common_store/user`,
  settings: `${app.appId}:common_store/app_settings`,
  appId: `${app.appId}:common_store/appId`,
  deviceId: `${app.appId}:keys_store/deviceId`,
};

/**
 * How a call ended.
 *
 * @typedef {object} Ending
 * @property {any} [resolved]
 * @property {unknown} [code]
 * @property {string} [message]
 * @property {any} [details]
 * @property {string} [threw] it threw, or gave no promise
 * @property {boolean} [hung]
 */

/**
 * @typedef {object} Options
 * @property {() => void} [prelude] runs in the page before the package is imported
 * @property {string[]} [hosts] further hosts that may have credentials
 * @property {boolean} [reports] whether errors may be reported as uncaught: those of hostile code
 */

/** @typedef {ReturnType<typeof scene>} Scene */

/**
 * Call at the top of a test file.
 */
export function scene() {
  /** @type {import("../harness/engines.mjs").Browser} */
  let browser;
  /** @type {import("./internet.mjs").Internet} */
  let internet;
  /** @type {import("../harness/emulator.mjs").Emulator} */
  let emulator;
  /** @type {import("../harness/serve.mjs").Server | undefined} */
  let site;
  /** @type {{ url: string, headers: Record<string, unknown> }[]} what the page's own server was told */
  let told = [];
  /** @type {import("../harness/engines.mjs").Page[]} */
  let pages = [];
  /** @type {Set<string>} */
  let secrets = new Set();

  before(async () => {
    emulator = await startEmulator({ args: ["--region", "eu"] });
    internet = await startInternet(emulator.url);
    browser = await launch(/** @type {import("../harness/engines.mjs").Engine} */ (engine), {
      proxy: internet.url,
    });
  });
  after(async () => {
    await browser?.close();
    await internet?.close();
    await emulator?.stop();
  });
  beforeEach(async () => {
    await emulator.reset();
    internet.reset();
    told = [];
    pages = [];
    secrets = new Set([app.authKey]);
  });
  afterEach(async () => {
    for (const page of pages) await page.close().catch(() => {});
    await site?.close();
    site = undefined;
  });

  /** @param {Options} options */
  const openSite = async ({ prelude }) => {
    const { project, manifest } = await packedPackage(process.env.COMETCHAT_PACKAGE);
    site = await serve({
      folder: project,
      routes: {
        "/": bodyOfPage(manifest, prelude),
        "/empty": "<!doctype html><title>empty</title>",
        "/worker.js": { body: workers, type: "text/javascript" },
      },
      watch: ({ url = "", headers }) => {
        told.push({ url, headers });
      },
    });
  };

  const origin = () => {
    assert.ok(site);
    return site.url;
  };
  const tab = async () => {
    const page = await browser.open(`${origin()}/`);
    await page.waitFor("window.ready");
    pages.push(page);
    return page;
  };
  /**
   * @param {string} expression
   * @param {import("../harness/engines.mjs").Page} [page]
   * @returns {Promise<Ending>}
   */
  const end = async (expression, page = pages[0]) => {
    const ending = await page.evaluate(`await endOf(() => (${expression}))`);
    assert.ok(!ending.threw, `\`${expression}\` threw: ${ending.threw}`);
    assert.ok(!ending.hung, `\`${expression}\` never settled`);
    return ending;
  };
  /**
   * @param {string} expression
   * @param {import("../harness/engines.mjs").Page} [page]
   */
  const get = async (expression, page) => {
    const { code, message, resolved } = await end(expression, page);
    assert.equal(code, undefined, `\`${expression}\` rejected: ${code} ${message}`);
    return resolved;
  };
  /** @returns {Promise<string[]>} */
  const tokens = async () =>
    (await emulator.state()).tokens.map((token) => token.authToken ?? token.token ?? token);

  /** @param {Options} options */
  async function assertNothingLeft({ hosts = [], reports = false }) {
    const allowed = new Set([own.admin, own.client, ...hosts]);
    for (const { host, scheme, headers } of internet.seen) {
      if (!allowed.has(host) || scheme !== "https") continue;
      for (const name of ["apikey", "authtoken"]) if (headers[name]) secrets.add(headers[name]);
    }
    for (const token of await tokens()) secrets.add(token);
    const isSecret = (/** @type {string} */ text) =>
      [...secrets].some(
        (secret) =>
          secret.length >= 8 &&
          (text.includes(secret) || text.includes(encodeURIComponent(secret))),
      );
    for (const { host, scheme, method, path, headers, body } of internet.seen) {
      const where = `${method} ${scheme}://${host}${path}`;
      assert.ok(!isSecret(path), `a secret in an address: ${where}`);
      if (allowed.has(host) && scheme === "https") continue;
      assert.ok(!headers.apikey && !headers.authtoken, `a credential for ${where}`);
      assert.ok(!isSecret(JSON.stringify(headers) + body), `a secret for ${where}`);
    }
    for (const { url, headers } of told) {
      assert.ok(
        !headers.apikey && !headers.authtoken,
        `the page's own server got a credential: ${url}`,
      );
      assert.ok(
        !isSecret(url + JSON.stringify(headers)),
        `the page's own server got a secret: ${url}`,
      );
    }
    for (const page of pages) {
      const printed = await page.messages().catch(() => []);
      for (const { text } of printed)
        assert.ok(!isSecret(text), `a secret on the console: ${text}`);
      const uncaught = await page.evaluate("window.uncaught ?? []").catch(() => []);
      if (!reports) assert.deepEqual(uncaught, [], "the page threw");
    }
  }

  return {
    get browser() {
      return browser;
    },
    get internet() {
      return internet;
    },
    get emulator() {
      return emulator;
    },
    /** The first tab. */
    get page() {
      return pages[0];
    },
    /** What the page's own server was told. */
    get told() {
      return told;
    },
    /** The page's. */
    get origin() {
      return origin();
    },
    /** Opens another tab of the application. */
    tab,
    /** How a call ends: neither by an error thrown at once, nor never. */
    end,
    /** What a call resolves with. */
    get,
    /** @param {import("../harness/engines.mjs").Page} [page] */
    init: (page) => get(calls.init, page),
    /** @param {string} secret another that must not leave */
    guard: (secret) => {
      secrets.add(secret);
      return secret;
    },
    /**
     * The requests of the SDK's.
     *
     * @param {string} [host] those to any unless told
     */
    requests: (host) =>
      internet.seen.filter((sighting) =>
        host ? sighting.host === host : sighting.headers.appid !== undefined,
      ),
    /** The tokens that are alive on the server. */
    tokens,
    /**
     * These are alive and no others, as soon as revocations that are under way are over.
     *
     * @param {string[]} expected
     */
    onlyAlive: async (expected) => {
      let alive = await tokens();
      for (let look = 0; look < 500 && alive.join() !== expected.join(); look++) {
        await sleep(20);
        alive = await tokens();
      }
      assert.deepEqual(alive, expected, "a token is alive that nobody has, or the session is dead");
    },
    /**
     * Registers the test of an attack that happens in a page.
     *
     * @param {string} id
     * @param {() => Promise<void>} body
     * @param {Options} [options]
     */
    attack: (id, body, options = {}) =>
      attack(id, async () => {
        await openSite(options);
        await tab();
        const failed = await body().catch((error) => error);
        // What left counts for more than how the calls ended.
        await assertNothingLeft(options).catch((leak) => {
          throw new Error(leak.message, { cause: failed });
        });
        if (failed) throw failed;
      }),
  };
}

/** A service worker that answers every request of the page as it was told to. */
const workers = `
  let how = "pass";
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("message", ({ data }) => { how = data; });
  addEventListener("fetch", (event) => {
    if (!event.request.url.includes("cometchat.io") || how === "pass") return;
    const answers = {
      hang: () => new Promise(() => {}),
      error: () => Response.error(),
      redirect: () => Response.redirect("https://evil.example/v3.0/me", 307),
      html: () => new Response("<!doctype html><h1>Hello</h1>", { headers: { "content-type": "text/html" } }),
      nothing: () => new Response(null, { status: 204 }),
      throws: () => { throw new Error("hostile"); },
    };
    event.respondWith((async () => answers[how]())());
  });
`;
