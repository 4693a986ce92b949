// @ts-check
/**
 * Runs in the page: counts how often calls cross between JavaScript and WebAssembly.
 */
import { initialize, user } from "./answers.js";

const counts = { entered: 0, left: 0 };

/**
 * The functions of an object, counted.
 *
 * @param {Record<string, any>} functions
 * @param {"entered" | "left"} which
 */
const counted = (functions, which) =>
  Object.fromEntries(
    Object.entries(functions).map(([name, value]) => [
      name,
      typeof value !== "function"
        ? value
        : (/** @type {unknown[]} */ ...given) => {
            counts[which]++;
            return value(...given);
          },
    ]),
  );

const { Instance } = WebAssembly;
// @ts-expect-error: it makes instances, which is all that is asked of it.
WebAssembly.Instance = function count(
  /** @type {WebAssembly.Module} */ module,
  /** @type {WebAssembly.Imports} */ imports,
) {
  const seen = Object.entries(imports).map(([name, functions]) => [
    name,
    counted(functions, "left"),
  ]);
  const { exports } = new Instance(module, Object.fromEntries(seen));
  return { exports: counted(exports, "entered") };
};

/**
 * How often each call goes in and out.
 *
 * @param {string} url of the module that exports `CometChat`
 */
export async function crossings(url) {
  const { CometChat } = await import(url);
  /** @type {[string, () => unknown][]} */
  const calls = [
    ["init", () => initialize(CometChat)],
    ["getLoggedinUser, logged out", () => CometChat.getLoggedinUser()],
    ["login", () => CometChat.login(user.uid, "auth-key")],
    ["getLoggedinUser, logged in", () => CometChat.getLoggedinUser()],
    ["logout", () => CometChat.logout()],
  ];
  /** @type {Record<string, typeof counts>} */
  const made = {};
  for (const [name, call] of calls) {
    Object.assign(counts, { entered: 0, left: 0 });
    await call();
    // What it does once it has answered belongs to it.
    await new Promise((resolve) => setTimeout(resolve));
    made[name] = { ...counts };
  }
  return made;
}
