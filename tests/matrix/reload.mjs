// @ts-check
/**
 * Whether a session survives a reload that comes straight after `await login()`.
 */
import { app, until } from "../harness/index.mjs";
import { onStage } from "../stage/page.mjs";

/** @typedef {import("../harness/engines.mjs").Engine} Engine */

const uid = "cometchat-uid-1";

/**
 * Logs in, reloads in the same turn, and looks who is logged in; again and again.
 *
 * @param {Engine} engine
 * @param {number} times
 * @param {{ source?: string }} [options] `source`: the folder of the package
 * @returns {Promise<{ kept: number, times: number }>}
 */
export async function reloadAfterLogin(engine, times, { source } = {}) {
  /** @type {string | undefined} how many sessions were kept, as the page tells in the end */
  let told;
  const routes = {
    "/kept": (/** @type {{ url?: string }} */ { url }) => {
      told = new URL(url ?? "", "http://localhost").search.slice(1);
      return "";
    },
  };
  const program = (/** @type {string} */ emulator) => `
  import { CometChat } from "cometchat-wasm";
  let [done, kept] = JSON.parse(sessionStorage.getItem("rounds") ?? "[-1, 0]");
  CometChat.useEmulator("${emulator}");
  await CometChat.init("${app.appId}");
  const user = await CometChat.getLoggedinUser();
  if (user?.getUid() === "${uid}") {
    kept += 1;
    await CometChat.logout();
  }
  done += 1;
  sessionStorage.setItem("rounds", JSON.stringify([done, kept]));
  if (done === ${times}) await fetch("/kept?" + kept);
  else {
    await CometChat.login("${uid}", "${app.authKey}");
    location.reload();
  }`;
  return onStage({ engine, source, program, routes }, async ({ site }) => {
    // Asking the page would meet one of its reloads. It asks for something each time it loads.
    while (told === undefined) {
      const before = site.requests.length;
      await until(() => told !== undefined || site.requests.length > before, "another reload");
    }
    return { kept: Number(told), times };
  });
}
