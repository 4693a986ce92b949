// @ts-check
/**
 * Firefox, driven by puppeteer-core over WebDriver BiDi.
 */
import { launch } from "puppeteer-core";
import { scratchFolder } from "./cleanup.mjs";
import { outcome, script } from "./evaluation.mjs";
import { patience, until } from "./waiting.mjs";

/**
 * @param {string} executablePath
 * @param {import("./engines.mjs").LaunchOptions} [options]
 * @returns {Promise<import("./engines.mjs").Browser>}
 */
export async function launchFirefox(executablePath, { proxy } = {}) {
  const profile = scratchFolder("firefox");
  const browser = await launch({
    browser: "firefox",
    executablePath,
    headless: true,
    userDataDir: profile.folder,
    ...(proxy && { acceptInsecureCerts: true, extraPrefsFirefox: through(new URL(proxy)) }),
    timeout: patience,
    protocolTimeout: patience,
    // The interrupt handlers of this harness end the process, which ends the browser.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  return {
    engine: "firefox",
    // "firefox/153.0"
    version: (await browser.version()).replace(/^\w+\//, ""),
    open: async (url) => {
      const page = wrap(await browser.newPage());
      await page.goto(url);
      return page;
    },
    popup: async (action) => {
      const before = new Set(await browser.pages());
      await action();
      const opened = await until(
        async () => (await browser.pages()).find((page) => !before.has(page)),
        "a new tab",
      );
      const page = wrap(/** @type {import("puppeteer-core").Page} */ (opened));
      await page.waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
      return page;
    },
    close: async () => {
      await browser.close();
      profile.remove();
    },
  };
}

/**
 * Preferences that send all but this machine's own addresses through a proxy.
 *
 * @param {URL} proxy
 */
function through({ hostname, port }) {
  return {
    "network.proxy.type": 1,
    "network.proxy.http": hostname,
    "network.proxy.http_port": Number(port),
    "network.proxy.ssl": hostname,
    "network.proxy.ssl_port": Number(port),
  };
}

/**
 * @param {import("puppeteer-core").Page} page
 * @returns {import("./engines.mjs").Page}
 */
function wrap(page) {
  /** @type {import("./engines.mjs").Message[]} */
  const messages = [];
  page.setDefaultTimeout(patience);
  page.on("console", (message) => {
    messages.push({ type: message.type(), text: message.text() });
  });
  page.on("pageerror", (error) => {
    messages.push({ type: "error", text: String(error) });
  });
  /** @type {import("./engines.mjs").Page["evaluate"]} */
  const evaluate = async (code, ...values) =>
    outcome(/** @type {string} */ (await page.evaluate(script(code, values))));
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
    retire: () => page.close(),
    url: async () => page.url(),
    screenshot: async (path) => {
      await page.screenshot({ path: /** @type {`${string}.png`} */ (path) });
    },
    messages: async () => [...messages],
  };
}
