// @ts-check
/**
 * A page in which blocks of a document run, with an emulator that knows the documents' placeholders.
 */
import { packedPackage, serve } from "../harness/index.mjs";
import { pageOf } from "../stage/page.mjs";
import { official } from "./compiled.mjs";

/** @typedef {import("../harness/engines.mjs").Browser} Browser */
/** @typedef {import("../harness/emulator.mjs").Emulator} Emulator */

/** What the documents call the app's credentials. */
export const credentials = { appId: "your-app-id", authKey: "AUTH_KEY" };

/** What the documents call a user, and the token of that user. */
export const args = ["--token", "UID=AUTH_TOKEN", "--user", "user_id=Somebody"];

/** Where the documents' emulator listens. */
const documented = "http://127.0.0.1:9770";

/** The route of the application's server that gives a token to whoever asks. */
const tokenRoute = "/api/cometchat-token";

/**
 * What a block printed.
 *
 * @typedef {object} Line
 * @property {string} text
 * @property {string | null} uid of the user that was printed with it
 * @property {unknown} code of the exception that was printed with it, or null
 */

/**
 * Opens a page on an origin of its own, so that its storage is empty.
 *
 * @param {Browser} browser
 * @param {Emulator} emulator
 * @param {string} folder of the compiled blocks
 */
export async function openPage(browser, emulator, folder) {
  const { manifest } = await packedPackage();
  const site = await serve({
    folder,
    routes: {
      "/": pageOf(manifest, program, "", official),
      [tokenRoute]: async () => ({ body: await emulator.addToken("cometchat-uid-1") }),
    },
  });
  const page = await browser.open(`${site.url}/`);
  await page.waitFor("typeof CometChat !== 'undefined'");
  await page.evaluate(
    (/** @type {string} */ url, /** @type {string} */ documented) => {
      const { useEmulator } = CometChat;
      useEmulator.call(CometChat, url);
      CometChat.useEmulator = (/** @type {string} */ asked) =>
        useEmulator.call(CometChat, asked === documented ? url : asked);
    },
    emulator.url,
    documented,
  );
  let runs = 0;
  return {
    /** @type {import("../harness/engines.mjs").Page["evaluate"]} */
    evaluate: page.evaluate,
    /** @type {import("../harness/engines.mjs").Page["waitFor"]} */
    waitFor: page.waitFor,
    /** @returns {Promise<void>} */
    init: () => page.evaluate((/** @type {string} */ id) => CometChat.init(id), credentials.appId),
    /**
     * Runs a block until its own awaits are over; what it left to `then` may be still to come.
     *
     * @param {string} url of its module
     * @returns {Promise<any>} the user that it looked at, if it did nothing else
     */
    run: (url) => {
      runs += 1;
      return page.evaluate(
        async (/** @type {string} */ url) => (await import(url)).looked,
        `${url}?${runs}`,
      );
    },
    /**
     * What was printed since the last time, once there are so many lines.
     *
     * @param {number} count
     * @returns {Promise<Line[]>}
     */
    lines: async (count) => {
      await page.waitFor(
        (/** @type {number} */ count) => Reflect.get(globalThis, "printed").length >= count,
        count,
      );
      return page.evaluate("printed.splice(0)");
    },
    /** @returns {Promise<any>} */
    user: () => page.evaluate("await CometChat.getLoggedinUser()"),
    close: async () => {
      await page.close();
      await site.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openPage>>} DocumentPage */

/** Hears what blocks print, and counts logins. */
const program = `
  import * as sdk from "cometchat-wasm";
  const { CometChat } = sdk;
  window.printed = [];
  console.log = (text, ...values) => {
    const all = values.flatMap((value) => [value, value?.user, value?.error]);
    printed.push({
      text: String(text),
      uid: all.find((value) => value instanceof CometChat.User)?.getUid() ?? null,
      code: all.find((value) => value instanceof Error)?.code ?? null,
    });
  };
  window.logins = 0;
  for (const api of [sdk.CometChat, sdk.CometChatCalls]) {
    for (const name of ["login", "loginWithAuthToken"]) {
      const original = api[name];
      api[name] = (...values) => {
        logins += 1;
        return original.apply(api, values);
      };
    }
  }
  Object.assign(window, sdk);`;
