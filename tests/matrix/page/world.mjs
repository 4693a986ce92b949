// @ts-check
/**
 * The page that a cell is tried in, and what a fault or an operation may do to it.
 */
import { own } from "../../stage/ending.mjs";
import { asked } from "./witness.mjs";

/**
 * What a cell is told, in the address of its page.
 *
 * @typedef {object} Order
 * @property {number} number
 * @property {string} fault
 * @property {string} operation
 * @property {string} emulator its address
 * @property {string} nowhere an address where nothing listens
 * @property {string} trap a server that must never be asked
 * @property {string} appId
 * @property {string} authKey
 * @property {boolean} [sandboxed] whether this page has no origin
 * @property {boolean} [child] whether this is another tab of a cell
 */

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */

/**
 * @param {any} CometChat
 * @param {Order} order
 */
export async function openWorld(CometChat, order) {
  /** @type {(() => unknown)[]} */
  const undoing = [];
  /** @type {RegExp[]} */
  const pardoned = [];
  const store = realStore();

  /**
   * Sends a request to the control API of the emulator. The page around this one does it, since the emulator refuses
   * pages that have no origin.
   *
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  const control = async (method, path, body) => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    parent.postMessage({ control: { method, path, body: own.stringify(body) } }, "*", [port2]);
    const { ok, text } = await answer;
    port1.close();
    if (!ok) throw new Error(`The emulator refuses ${method} ${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };

  const world = {
    ...order,
    CometChat,
    /** What the keys of this page's session begin with: an emulator's has its own. */
    namespace: `emulator:${order.appId}`,
    isChild: order.child === true,
    /** The browser's own storage, through all faults; null where the origin has none. */
    store: /** @type {Storage} */ (store),
    /** Where the SDK's requests go. */
    server: order.emulator,
    /** Which requests a fault of the server meets. */
    route: "*",
    /** Whom the operation is about. */
    uid: "cometchat-uid-1",
    /** The secrets that this page has been given. */
    secrets: [order.authKey],
    /** The secret that the operation sends. */
    carried: order.authKey,
    control,
    pardoned,

    /** @param {unknown} fault for the emulator */
    order: async (fault) => {
      await control("POST", "/faults", fault);
      undoing.push(() => control("DELETE", "/faults"));
    },
    /** @param {string} address of the server */
    turnTo: (address) => {
      world.server = address;
      CometChat.useEmulator(address);
      undoing.push(() => CometChat.useEmulator(order.emulator));
    },
    /** @param {string} uid */
    newToken: async (uid) => {
      const { authToken } = await control("POST", "/tokens", { uid });
      world.secrets.push(authToken);
      return authToken;
    },
    /**
     * Puts another property in place of one.
     *
     * @param {object} target
     * @param {string} name
     * @param {PropertyDescriptor} descriptor
     */
    replace: (target, name, descriptor) => {
      const before = Object.getOwnPropertyDescriptor(target, name);
      Object.defineProperty(target, name, {
        ...("get" in descriptor ? {} : { writable: true }),
        ...descriptor,
        configurable: true,
      });
      undoing.push(() => {
        if (before) Object.defineProperty(target, name, before);
        else Reflect.deleteProperty(target, name);
      });
    },
    /** @param {(...given: any[]) => unknown} fetch */
    replaceFetch: (fetch) =>
      world.replace(window, "fetch", {
        value: (/** @type {any[]} */ ...given) => {
          asked(given);
          return fetch(...given);
        },
      }),
    /** @param {() => unknown} way back */
    undo: (way) => undoing.push(way),
    /** @param {RegExp} thrown what may be thrown in this page and caught by nobody */
    pardon: (thrown) => pardoned.push(thrown),
    /** @param {(store: Storage) => unknown} act */
    inAnotherTab: async (act) => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      await act(/** @type {Window} */ (frame.contentWindow).localStorage);
      frame.remove();
    },
    /** Takes all the space that the origin has. */
    fill: () => {
      let piece = 0;
      for (let size = 2 ** 22; size >= 1; ) {
        try {
          own.setItem.call(store, `ballast-${piece}`, "x".repeat(size));
          piece += 1;
        } catch {
          size = Math.floor(size / 2);
        }
      }
      undoing.push(() => {
        for (let each = 0; each < piece; each += 1) own.removeItem.call(store, `ballast-${each}`);
      });
    },
    /** Ends the fault. */
    lift: async () => {
      for (const undo of undoing.splice(0).reverse()) await undo();
    },
  };
  return world;
}

/** @returns {Storage | null} */
function realStore() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
