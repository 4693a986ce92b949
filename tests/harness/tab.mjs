// @ts-check
/**
 * A tab, by what playwright's and puppeteer's pages have in common.
 */
import { outcome, script } from "./evaluation.mjs";
import { until } from "./waiting.mjs";

/**
 * @param {any} page of playwright or puppeteer
 * @param {string} url what to open in it
 * @param {() => Promise<void>} [retire]
 * @returns {Promise<import("./engines.mjs").Page>}
 */
export async function tabOf(page, url, retire = () => page.close()) {
  /** @type {import("./engines.mjs").Message[]} */
  const messages = [];
  /** @param {{ type: () => string, text: () => string }} message */
  const print = (message) => messages.push({ type: message.type(), text: message.text() });
  page.on("console", print);
  page.on("pageerror", (/** @type {unknown} */ error) => {
    messages.push({ type: "error", text: String(error) });
  });
  await page.goto(url);
  /** @type {import("./engines.mjs").Page["evaluate"]} */
  const evaluate = async (code, ...values) => outcome(await page.evaluate(script(code, values)));
  return {
    evaluate,
    waitFor: (code, ...values) => until(() => evaluate(code, ...values), String(code)),
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    close: () => page.close(),
    retire,
    messages: async () => [...messages],
  };
}
