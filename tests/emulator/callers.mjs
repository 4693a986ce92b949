// @ts-check
/** Who asks the emulator: the headers that a request has, and below what its paths are. */

/** The first two sample users. */
export const andrew = "cometchat-uid-1";
export const george = "cometchat-uid-2";

/** Below what the paths of a caller are, unless it is the API. */
export const below = Symbol("below");

/**
 * Who asks: the headers that a request has.
 *
 * @typedef {Record<string, string> & { [below]?: string }} Caller
 */

/** Without credentials, with the app id, with either key, and with an auth token. @type {Caller} */
export const bare = {};
export const app = { appid: "emulator-app" };
export const auth = { ...app, apikey: "emulator-auth-key" };
export const rest = { ...app, apikey: "emulator-rest-api-key" };
/** @param {string} authtoken @returns {Caller} */
export const session = (authtoken) => ({ ...app, authtoken });
/** The control API, and any path. @type {Caller} */
export const control = { [below]: "/_emulator" };
/** @type {Caller} */
export const outside = { [below]: "" };
