// @ts-check
/**
 * Storages that no honest platform has, as expressions: what stands in the place of one, in a page and in Node, and
 * what a page's may be patched with. Which fault of a real storage comes to what is in tests/matrix/faults/storage.mjs;
 * stored texts that are no session are in records.json, and methods that fail in faults.json, for native tests, too.
 */
import listed from "./records.json" with { type: "json" };

/** Texts under the user's key that are no session. */
export const records = listed.map((record) =>
  typeof record === "string" ? record : record.repeated.repeat(record.times),
);

const forged = `{ uid: "mallory", authToken: "mallory_token_0123" }`;
/** A storage that does nothing but what is told. */
const idle = (getItem = "() => null") => `{ getItem: ${getItem}, setItem() {}, removeItem() {} }`;

/** One that gives a session, which counts where it is the application's own. */
export const forging = idle(`() => JSON.stringify(${forged})`);

/** In the place of a storage. */
export const storages = {
  "throws at every touch": `new Proxy({}, { get() { throw new Error("hostile"); } })`,
  "throws when read": idle(`() => { throw new Error("hostile"); }`),
  "throws when used":
    "{ getItem() { throw 1; }, setItem() { throw 1; }, removeItem() { throw 1; } }",
  "throws when looked at":
    "{ get getItem() { throw 1; }, get setItem() { throw 1; }, get removeItem() { throw 1; } }",
  "is revoked": "(() => { const it = Proxy.revocable({}, {}); it.revoke(); return it.proxy; })()",
  "gives objects": idle(`() => (${forged})`),
  "gives promises": idle(`async () => JSON.stringify(${forged})`),
  "is all promises":
    "{ getItem: async () => null, setItem: async () => {}, removeItem: async () => {} }",
  "gives boxed text": idle(`() => Object("{}")`),
  "gives another text each time": idle("() => String(Math.random())"),
  "keeps nothing": idle(),
  "forgets nothing": `(() => { const map = new Map(); return {
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) { if (!map.has(key)) map.set(key, value); },
    removeItem() {},
  }; })()`,
  "calls back": `(() => {
    let inside = false;
    const back = (call) => {
      if (inside) return;
      inside = true;
      call().catch(() => {});
      inside = false;
    };
    return {
      getItem() { back(() => CometChat.getLoggedinUser()); return null; },
      setItem() { back(() => CometChat.logout()); },
      removeItem() { back(() => CometChat.login("nobody", "no key")); },
    };
  })()`,
  "has no methods": "{}",
  "is a text": `"storage"`,
  "is null": "null",
};

/** What makes a page's storage another. */
export const patches = [
  `Storage.prototype.getItem = function () { throw new Error("hostile"); }`,
  `Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); }`,
  "Storage.prototype.removeItem = function () {}",
  `Storage.prototype.setItem = (set => function (key, value) { set.call(this, key, value + "x"); })(Storage.prototype.setItem)`,
  "Storage.prototype.getItem = () => 5",
  "Storage.prototype.getItem = null",
];
