// @ts-check
/**
 * Both SDKs and a UI Kit as far as the companion sees them, with a server whose answers come when they
 * are let go. The official ones are as they were observed: docs/with-the-official-sdk.md.
 */

/** @typedef {{ uid: string, authToken: string }} Session */

/**
 * What `keepInStep` of the packed package returns.
 *
 * @typedef {object} Companion
 * @property {() => Promise<unknown>} ready
 * @property {() => Promise<void>} preload
 * @property {() => { status: string, error: { code: unknown } | null, key: number }} getState
 * @property {(listener: () => void) => () => void} subscribe
 * @property {() => void} stop
 */

/** @typedef {(client: unknown, official: unknown, options?: object) => Companion} KeepInStep */

/** A server, and what is on its way to it and back. */
export class Server {
  /** The live tokens, and whose they are. @type {Map<string, string>} */
  tokens = new Map();
  /** @type {(() => void)[]} */
  underWay = [];
  #made = 0;

  /** @param {string} uid */
  token(uid) {
    this.#made += 1;
    const token = `${uid}_${this.#made}`;
    this.tokens.set(token, uid);
    return token;
  }

  /** An answer, once it is let go. @returns {Promise<void>} */
  answer() {
    return new Promise((resolve) => {
      this.underWay.push(() => resolve());
    });
  }
}

/** A class of builders that note each call of any method. @param {[string, unknown][]} calls */
export const noting = (calls) =>
  class {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: any method is one of the builder's
      return new Proxy(this, {
        get: (_, name) => (/** @type {unknown} */ value) => void calls.push([String(name), value]),
      });
    }
  };

/** What `keepInStep` takes for a builder of settings. */
const Builder = noting([]);

const DEAD = Object.freeze({ code: "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" });
const BUSY = Object.freeze({ code: -1, name: "LOGIN_IN_PROGRESS" });

/** This SDK. @param {Server} server */
export function here(server) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {Set<() => void>} */
  const endings = new Set();
  let disposed = false;
  /** @type {Session | null} */
  let session = null;
  /** @type {{ cancelled: boolean } | undefined} */
  let pending;
  /** @param {Session | null} next */
  const change = (next) => {
    session = next;
    for (const listener of [...listeners]) listener();
  };
  /** @param {string} token */
  const revoke = (token) => server.answer().then(() => server.tokens.delete(token));
  return {
    getAppId: () => "app",
    getAppSettings: () => ({ region: "us", storageMode: "local" }),
    getEmulator: () => undefined,
    getSession: () => ({ status: session ? "loggedIn" : "loggedOut", user: session }),
    subscribe: (/** @type {() => void} */ listener) => {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    onDispose: (/** @type {() => void} */ listener) => {
      if (disposed) listener();
      endings.add(listener);
      return () => endings.delete(listener);
    },
    dispose: () => {
      disposed = true;
      for (const end of [...endings]) end();
    },
    CometChatException: class extends Error {
      /** @param {object} fields */
      constructor(fields) {
        super();
        Object.assign(this, fields);
      }
    },
    /** @param {string} token */
    loginWithAuthToken: async (token) => {
      if (pending) throw BUSY;
      if (session?.authToken === token) return session;
      const own = { cancelled: false };
      pending = own;
      await server.answer();
      if (pending === own) pending = undefined;
      const uid = server.tokens.get(token);
      if (own.cancelled || !uid) throw DEAD;
      const old = session;
      const next = { uid, authToken: token };
      change(next);
      if (old) revoke(old.authToken);
      return next;
    },
    logout: async () => {
      if (pending) pending.cancelled = true;
      const old = session;
      if (!old) throw { code: "ERR_NOT_LOGGED_IN" };
      change(null);
      await revoke(old.authToken);
    },
    checkSession: async () => {
      const asked = session;
      if (!asked) return null;
      await server.answer();
      if (!server.tokens.has(asked.authToken) && session === asked) change(null);
      return session;
    },
    /** What another tab did. @param {Session | null} next */
    otherTab: change,
  };
}

/** The official SDK. @param {Server} server */
export function official(server) {
  /** @type {Map<string, any>} */
  const listeners = new Map();
  /** @type {Session | null} */
  let session = null;
  let busy = false;
  let initialized = false;
  /** @param {string} event @param {unknown} [told] */
  const tell = (event, told) => {
    for (const listener of [...listeners.values()]) listener[event]?.(told);
  };
  /** @param {Session} of */
  const userOf = (of) => ({ ...of, getUid: () => of.uid, getAuthToken: () => of.authToken });
  const user = () => (session ? userOf(session) : null);
  const drop = () => {
    session = null;
    tell("logoutSuccess");
  };
  return {
    init: async () => {
      initialized = true;
    },
    isInitialized: () => initialized,
    /** @param {string} token */
    login: async (token) => {
      if (busy) throw BUSY;
      if (session?.authToken !== token) {
        busy = true;
        session = null;
        await server.answer();
        busy = false;
        const uid = server.tokens.get(token);
        if (!uid) {
          drop();
          throw DEAD;
        }
        session = { uid, authToken: token };
      }
      const own = userOf({ ...session, authToken: token });
      tell("loginSuccess", own);
      return own;
    },
    logout: async () => {
      const token = session?.authToken;
      await server.answer();
      if (token) server.tokens.delete(token);
      // Whoever has logged in meanwhile.
      drop();
    },
    /** Any call that needs a session. */
    call: async () => {
      const token = session?.authToken;
      if (!token) throw DEAD;
      await server.answer();
      if (server.tokens.has(token)) return;
      drop();
      throw DEAD;
    },
    getLoggedinUser: async () => user(),
    addLoginListener: (/** @type {string} */ id, /** @type {unknown} */ listener) =>
      listeners.set(id, listener),
    removeLoginListener: (/** @type {string} */ id) => listeners.delete(id),
    LoginListener: class {
      /** @param {object} callbacks */
      constructor(callbacks) {
        Object.assign(this, callbacks);
      }
    },
    AppSettingsBuilder: Builder,
  };
}

/** A UI Kit on top of the official SDK. @param {ReturnType<typeof official>} sdk */
export function kit(sdk) {
  /** @type {any} */
  let user = null;
  let inits = 0;
  const listener = {
    loginSuccess: (/** @type {unknown} */ own) => {
      user = own;
    },
    logoutSuccess: () => {
      user = null;
    },
  };
  return {
    /** How often it was initialised. */
    inits: () => inits,
    CometChatUIKit: {
      init: async () => {
        inits += 1;
        await sdk.init();
        return user;
      },
      /** @param {string} token */
      loginWithAuthToken: async (token) => {
        user = await sdk.login(token);
        // From now on it follows the official SDK.
        sdk.addLoginListener("kit", listener);
        return user;
      },
      logout: async () => {
        await sdk.logout();
        user = null;
        sdk.removeLoginListener("kit");
      },
      getLoggedInUser: () => user,
    },
    UIKitSettingsBuilder: Builder,
  };
}
