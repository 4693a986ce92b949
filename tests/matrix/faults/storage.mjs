// @ts-check
/**
 * What can be wrong with the browser's storage, or in it.
 */
import rows from "../../stage/faults.json" with { type: "json" };

/** @typedef {import("./fault.mjs").Fault} Fault */
/** @typedef {import("./fault.mjs").Storing} Storing */
/** @typedef {import("../page/world.mjs").World} World */

/** Nothing can be stored, nothing is found. */
const blocked = { readable: false, writable: false, erasable: true };
/** What is there is found, and nothing more can be stored. */
const full = { writable: false };
const both = /** @type {const} */ (["localStorage", "sessionStorage"]);

/** Methods that fail, and what the storage still can. Native tests read that, too. @type {any[]} */
const table = rows;

const refuse = () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};
const deny = () => {
  throw new DOMException("Access is denied.", "SecurityError");
};

/**
 * @param {string} name
 * @param {(world: World) => unknown} strike
 * @param {Storing} [storing]
 * @param {Partial<Fault>} [more]
 * @returns {Fault}
 */
const once = (name, strike, storing = {}, more = {}) => ({
  name,
  group: "storage",
  strikes: "first",
  strike,
  endings: {},
  storing,
  ...more,
});

/**
 * The same fault twice: there before the page's first script, and coming while it is in use.
 *
 * @param {Parameters<typeof once>} given
 * @returns {Fault[]}
 */
const twice = (...given) => {
  const fault = once(...given);
  return [fault, { ...fault, name: `${fault.name}, later`, strikes: "later" }];
};

/**
 * Another value for a property of the window.
 *
 * @param {readonly ("localStorage" | "sessionStorage")[]} areas
 * @param {PropertyDescriptor} descriptor
 * @returns {(world: World) => void}
 */
const areasAre = (areas, descriptor) => (world) => {
  for (const area of areas) world.replace(window, area, descriptor);
};

/**
 * Another method for every storage.
 *
 * @param {Partial<Record<"setItem" | "getItem" | "removeItem", (original: any) => any>>} methods
 * @returns {(world: World) => void}
 */
const methodsAre = (methods) => (world) => {
  for (const [name, make] of Object.entries(methods)) {
    const original = /** @type {any} */ (Storage.prototype)[name];
    world.replace(Storage.prototype, name, { value: make(original) });
  }
};

/**
 * Refuses from the nth call on.
 *
 * @param {number} n
 */
const fromThe = (n) => (/** @type {any} */ original) => {
  let calls = 0;
  return function (/** @type {any[]} */ ...given) {
    calls += 1;
    // @ts-expect-error: the storage that it is a method of
    return calls >= n ? refuse() : original.apply(this, given);
  };
};

/** @param {number} size */
const above = (size) => (/** @type {any} */ original) =>
  function (/** @type {string} */ key, /** @type {string} */ value) {
    // @ts-expect-error: the storage that it is a method of
    return String(value).length > size ? refuse() : original.call(this, key, value);
  };

/**
 * The methods of a row of the table.
 *
 * @param {Partial<Record<"setItem" | "getItem" | "removeItem", string | number>>} methods
 */
const failing = (methods) =>
  Object.fromEntries(
    Object.entries(methods).map(([name, how]) => {
      if (typeof how === "number") return [name, above(how)];
      if (how === "nothing") return [name, () => () => {}];
      return [name, () => (name === "setItem" ? refuse : deny)];
    }),
  );

/** @param {unknown} value */
const double = (value) => JSON.stringify(JSON.stringify(value));

const userKey = ":common_store/user";
const allKeys = [
  userKey,
  ":common_store/appId",
  ":common_store/app_settings",
  ":keys_store/deviceId",
  ":keys_store/integrationSource",
];

/**
 * Values that are under the keys before the page loads.
 *
 * @param {string} name
 * @param {string} value
 */
const found = (name, value) =>
  once(`${name} under every key`, (world) => {
    if (world.isChild) return;
    for (const key of allKeys) world.store.setItem(world.namespace + key, value);
    sessionStorage.setItem("sessionId", value);
  });

