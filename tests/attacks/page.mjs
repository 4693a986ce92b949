// @ts-check
/**
 * What the tests need in the page of an attack. It runs first, and holds on to what it needs of the engine.
 */
import { endOf, everythingOf } from "../stage/ending.mjs";

const page = /** @type {any} */ (window);
page.uncaught = [];
addEventListener("error", (event) => page.uncaught.push(String(event.error ?? event.message)));
addEventListener("unhandledrejection", (event) => page.uncaught.push(String(event.reason)));

const owners = /** @type {any[]} */ ([
  ...[JSON, Object, Reflect, Math, Date, Array.prototype, String.prototype],
  ...[RegExp.prototype, Map.prototype, Promise.prototype],
]);
const originals = owners.map((owner) => Object.getOwnPropertyDescriptors(owner));
const { defineProperties, hasOwn } = Object;
const { String: textOf } = window;

/** Puts back what was replaced of the built-ins that the tests need. */
page.restore = () => {
  for (let index = 0; index < originals.length; index++)
    defineProperties(owners[index], originals[index]);
};

/**
 * How a call ends.
 *
 * @param {() => any} call
 */
page.endOf = async (call) => {
  const ending = await endOf(call, 45_000);
  if (!hasOwn(ending, "error")) return ending;
  const { error } = ending;
  return {
    code: error?.code ?? textOf(error),
    message: error?.message,
    details: error?.details,
    all: everythingOf(error),
  };
};

/**
 * How calls end, one after the other.
 *
 * @param {(() => any)[]} calls
 */
page.endsOf = async (calls) => {
  const endings = [];
  for (let index = 0; index < calls.length; index++)
    endings[index] = await page.endOf(calls[index]);
  return endings;
};

/**
 * Runs something while `Object.prototype` has more than the engine's own.
 *
 * @param {Record<string, PropertyDescriptor>} properties
 * @param {() => any} run
 */
page.polluted = async (properties, run) => {
  for (const key of Object.keys(properties))
    Object.defineProperty(
      Object.prototype,
      key,
      Object.assign(Object.create(null), properties[key], { configurable: true }),
    );
  try {
    return await run();
  } finally {
    for (const key of Object.keys(properties)) Reflect.deleteProperty(Object.prototype, key);
  }
};
