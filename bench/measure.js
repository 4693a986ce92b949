// @ts-check
/**
 * Runs in the page: times one SDK, whose requests are answered at once, by the page itself.
 */

import { initialize, user } from "./answers.js";

/** How often `getLoggedinUser` is called. */
const CALLS = 10_000;

/** @type {WebAssembly.Memory[]} */
const memories = [];
const { Instance } = WebAssembly;
// @ts-expect-error: it makes instances, which is all that is asked of it.
WebAssembly.Instance = function measured(/** @type {[WebAssembly.Module]} */ ...given) {
  const instance = new Instance(...given);
  for (const exported of Object.values(instance.exports)) {
    if (exported instanceof WebAssembly.Memory) memories.push(exported);
  }
  return instance;
};

/** @type {Record<string, number>} milliseconds, by what took them */
export const times = {};

/**
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} act
 */
async function timed(name, act) {
  const start = performance.now();
  const value = await act();
  times[name] = performance.now() - start;
  return value;
}

/** @type {any} */
let CometChat;

const logIn = () => CometChat.login(user.uid, "auth-key");

/**
 * From the import to the first login.
 *
 * @param {string} url of the module that exports `CometChat`
 */
export async function start(url) {
  ({ CometChat } = await timed("import", () => import(url)));
  await timed("init", () => initialize(CometChat));
  await timed("login", logIn);
}

/** Bytes of WebAssembly memory. */
export const memory = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** All that comes after the first login. */
export async function goOn() {
  await timed("getLoggedinUser", async () => {
    for (let call = 0; call < CALLS; call++) await CometChat.getLoggedinUser();
  });
  times.getLoggedinUser /= CALLS;
  await timed("logout", () => CometChat.logout());
  await timed("loginAgain", logIn);
  for (const count of [1, 100, 10_000]) {
    await CometChat.logout();
    let heard = 0;
    const hear = () => {
      heard += 1;
    };
    await timed(`add${count}`, () => {
      for (let id = 0; id < count; id++) {
        CometChat.addLoginListener(`listener-${id}`, { loginSuccess: hear });
      }
    });
    await timed(`tell${count}`, logIn);
    if (heard !== count) throw new Error(`${heard} of ${count} listeners heard of the login.`);
  }
  return times;
}
