// @ts-check
/** An application's function for tokens, which asks its own server for them: here, the emulator. */

/**
 * Gives a page the function `giveToken`, and `asked`, which has `[uid, reason]` for each call of it.
 * `giveToken.hold()` has tokens wait for `giveToken.release()`, `giveToken.fail()` has the function
 * reject from then on, and `giveToken.repeat()` give the last token again.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @param {string} url of the emulator
 */
export const giveTokens = (page, url) =>
  page.evaluate((/** @type {string} */ url) => {
    /** @type {[uid: string, reason: string][]} */
    const asked = [];
    let held = Promise.resolve();
    let release = () => {};
    let fails = false;
    let repeats = false;
    /** @type {string | undefined} */
    let last;
    /** @param {{ uid: string, reason: string, signal: AbortSignal }} request */
    const giveToken = async ({ uid, reason, signal }) => {
      asked.push([uid, reason]);
      if (signal.aborted || fails) throw new Error("There is no token.");
      await held;
      if (repeats) return last;
      const response = await fetch(`${url}/_emulator/tokens`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ uid }),
      });
      last = (await response.json()).authToken;
      return last;
    };
    Object.assign(giveToken, {
      hold: () => {
        held = new Promise((resolve) => {
          release = resolve;
        });
      },
      release: () => release(),
      fail: () => {
        fails = true;
      },
      repeat: () => {
        repeats = true;
      },
    });
    Object.assign(window, { asked, giveToken });
  }, url);