/**
 * Another tab changes the storage.
 *
 * @param {string} name
 * @param {(store: Storage, world: World) => unknown} change
 * @param {string | null} [session] who is logged in afterwards, where that changes
 */
const otherTab = (name, change, session) =>
  once(
    `another tab ${name}`,
    (world) => (world.isChild ? undefined : world.inAnotherTab((store) => change(store, world))),
    {},
    { strikes: "later", ...(session !== undefined && { session }) },
  );

/** Another tab writes something else for the user. @type {(name: string, value: string) => Fault} */
const otherUser = (name, value) =>
  otherTab(name, (store, { namespace }) => store.setItem(namespace + userKey, value), null);

/** @type {(n: number, storing?: Storing) => Fault} */
const throwsFrom = (n, storing) =>
  once(`setItem throws from call ${n} on`, methodsAre({ setItem: fromThe(n) }), storing);

/** @type {Fault[]} */
export const storageFaults = [
  ...twice("both storages throw when asked for", areasAre(both, { get: deny }), blocked, {
    core: true,
  }),
  ...twice("both storages undefined", areasAre(both, { value: undefined }), blocked),
  ...twice("both storages null", areasAre(both, { value: null }), blocked),
  once("a number for localStorage", areasAre(["localStorage"], { value: 5 }), blocked),
  once("an empty object for localStorage", areasAre(["localStorage"], { value: {} }), blocked),
  ...twice("sessionStorage throws when asked for", areasAre(["sessionStorage"], { get: deny })),
  once("sessionStorage undefined", areasAre(["sessionStorage"], { value: undefined })),
  once("no origin", () => {}, blocked, { sandboxed: true }),
  ...table.flatMap(({ name, storing, core, ...methods }) =>
    twice(name, methodsAre(failing(methods)), storing, core && { core }),
  ),
  once("full, with 5 MB of ballast", (world) => world.fill(), full),
  ...[1, 2, 3, 4, 5].map((n) => throwsFrom(n, full)),
  ...[6, 7].map((n) => throwsFrom(n)),
  // Coming later, that is another tab that logs out.
  once("getItem gives undefined", methodsAre({ getItem: () => () => undefined }), blocked),
  once("getItem gives an object", methodsAre({ getItem: () => () => ({ uid: "x" }) }), blocked),
  found("text that is no JSON", "{"),
  found("nothing", ""),
  found("null", "null"),
  found("a number", "5"),
  found("an array", "[1,2]"),
  found("a user without a uid", double({ name: "?", authToken: "stored-token-0815" })),
  found("a token with a line break", double({ uid: "x", authToken: "stored-token\n0815" })),
  found("a newer version's value", double({ version: 9, session: { user: { uid: "x" } } })),
  found("a megabyte", "x".repeat(1e6)),
  once("keys of others", ({ isChild, store, appId }) => {
    if (isChild) return;
    // An emulator's session is another.
    const keys = [`other-app${userKey}`, `${appId}${userKey}`, "__proto__", "length"];
    for (const key of ["user", "appId", "authToken", ...keys])
      store.setItem(key, double({ uid: "other", name: "Other", authToken: "other-token-42" }));
  }),
  otherTab("clears everything", (store) => store.clear(), null),
  otherTab("removes the user", (store, world) => store.removeItem(world.namespace + userKey), null),
  otherUser("breaks the user", "{"),
  otherUser("writes a newer version's user", double({ version: 9, user: [] })),
  otherTab("removes all but the user", (store, world) => {
    for (const key of allKeys.slice(1)) store.removeItem(world.namespace + key);
  }),
  otherTab(
    "logs another user in",
    async (store, world) => {
      const authToken = await world.newToken("cometchat-uid-5");
      const user = { uid: "cometchat-uid-5", name: "John Paul", authToken };
      store.setItem(world.namespace + userKey, double(user));
    },
    "cometchat-uid-5",
  ),
];
