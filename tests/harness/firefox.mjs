// @ts-check
/**
 * Firefox, driven by puppeteer-core over WebDriver BiDi.
 */
import { launch } from "puppeteer-core";
import { scratchFolder } from "./cleanup.mjs";
import { tabOf } from "./tab.mjs";
import { patience } from "./waiting.mjs";

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
    ...{ handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false },
  });
  return {
    engine: "firefox",
    // "firefox/153.0"
    version: (await browser.version()).replace(/^\w+\//, ""),
    open: async (url) => {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      return tabOf(page, url);
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
