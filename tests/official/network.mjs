// @ts-check
/**
 * A browser whose requests to CometChat's hosts go to the emulator, and what applications of both SDKs
 * are installed with.
 */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startChromium } from "../harness/chromium.mjs";
import { patience, serve, startEmulator } from "../harness/index.mjs";

/** The hosts of CometChat. @param {URL} url */
export const isCometChat = (url) => /\.cometchat\.io$/.test(url.hostname);

/** @typedef {Awaited<ReturnType<typeof openNetwork>>} Network */

/** Starts a browser and an emulator. */
export async function openNetwork() {
  const emulator = await startEmulator();
  const browser = await startChromium();

  /** How many requests that register a device are under way. */
  let registering = 0;

  /** @type {import("../harness/serve.mjs").Server | undefined} */
  let site;
  /** @type {import("playwright-core").BrowserContext | undefined} */
  let context;

  /** A profile of its own. */
  const newContext = async () => {
    const created = await browser.newContext();
    created.setDefaultTimeout(patience);
    await created.route(isCometChat, async (route) => {
      const request = route.request();
      const { pathname, search } = new URL(request.url());
      const registers = request.method() === "PUT";
      if (registers) registering += 1;
      try {
        await route.fulfill({
          response: await route.fetch({ url: `${emulator.url}${pathname}${search}` }),
        });
      } catch {
        // The emulator drops the connection, or the page has gone.
        await route.abort().catch(() => {});
      }
      if (registers) registering -= 1;
    });
    return created;
  };

  /** Closes all tabs, and forgets what they stored. */
  const clear = async () => {
    await context?.close();
    context = undefined;
    await site?.close();
    site = undefined;
    await emulator.reset();
  };

  return {
    emulator,
    newContext,
    clear,

    /**
     * A new tab, beside those that are open, and the address of a site that has an origin of its own until
     * all is cleared.
     *
     * @param {Parameters<typeof serve>[0]} files
     */
    newPage: async (files) => {
      site ??= await serve(files);
      context ??= await newContext();
      const page = await context.newPage();
      return {
        page,
        url: site.url,
        /**
         * Runs code in the page, waits for what it gives, and gives that.
         *
         * @param {string} code
         * @returns {Promise<any>}
         */
        run: (code) => page.evaluate(`(async () => (${code}))()`),
      };
    },

    /** Waits until no device has been registered for a moment. */
    registered: async () => {
      for (let calm = 0; calm < 3; calm = registering === 0 ? calm + 1 : 0) await sleep(30);
    },

    close: async () => {
      await clear();
      await browser.close();
      await emulator.stop();
    },
  };
}

/** Installs what the manifest in a folder names. @param {string} folder */
export async function install(folder) {
  await promisify(execFile)(
    "npm",
    [
      ...["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"],
      ...["--no-audit", "--no-fund", "--loglevel=error"],
    ],
    { cwd: folder, shell: process.platform === "win32" },
  );
}
