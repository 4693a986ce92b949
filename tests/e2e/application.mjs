// @ts-check
/**
 * A page that uses the packed package as an application does, with an emulator for a server.
 */
import { after, afterEach, before, beforeEach } from "node:test";
import { app, launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";
import { pageOf, application as script } from "../stage/page.mjs";

export { app };

/** The browser to test in; `COMETCHAT_ENGINE` picks another. */
const engine = /** @type {import("../harness/engines.mjs").Engine} */ (
  process.env.COMETCHAT_ENGINE ?? "chromium"
);

/** What the keys of an emulator's session begin with: it is kept apart from the app's own. */
export const namespace = `emulator:${app.appId}`;

/** Users whom the emulator knows from the start. */
export const uids = /** @type {const} */ (["cometchat-uid-1", "cometchat-uid-2"]);

/**
 * @typedef {object} Application
 * @property {import("../harness/engines.mjs").Page} page has the package's functions, and `events`
 * @property {string} url of the page, to open it in a second tab
 * @property {string} version of the package
 * @property {() => Promise<void>} init calls `useEmulator` and `init`, as the page's own code would
 * @property {() => Promise<void>} initWithHosts the same as in production, with the emulator in the place
 *   of the app's hosts: the session is the app's own
 * @property {() => Promise<void>} close
 */

/**
 * What the tests of a file find when they run.
 *
 * @typedef {object} Scene
 * @property {import("../harness/engines.mjs").Browser} browser
 * @property {import("../harness/emulator.mjs").Emulator} emulator
 * @property {Application} application
 * @property {import("../harness/engines.mjs").Page} page of the application
 */

/**
 * Call at the top of a test file: gives its tests a browser in common, and each of them an emulator
 * and an application with empty storage. The emulator is its own, because the SDK ends sessions on the
 * server in the background: a request that is still on its way when a test ends arrives during the next.
 *
 * @returns {Scene} filled in once a test runs
 */
export function scene() {
  const scene = /** @type {Scene} */ ({});
  before(async () => {
    scene.browser = await launch(engine);
  });
  after(async () => {
    await scene.browser?.close();
  });
  beforeEach(async () => {
    scene.emulator = await startEmulator();
    scene.application = await openApplication(scene.browser, scene.emulator);
    scene.page = scene.application.page;
  });
  afterEach(async () => {
    await scene.application?.close();
    await scene.emulator?.stop();
  });
  return scene;
}

/**
 * Opens the page on an origin of its own, so that its storage is empty.
 *
 * @param {import("../harness/engines.mjs").Browser} browser
 * @param {import("../harness/emulator.mjs").Emulator} emulator
 * @returns {Promise<Application>}
 */
async function openApplication(browser, emulator) {
  const { project, manifest } = await packedPackage();
  const site = await serve({ folder: project, routes: { "/": pageOf(manifest, script) } });
  const page = await browser.open(`${site.url}/`);
  await page.waitFor("typeof CometChat === 'function'");
  return {
    page,
    url: `${site.url}/`,
    version: manifest.version,
    init: () => init(page, emulator.url),
    initWithHosts: () => initWithHosts(page, emulator.url),
    close: async () => {
      await page.retire();
      await site.close();
    },
  };
}

/**
 * @param {import("../harness/engines.mjs").Page} page
 * @param {string} url of the emulator
 */
export async function init(page, url) {
  await page.waitFor("typeof CometChat === 'function'");
  await page.evaluate(
    async (/** @type {string} */ url, /** @type {string} */ appId) => {
      CometChat.useEmulator(url);
      const settings = new CometChat.AppSettingsBuilder().setRegion("eu").build();
      await CometChat.init(appId, settings);
    },
    url,
    app.appId,
  );
}

/**
 * @param {import("../harness/engines.mjs").Page} page
 * @param {string} url of the server
 */
async function initWithHosts(page, url) {
  await page.waitFor("typeof CometChat === 'function'");
  await page.evaluate(
    async (/** @type {string} */ host, /** @type {string} */ appId) => {
      const settings = new CometChat.AppSettingsBuilder().setRegion("eu");
      settings.overrideAdminHost(host).overrideClientHost(host);
      await CometChat.init(appId, settings.build());
    },
    `${url}/v3.0`,
    app.appId,
  );
}

/**
 * How a promise settled, or did not.
 *
 * @typedef {object} Settled
 * @property {any} [resolved]
 * @property {unknown} [code]
 * @property {string} [name]
 * @property {string} [message]
 * @property {any} [details]
 * @property {boolean} [isException] whether it rejected with a CometChatException that is an Error
 * @property {string} [threw] there was no promise: the call threw
 * @property {boolean} [hung] it had not settled long after every deadline
 */

/**
 * Runs an expression in the page and tells how its promise settled, or that it threw at once.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @param {string} expression
 * @returns {Promise<Settled>}
 */
export function settled(page, expression) {
  return page.evaluate(`await (async () => {
    let promise;
    try {
      promise = (${expression});
    } catch (error) {
      return { threw: String(error) };
    }
    if (typeof promise?.then !== "function") return { threw: "gave no promise" };
    const hung = new Promise((resolve) => setTimeout(() => resolve({ hung: true }), 45_000));
    const end = promise.then(
      (resolved) => ({ resolved }),
      (error) => ({
        code: error?.code,
        name: error?.name,
        message: error?.message,
        details: error?.details,
        isException: error instanceof CometChat.CometChatException && error instanceof Error,
      }),
    );
    return Promise.race([end, hung]);
  })()`);
}
