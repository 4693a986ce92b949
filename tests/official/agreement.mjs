// @ts-check
/**
 * Who does what, and what both SDKs make of it.
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { app, until } from "../harness/index.mjs";

/** @typedef {import("./stage.mjs").Tab} Tab */

/** An SDK, as the page calls it: this one, or the official one. */
export const sdks = /** @type {const} */ (["Here", "Official"]);

/** Users whom the emulator knows. */
export const [first, second] = ["cometchat-uid-1", "cometchat-uid-2"];

/**
 * @param {Tab} tab
 * @param {typeof sdks[number]} sdk
 * @param {string} uid
 */
export const login = (tab, sdk, uid) =>
  tab.run(`${sdk}.login("${uid}", "${app.authKey}").then((user) => user.getUid())`);

/**
 * @param {Tab} tab
 * @param {typeof sdks[number]} sdk
 */
export const logout = (tab, sdk) => tab.run(`${sdk}.logout().then(() => true)`);

/** Initialises the official SDK as an application does. @param {Tab} tab */
export const initOfficial = (tab) =>
  tab.run(
    `Official.init("${app.appId}", new Official.AppSettingsBuilder().setRegion("us").build())`,
  );

/** A call of the official SDK that needs a session: how it ends. @param {Tab} tab */
export const update = (tab) =>
  tab.run(`Official.updateCurrentUserDetails(new Official.User("anybody"))
    .then((user) => user.getUid(), (error) => error.code ?? error.name)`);

/** What listeners of this SDK were told, in order. @param {Tab} tab */
export const heard = (tab) => tab.run("events.filter((event) => event.startsWith('here'))");

/**
 * Waits until one user is logged in everywhere, or nobody is: to both SDKs of each tab, one WebSocket
 * of each tab, and the server.
 *
 * @param {import("../harness/emulator.mjs").Emulator} emulator
 * @param {Tab[]} tabs
 * @param {string | null} uid
 */
export async function agree(emulator, tabs, uid) {
  const expected = {
    tabs: tabs.map(() => ({ here: uid, official: uid, sockets: uid ? [uid] : [] })),
    tokens: uid ? [uid] : [],
  };
  /** @type {unknown} */
  let found;
  const reached = until(async () => {
    const states = await Promise.all(tabs.map((tab) => tab.state()));
    const { tokens } = await emulator.state();
    found = { tabs: states, tokens: tokens.map((token) => token.uid) };
    return isDeepStrictEqual(found, expected);
  });
  await reached.catch(() => assert.deepEqual(found, expected));
}
