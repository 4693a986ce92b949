// @ts-check
/**
 * Chromium, driven by playwright-core.
 */
import { chromium } from "playwright-core";
import { atExit } from "./cleanup.mjs";
import { outcome, script } from "./evaluation.mjs";
import { countReachable, reachableTexts } from "./heap.mjs";
import { patience, until } from "./waiting.mjs";

export const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * @param {string} executablePath
 * @param {import("./engines.mjs").LaunchOptions} [options]
 * @returns {Promise<import("./engines.mjs").Browser>}
 */
export async function launchChromium(executablePath, { proxy } = {}) {
  const browser = await chromium.launch({
    executablePath,
    args: chromiumArguments,
    headless: true,
    timeout: patience,
    // The interrupt handlers of this harness end the process, which ends the browser.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
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
      const tab = spare ?? (await context.newPage());
      spare = undefined;
      const page = wrap(tab, () => retire(tab));
      await page.goto(url);
      return page;
    },
    openApart: async (url) => {
      const apart = await browser.newContext();
      const page = await apart.newPage();
      await page.goto(url);
      return { ...wrap(page), close: () => apart.close() };
    },
    popup: async (action) => {
      const opened = context.waitForEvent("page");
      await Promise.all([opened, action()]);
      const page = await opened;
      await page.waitForLoadState();
      return wrap(page);
    },
    close: async () => {
      release();
      await browser.close();
    },
  };
}

/**
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<void>} [retire]
 * @returns {import("./engines.mjs").Page}
 */
function wrap(page, retire = () => page.close()) {
  /** @type {import("./engines.mjs").Message[]} */
  const messages = [];
  /** @type {import("playwright-core").CDPSession | undefined} */
  let session;
  page.on("console", (message) => {
    messages.push({ type: message.type(), text: message.text() });
  });
  page.on("pageerror", (error) => {
    messages.push({ type: "error", text: String(error) });
  });
  /** @type {import("./engines.mjs").Page["evaluate"]} */
  const evaluate = async (code, ...values) => outcome(await page.evaluate(script(code, values)));
  return {
    evaluate,
    waitFor: (code, ...values) => until(() => evaluate(code, ...values), String(code)),
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    close: () => page.close(),
    retire: async () => {
      await session?.detach();
      session = undefined;
      await retire();
    },
    url: async () => page.url(),
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    messages: async () => [...messages],
    reachable: async () => {
      session ??= await page.context().newCDPSession(page);
      return countReachable(session);
    },
    texts: async () => {
      session ??= await page.context().newCDPSession(page);
      return reachableTexts(session);
    },
    memory: async () => {
      session ??= await page.context().newCDPSession(page);
      await session.send("HeapProfiler.collectGarbage");
      await session.send("Performance.enable");
      const { metrics } = await session.send("Performance.getMetrics");
      /** @param {string} wanted */
      const metric = (wanted) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
      return { heap: metric("JSHeapUsedSize"), listeners: metric("JSEventListeners") };
    },
  };
}
