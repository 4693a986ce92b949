// @ts-check
/**
 * A page that uses the package as in production, on an internet that is all on this machine. Whatever the attack,
 * afterwards no key and no token may have been anywhere but with CometChat.
 */
import assert from "node:assert/strict";
import { after, afterEach } from "node:test";
import { app, launch, packedPackage, serve, startEmulator, until } from "../harness/index.mjs";
import { application, bundled, pageOf } from "../stage/page.mjs";
import { holdsSecret } from "../stage/secrets.mjs";
import { startInternet } from "./internet.mjs";
import { attack, engine } from "./table.mjs";

export { app };

/** @typedef {import("../harness/engines.mjs").Page} Page */

const unset = /** @type {any} */ (undefined);

/** JSON, which is how values get into the text of expressions. */
export const text = JSON.stringify;

/**
 * Whether each pair of moves of two tabs is tried with a user and without, and in both orders, and each key of a
 * prototype alone; else, in one way each, and several at once.
 */
export const inEveryWay = process.env.COMETCHAT_EVERY_ORDER === "1";

/** The hosts that may have a key or a token. */
export const own = {
  admin: `${app.appId}.api-eu.cometchat.io`,
  client: `${app.appId}.apiclient-eu.cometchat.io`,
};
export const evil = "evil.example";

/** Users whom the server knows. */
export const [alice, bob, carol] = ["cometchat-uid-1", "cometchat-uid-2", "cometchat-uid-3"];

/** A token of the attacker's. */
export const mallory = "mallory_token_0123";

/** What expressions in the page may name. */
const names = { appId: app.appId, key: app.authKey, alice, bob, carol, evil, mallory };

/** Expressions for the page. */
export const calls = {
  init: `CometChat.init(appId, new CometChat.AppSettingsBuilder().setRegion("eu").build())`,
  /** Waits for answers so briefly that even honest ones may come too late. */
  impatient: `CometChat.init(appId, new CometChat.AppSettingsBuilder().setRegion("eu").setRequestTimeout(400).build())`,
  login: "CometChat.login(alice, key)",
  logout: "CometChat.logout()",
  user: "CometChat.getLoggedinUser().then((user) => user && user.getUid())",
  token: "CometChat.getUserAuthToken()",
  getUser: "CometChat.getUser(bob).then(({ uid }) => uid)",
  update: `CometChat.updateCurrentUserDetails({ statusMessage: "hello" }).then(({ uid }) => uid)`,
};

/** Where the session is stored. */
export const keys = {
  user: `${app.appId}:common_store/user`,
  settings: `${app.appId}:common_store/app_settings`,
  deviceId: `${app.appId}:keys_store/deviceId`,
};

/**
 * The words of a text, with the escapes of JSON.
 *
 * @param {TemplateStringsArray} template
 * @returns {string[]}
 */
export const words = ({ raw: [all] }) =>
  all
    .trim()
    .split(/ +|\n\s*/)
    .map((word) => JSON.parse(`"${word}"`));

/**
 * How a call ended.
 *
 * @typedef {object} Ending
 * @property {any} [resolved]
 * @property {unknown} [code]
 * @property {string} [message]
 * @property {any} [details]
 * @property {string} [all] all that can be read of the error
 * @property {string} [threw] it threw, or gave no promise
 * @property {boolean} [hung]
 */

/**
 * @typedef {object} Options
 * @property {() => void} [prelude] runs in the page before the package is imported
 * @property {string[]} [hosts] further hosts that may have credentials
 * @property {boolean} [reports] whether errors may be reported as uncaught: those of hostile code
 */

/** A prelude: waits of up to five seconds, such as those between attempts, pass twenty times as fast. */
export function hurry() {
  const { setTimeout } = window;
  window.setTimeout = /** @type {any} */ (
    (/** @type {any} */ run, /** @type {number} */ delay, /** @type {any[]} */ ...rest) =>
      setTimeout(run, delay < 5_000 ? delay / 20 : delay, ...rest)
  );
}

/** The page of an attack, and its internet. */
class Scene {
  /** @type {import("../harness/engines.mjs").Browser} */
  browser = unset;
  /** @type {import("./internet.mjs").Internet} */
  internet = unset;
  /** @type {import("../harness/emulator.mjs").Emulator} */
  emulator = unset;
  /** @type {Page[]} */
  pages = [];
  /** What the page's own server was told. @type {{ url: string, headers: Record<string, unknown> }[]} */
  told = [];
  /** @type {import("../harness/serve.mjs").Server} */
  #site = unset;
  /** @type {Set<string>} */
  #secrets = new Set();

  constructor() {
    after(async () => {
      await this.browser?.close();
      await this.internet?.close();
      await this.emulator?.stop();
    });
    afterEach(async () => {
      for (const page of this.pages) await page.close().catch(() => {});
      await this.#site?.close();
    });
  }

