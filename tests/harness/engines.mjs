// @ts-check
/**
 * Real browsers of all three engines behind one interface.
 */
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { launchChromium } from "./chromium.mjs";
import { launchFirefox } from "./firefox.mjs";
import { launchWebkit } from "./webkit.mjs";

/** @typedef {import("../../scripts/lib/browsers.mjs").Engine} Engine */

/**
 * What a page printed or threw.
 *
 * @typedef {object} Message
 * @property {string} type as in `console.log`, `console.warning`; "error" also for what was thrown
 *   and not caught
 * @property {string} text
 */

/**
 * A tab.
 *
 * @typedef {object} Page
 * @property {(code: Function | string, ...args: unknown[]) => Promise<any>} evaluate runs a function,
 *   or an expression given as text, in the page, waits for the promise that it may give, and gives
 *   the value; arguments and value travel as JSON
 * @property {(code: Function | string, ...args: unknown[]) => Promise<any>} waitFor evaluates again
 *   and again until the value is truthy, and gives that
 * @property {(url: string) => Promise<unknown>} goto opens another address and waits until it has loaded
 * @property {() => Promise<unknown>} reload
 * @property {() => Promise<void>} close
 * @property {() => Promise<void>} retire nothing more is wanted of the page: its tab may show the next one that is
 *   opened, which in Chromium takes half of the time that a new tab takes
 * @property {() => Promise<Message[]>} messages console messages and uncaught errors so far, of all
 *   that was loaded in this tab. WebKit tells only those from after the page had loaded.
 * @property {() => Promise<{ heap: number, listeners: number }>} [memory] bytes of JavaScript that are in
 *   use once all garbage is collected, and how many listeners of DOM events there are; Chromium only
 * @property {() => Promise<Record<string, number>>} [reachable] what the page can still reach, by kind, once
 *   all garbage is collected; Chromium only
 * @property {() => Promise<string[]>} [texts] the texts that the page can still reach; Chromium only
 */

/**
 * A running browser with a profile of its own, empty at first. Its tabs share storage and channels.
 *
 * @typedef {object} Browser
 * @property {Engine} engine
 * @property {string} version
 * @property {(url: string) => Promise<Page>} open opens an address in a new tab
 * @property {(url: string) => Promise<Page>} [openApart] opens an address where nothing is stored or cached,
 *   until that page is closed; Chromium only
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} LaunchOptions
 * @property {string} [proxy] the `http` address of a proxy, through which everything goes but what is on
 *   this machine; what it signs counts, whoever it says that it is
 */

/**
 * The engines to test in: all three, unless `COMETCHAT_ENGINES` names some.
 *
 * @type {readonly Engine[]}
 */
export const engines = /** @type {Engine[]} */ (
  (process.env.COMETCHAT_ENGINES || "chromium,firefox,webkit").split(",")
);

/**
 * Starts a browser.
 *
 * @param {Engine} engine
 * @param {LaunchOptions} [options]
 * @returns {Promise<Browser>}
 */
export async function launch(engine, options = {}) {
  switch (engine) {
    case "chromium":
      return launchChromium(installed("chromium"), options);
    case "firefox":
      return launchFirefox(installed("firefox"), options);
    case "webkit": {
      const [driver, browser, xvfb] = ["webkitDriver", "webkit", "xvfb"].map(installed);
      return launchWebkit({ driver, browser, xvfb }, options);
    }
    default:
      throw new TypeError(`There is no engine ${engine}.`);
  }
}

/** @param {string} name */
function installed(name) {
  const file = findProgram(name);
  if (!file) throw new Error(`${name} is not installed: run \`npm run setup\`.`);
  return file;
}
