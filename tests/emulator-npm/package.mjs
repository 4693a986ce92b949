// @ts-check
/**
 * The emulator's npm package as its users get it: packed, and installed from the tarball.
 */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { built } from "../emulator/bodies.mjs";
import { packedPackage } from "../harness/index.mjs";

export { built };

/** What requests with either key carry. */
export const auth = { appid: "emulator-app", apikey: "emulator-auth-key" };
export const rest = { appid: "emulator-app", apikey: "emulator-rest-api-key" };

/**
 * What requests with an auth token carry.
 *
 * @param {string} authtoken
 */
export const session = (authtoken) => ({ appid: "emulator-app", authtoken });

/** The address of the API, which is nobody's. */
export const api = "https://emulator-app.api-us.cometchat.io/v3.0";

/** The tarball, installed. */
export const packed = () => packedPackage(fileURLToPath(built));

/**
 * One of the package's modules, from the tarball.
 *
 * @param {string} name its file's
 * @returns {Promise<any>}
 */
export async function load(name) {
  const { folder } = await packed();
  return import(pathToFileURL(path.join(folder, name)).href);
}
