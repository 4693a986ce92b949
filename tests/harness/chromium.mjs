// @ts-check
/**
 * Chromium, driven by playwright-core.
 */
import { chromium } from "playwright-core";
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { atExit } from "./cleanup.mjs";
import { countReachable, reachableTexts } from "./heap.mjs";
import { tabOf } from "./tab.mjs";
import { patience } from "./waiting.mjs";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Chromium itself, for tests that need what only playwright offers.
 *
 * @param {string} [executablePath]
 */
export const startChromium = (executablePath = findProgram("chromium")) =>
  chromium.launch({
    executablePath,
    args,
    headless: true,
    timeout: patience,
    // The interrupt handlers of this harness end the process, which ends the browser.
    ...{ handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false },
  });

/**
 * @param {string} executablePath
 * @param {import("./engines.mjs").LaunchOptions} [options]
 * @returns {Promise<import("./engines.mjs").Browser>}
 */
export async function launchChromium(executablePath, { proxy } = {}) {
  const browser = await startChromium(executablePath);
  const release = atExit(() => {});
  const context = await browser.newContext(
    proxy ? { proxy: { server: proxy, bypass: "127.0.0.1" }, ignoreHTTPSErrors: true } : {},
  );
  context.setDefaultTimeout(patience);
  /** @type {import("playwright-core").Page | undefined} a tab that shows nothing */
  let spare;
  /** @param {import("playwright-core").Page} page */
  const retire = async (page) => {
    for (const event of ["console", "pageerror"]) page.removeAllListeners(event);
    if (spare || page.isClosed()) {
      await page.close();
      return;
    }
    await page.goto("about:blank");
    spare = page;
  };
  return {
    engine: "chromium",
    version: browser.version(),
    open: async (url) => {
      const page = spare ?? (await context.newPage());
      spare = undefined;
      return open(page, url, () => retire(page));
    },
    openApart: async (url) => {
      const apart = await browser.newContext();
      return { ...(await open(await apart.newPage(), url)), close: () => apart.close() };
    },
    close: async () => {
      release();
      await browser.close();
    },
  };
}

/**
 * A tab that tells what is in it.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} url
 * @param {() => Promise<void>} [retire]
 * @returns {Promise<import("./engines.mjs").Page>}
 */
async function open(page, url, retire = () => page.close()) {
  /** @type {import("playwright-core").CDPSession | undefined} */
  let session;
  const devtools = async () => {
    session ??= await page.context().newCDPSession(page);
    return session;
  };
  const tab = await tabOf(page, url, async () => {
    await session?.detach();
    session = undefined;
    await retire();
  });
  return {
    ...tab,
    reachable: async () => countReachable(await devtools()),
    texts: async () => reachableTexts(await devtools()),
    memory: async () => {
      const session = await devtools();
      await session.send("HeapProfiler.collectGarbage");
      await session.send("Performance.enable");
      const { metrics } = await session.send("Performance.getMetrics");
      /** @param {string} wanted */
      const metric = (wanted) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
      return { heap: metric("JSHeapUsedSize"), listeners: metric("JSEventListeners") };
    },
  };
}