  /**
   * Registers the test of an attack that happens in a page.
   *
   * @param {string} id
   * @param {[() => Promise<void>] | [Options, () => Promise<void>]} test its options, if it has any, and its body
   */
  attack(id, ...test) {
    const [options, body] = test.length === 2 ? test : [{}, test[0]];
    attack(id, async () => {
      await this.#begin();
      await this.#open(options);
      await this.tab();
      const failed = await body().catch((error) => error);
      // What left counts for more than how the calls ended.
      await this.#assertNothingLeft(options).catch((leak) => {
        throw new Error(leak.message, { cause: failed });
      });
      if (failed) throw failed;
    });
  }

  /** The first tab. */
  get page() {
    return this.pages[0];
  }

  /** The page's. */
  get origin() {
    return this.#site.url;
  }

  /** Opens another tab of the application. */
  async tab() {
    const page = await this.browser.open(`${this.origin}/`);
    await page.waitFor("window.ready");
    this.pages.push(page);
    return page;
  }

  async reload() {
    await this.page.reload();
    await this.page.waitFor("window.ready");
  }

  /**
   * The value of an expression in the page.
   *
   * @param {string} expression
   */
  run(expression, page = this.page) {
    return page.evaluate(expression);
  }

  /**
   * How a call ends: neither by an error thrown at once, nor never.
   *
   * @param {string} expression
   * @returns {Promise<Ending>}
   */
  async end(expression, page = this.page) {
    const ending = await page.evaluate(`await endOf(() => (${expression}))`);
    assert.ok(!ending.threw, `\`${expression}\` threw: ${ending.threw}`);
    assert.ok(!ending.hung, `\`${expression}\` never settled`);
    return ending;
  }

  /**
   * How calls end, in order, of which none throws, hangs, or brings the SDK down.
   *
   * @param {string[]} expressions
   * @param {string} [what] is tried, for the message
   * @returns {Promise<Ending[]>}
   */
  async ends(expressions, what = "") {
    const endings = await this.run(`await endsOf(${listOf(expressions)})`);
    assertSound(endings, expressions, what);
    return endings;
  }

  /**
   * What a call resolves with.
   *
   * @param {string} expression
   */
  async get(expression, page = this.page) {
    const { code, message, resolved } = await this.end(expression, page);
    assert.equal(code, undefined, `\`${expression}\` rejected: ${code} ${message}`);
    return resolved;
  }

  /**
   * A call rejects with this code.
   *
   * @param {string} expression
   * @param {string} code
   */
  async rejects(expression, code) {
    assert.equal((await this.end(expression)).code, code, expression);
  }

  init(page = this.page) {
    return this.get(calls.init, page);
  }

  /** Logs in, for which there is no reason not to succeed. */
  async login(uid = alice, page = this.page) {
    const user = await this.get(`CometChat.login(${text(uid)}, key)`, page);
    assert.equal(user.uid, uid);
  }

  logout(page = this.page) {
    return this.get(calls.logout, page);
  }

  /** Who is logged in. */
  user(page = this.page) {
    return this.get(calls.user, page);
  }

  token(page = this.page) {
    return this.get(calls.token, page);
  }

  /** @param {unknown} record what is stored of the user */
  store(record, key = keys.user) {
    const stored = typeof record === "string" ? record : text(record);
    return this.run(`localStorage.setItem(${text(key)}, ${text(stored)})`);
  }

  stored(page = this.page) {
    return this.run(`localStorage.getItem(${text(keys.user)})`, page);
  }

  /** Stores a session of somebody's that is alive. */
  async storeSession(uid = alice, name = "A") {
    const authToken = this.guard(await this.emulator.addToken(uid));
    await this.store({ uid, name, authToken });
  }

  /** @param {string} secret another that must not leave */
  guard(secret) {
    this.#secrets.add(secret);
    return secret;
  }

  /**
   * Holds the answer to a request, does something meanwhile, and lets it go; gives how the call ended.
   *
   * @param {string} route
   * @param {string} call
   * @param {() => Promise<unknown>} meanwhile
   * @param {object} [more] of the fault that holds it
   */
  async during(route, call, meanwhile, more = {}) {
    await this.emulator.fault({ route, fault: { kind: "hang" }, ...more });
    const ended = this.end(call);
    await this.emulator.requests({ route, outcome: "pending", atLeast: 1 });
    await meanwhile();
    await this.emulator.release();
    return ended;
  }

  /**
   * The requests of the SDK's.
   *
   * @param {string} [host] those to any unless told
   */
  requests(host) {
    return this.internet.seen.filter((sighting) =>
      host ? sighting.host === host : sighting.headers.appid !== undefined,
    );
  }

  /** Every request so far went to CometChat's own hosts, encrypted. */
  askedOnlyOwn() {
    for (const { host, scheme, path } of this.requests())
      assert.ok(
        [own.admin, own.client].includes(host) && scheme === "https",
        `a request to ${scheme}://${host}${path}`,
      );
  }

  /** The tokens that are alive on the server. @returns {Promise<string[]>} */
  async tokens() {
    return (await this.emulator.state()).tokens.map(({ authToken }) => authToken);
  }

  /**
   * These are alive and no others, as soon as revocations that are under way are over.
   *
   * @param {string[]} expected
   */
  async onlyAlive(expected) {
    const isSo = async () => (await this.tokens()).join() === expected.join();
    await until(isSo).catch(() => {});
    const message = "a token is alive that nobody has, or the session is dead";
    assert.deepEqual(await this.tokens(), expected, message);
  }

  /** Starts what is needed, for the first attack that is tried; for others, all is as just started. */
  async #begin() {
    this.told = [];
    this.pages = [];
    this.#secrets = new Set([app.authKey]);
    if (this.browser) {
      await this.emulator.reset();
      this.internet.reset();
      return;
    }
    const on = /** @type {import("../harness/engines.mjs").Engine} */ (engine);
    this.emulator = await startEmulator({ args: ["--region", "eu"] });
    this.internet = await startInternet(this.emulator.url);
    this.browser = await launch(on, { proxy: this.internet.url });
  }

  /** @param {Options} options */
  async #open({ prelude = () => {} }) {
    const { project, manifest } = await packedPackage(process.env.COMETCHAT_PACKAGE);
    const first = `Object.assign(window, ${text(names)});${await bundled("attacks/page.mjs")};(${prelude})();`;
    const type = "text/javascript";
    this.#site = await serve({
      folder: project,
      routes: {
        "/": pageOf(manifest, application, `<script src="/first.js"></script>`),
        "/first.js": { body: first, type },
        "/empty": "<!doctype html><title>empty</title>",
        "/worker.js": { body: worker, type },
      },
      watch: ({ url = "", headers }) => {
        this.told.push({ url, headers });
      },
    });
  }

  /** @param {Options} options */
  async #assertNothingLeft({ hosts = [], reports = false }) {
    const { seen } = this.internet;
    const isAllowed = (/** @type {{ host: string, scheme: string }} */ { host, scheme }) =>
      scheme === "https" && [own.admin, own.client, ...hosts].includes(host);
    for (const { headers } of seen.filter(isAllowed))
      for (const name of ["apikey", "authtoken"]) if (headers[name]) this.guard(headers[name]);
    for (const token of await this.tokens()) this.guard(token);
    const secrets = [...this.#secrets].filter((secret) => secret.length >= 8);
    const isSecret = (/** @type {string} */ text) => holdsSecret(text, secrets);
    for (const sighting of seen) {
      const { host, scheme, method, path, headers, body } = sighting;
      const where = `${method} ${scheme}://${host}${path}`;
      assert.ok(!isSecret(path), `a secret in an address: ${where}`);
      if (isAllowed(sighting)) continue;
      assert.ok(!headers.apikey && !headers.authtoken, `a credential for ${where}`);
      assert.ok(!isSecret(text(headers) + body), `a secret for ${where}`);
    }
    for (const { url, headers } of this.told) {
      const isCredential = headers.apikey || headers.authtoken;
      assert.ok(
        !isCredential && !isSecret(url + text(headers)),
        `the page's own server got a credential or a secret: ${url}`,
      );
    }
    for (const page of this.pages) {
      for (const { text } of await page.messages().catch(() => []))
        assert.ok(!isSecret(text), `a secret on the console: ${text}`);
      const uncaught = await page.evaluate("window.uncaught ?? []").catch(() => []);
      if (!reports) assert.deepEqual(uncaught, [], "the page threw");
    }
  }
}

/** Call at the top of a test file. */
export const scene = () => new Scene();

/**
 * Expressions as a list of functions, for the page.
 *
 * @param {string[]} expressions
 */
export const listOf = (expressions) => `[${expressions.map((each) => `() => (${each})`).join()}]`;

/**
 * No call threw, hung, or brought the SDK down.
 *
 * @param {Ending[]} endings
 * @param {string[]} expressions
 * @param {string} what was tried
 */
export function assertSound(endings, expressions, what) {
  const wrong = endings.flatMap((ending, index) =>
    ending.threw || ending.hung || ending.code === "SDK_FAILED"
      ? [`${what} ${expressions[index]}: ${text(ending).slice(0, 300)}`]
      : [],
  );
  assert.deepEqual(wrong, []);
}

/** A service worker that answers every request of the page as it was told to. */
const worker = `
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
  });`;
