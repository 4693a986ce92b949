// @ts-check
/**
 * The emulator's bodies: the native program, the npm package behind a socket, and the npm package's fetch.
 */
import { startEmulator } from "../harness/index.mjs";

/** The folder that `npm run build` leaves. */
export const built = new URL("../../pkg-emulator/", import.meta.url);

/**
 * What an emulator is started with, as the npm package calls it.
 *
 * @typedef {object} Options
 * @property {string} [appId]
 * @property {string} [authKey]
 * @property {string} [restApiKey]
 * @property {string} [region]
 * @property {string[]} [roles] `manager` unless told
 * @property {string[]} [allowedHosts]
 * @property {{ uid: string, name: string }[]} [users]
 * @property {{ uid: string, token: string }[]} [tokens]
 * @property {boolean} [keepAlive]
 */

/**
 * An emulator that is running.
 *
 * @typedef {{ url: string, fetch: typeof fetch, stop: () => Promise<void> }} Running
 */

/** @param {Options} options @returns {Promise<any>} */
const fromPackage = async ({ keepAlive, ...options }) =>
  (await import(new URL("node.js", built).href)).createEmulator(options);

/** @satisfies {Record<string, (options: Options) => Promise<Running>>} */
const starting = {
  native: async ({ region = "us", roles = [], allowedHosts = [], keepAlive, ...options }) => {
    const args = [
      ...["--region", region],
      ...roles.flatMap((role) => ["--role", role]),
      ...allowedHosts.flatMap((host) => ["--allow-host", host]),
      ...(options.users ?? []).flatMap(({ uid, name }) => ["--user", `${uid}=${name}`]),
      ...(options.tokens ?? []).flatMap(({ uid, token }) => ["--token", `${uid}=${token}`]),
      ...(keepAlive ? ["--keep-alive"] : []),
    ];
    const { url, stop } = await startEmulator({ args, credentials: options });
    return { url, fetch, stop };
  },
  "npm, listening": async (options) => {
    const emulator = await fromPackage(options);
    const { url } = await emulator.listen({ keepAlive: options.keepAlive });
    return { url, fetch, stop: emulator.dispose };
  },
  "npm, fetch": async (options) => {
    const emulator = await fromPackage(options);
    return { url: "https://emulator.example", fetch: emulator.fetch, stop: emulator.dispose };
  },
};

/** @typedef {keyof typeof starting} Body */

/** Every body, and those behind a socket. @type {Body[]} */
export const everybody = ["native", "npm, listening", "npm, fetch"];
/** @type {Body[]} */
export const sockets = ["native", "npm, listening"];

/** @param {Body} body @param {Options} [options] @returns {Promise<Running>} */
export const start = (body, options) => starting[body]({ roles: ["manager"], ...options });
