// @ts-check
/**
 * What an application does, and how it has to end under a fault.
 */

/** @typedef {import("./faults/fault.mjs").Fault} Fault */
/** @typedef {import("./faults/fault.mjs").Ending} Ending */
/** @typedef {import("./page/cell.mjs").Stage} Stage */

/** Users whom the emulator knows. */
export const uids = /** @type {const} */ ({
  usual: "cometchat-uid-1",
  other: "cometchat-uid-2",
  next: "cometchat-uid-3",
});

/**
 * How an operation has to end.
 *
 * @typedef {object} Expected
 * @property {Record<string, Ending>} calls by the name of the call
 * @property {string[]} events what the listener hears meanwhile, in order
 * @property {string | null} [session] who is logged in afterwards; nobody looks if it is undefined
 * @property {Record<string, unknown>} [values] what calls resolve with, as far as it is told
 */

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {"nothing" | "init" | "session"} needs what has happened before
 * @property {string} [uid] whom it is about; the usual user unless told
 * @property {"key" | "token" | "session"} [carries] the secret that its requests carry; the key unless told
 * @property {string} [route] which requests a fault of the server meets; all unless told
 * @property {(stage: Stage) => Record<string, Promise<unknown>> | Promise<Record<string, Promise<unknown>>>} run
 * @property {(fault: Fault) => Expected} expected
 * @property {(fault: Fault) => boolean} [skips] whether there is no point in it
 */

/**
 * How each kind of call ends under a fault.
 *
 * @param {Fault} fault
 */
function endingsOf({ endings }) {
  const { call = "ok", lost = false, forged = false } = endings;
  const { first = call, me = call, user = call } = endings;
  const { write = user, check = user } = endings;
  const { current = write } = endings;
  return {
    login: first === "ok" ? me : first,
    me,
    write,
    current,
    read: user,
    check,
    revoked: "revoked" in endings || call === "ok" ? endings.revoked : false,
    lost,
    forged,
  };
}

/**
 * What a listener hears of a login.
 *
 * @param {Ending} ending
 * @param {string} uid
 */
const told = (ending, uid) => {
  if (ending === "settled") return "login?";
  return ending === "ok" ? `loginSuccess ${uid}` : `loginFailure ${ending}`;
};

/**
 * Who is logged in after a login.
 *
 * @param {Ending} ending
 * @param {string} uid
 * @param {string | null} before
 */
const after = (ending, uid, before) => {
  if (ending === "settled") return undefined;
  return ending === "ok" ? uid : before;
};

/**
 * Who is logged in when the operation begins, and what listeners hear of that by then.
 *
 * @param {Fault} fault
 * @param {string | null} [prepared] who was before the fault struck
 * @returns {{ before: string | null, news: string[] }}
 */
function beginning(fault, prepared = uids.usual) {
  const { session = prepared } = fault;
  if (session === prepared) return { before: prepared, news: [] };
  return {
    before: session,
    news: [session === null ? "logoutSuccess" : `loginSuccess ${session}`],
  };
}

/**
 * What a login of the usual user comes to that begins without a session.
 *
 * @param {Fault} fault
 * @param {Ending} ending
 */
function loginOf(fault, ending) {
  const { before, news } = beginning(fault, null);
  return {
    calls: { login: ending },
    events: [...news, told(ending, uids.usual)],
    session: after(ending, uids.usual, before),
    values: { login: { uid: uids.usual } },
  };
}

/** @param {Fault} fault */
function storingOf({ storing = {}, strikes }) {
  const { readable = true, writable = true, erasable = true } = storing;
  return { readable, keeps: readable && writable, erasable, kept: strikes === "later" || writable };
}

/**
 * A call that needs a session and changes nothing.
 *
 * @param {string} name
 * @param {(stage: Stage) => Promise<unknown>} call
 * @param {(endings: ReturnType<typeof endingsOf>) => Ending} ending
 * @param {{ withKey?: boolean }} [more]
 * @returns {Operation}
 */
const aboutUsers = (name, call, ending, { withKey = false } = {}) => ({
  name,
  needs: "session",
  carries: withKey ? "key" : "session",
  run: (stage) => ({ [name]: call(stage) }),
  expected: (fault) => {
    const endings = endingsOf(fault);
    const { before, news } = beginning(fault);
    const ends = ending(endings);
    if (!withKey && before === null) {
      return { calls: { [name]: "ERR_NOT_LOGGED_IN" }, events: news, session: null };
    }
    // The server then speaks of the session's token; of a key it says something else.
    const dropped = endings.lost && !withKey;
    return {
      calls: { [name]: ends },
      events: dropped ? [...news, "logoutSuccess"] : news,
      session: dropped ? null : before,
    };
  },
});

/** @param {Stage} stage */
const login = ({ CometChat, authKey, uid }) => CometChat.login(uid, authKey);

/** With a function for tokens, which has one. @param {Stage} stage */
const ensure = ({ CometChat, uid, token }) =>
  CometChat.ensureLoggedIn({ uid, authToken: async () => token });

/** Whether there is no hope for a session whose renewal ended so. @param {Ending} ending */
const isFinal = (ending) =>
  !["FAILED_TO_FETCH", "REQUEST_TIMEOUT", "ERR_TOO_MANY_REQUESTS", "LOGIN_CANCELLED"].includes(
    ending,
  );

/** What a server can do to the second step of a login alone. @param {Fault} fault */
const isOfSecondStep = ({ group, name }) =>
  group === "server" && name !== "preflight refused" && !name.startsWith("echo");

/**
 * @param {Stage} stage
 * @param {(stage: Stage) => Promise<unknown>} start of a login
 */
async function logoutDuring(stage, start) {
  const asked = stage.nextRequest();
  const login = start(stage);
  await asked;
  return { login, logout: stage.CometChat.logout() };
}

/** @param {Fault} fault @returns {Expected} */
function loggedOutMeanwhile(fault) {
  const { before, news } = beginning(fault, null);
  const events = [...news, "loginFailure LOGIN_CANCELLED"];
  return {
    calls: { login: "LOGIN_CANCELLED", logout: "ok" },
    events: before === null ? events : [...events, "logoutSuccess"],
    session: null,
  };
}

/**
 * @param {Stage} stage
 * @param {(stage: Stage, options: { signal: AbortSignal }) => Promise<unknown>} start of a login
 */
async function abortDuring(stage, start) {
  const abort = new AbortController();
  const asked = stage.nextRequest();
  const login = start(stage, { signal: abort.signal });
  await asked;
  abort.abort();
  return { login };
}

/** @param {Fault} fault @returns {Expected} */
function abortedMeanwhile(fault) {
  const { before, news } = beginning(fault, null);
  return {
    calls: { login: "LOGIN_CANCELLED" },
    events: [...news, "loginFailure LOGIN_CANCELLED"],
    session: before,
  };
}

/** Whether a login ends in the turn in which it begins, however it is made. @param {Fault} fault */
const failsBeforeFetch = ({ atOnce, endings }) => atOnce === true && endings.call === "settled";

/** The other tab of a sandboxed page would be another origin. */
const alone = (/** @type {Fault} */ fault) => fault.sandboxed === true;

/** @type {readonly Operation[]} */
export const operations = [
  {
    name: "init",
    needs: "nothing",
    run: (stage) => ({ init: stage.init() }),
    expected: (fault) => {
      const { before, news } = beginning(fault, null);
      const events = news.map((event) => `${event}?`);
      return { calls: { init: "ok" }, events, session: before, values: { init: true } };
    },
  },
  {
    name: "init again",
    needs: "session",
    run: (stage) => ({ init: stage.init() }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      // Which listeners may hear of, or not, by what is quicker.
      return {
        calls: { init: "ok" },
        events: news.map((event) => `${event}?`),
        session: before,
        values: { init: true },
      };
    },
  },
  {
    name: "login(uid, key)",
    needs: "init",
    run: (stage) => ({ login: login(stage) }),
    expected: (fault) => loginOf(fault, endingsOf(fault).login),
  },
  {
    name: "login(uid, key), second step",
    needs: "init",
    route: "PUT /me",
    // Its token is made on the way, so that nobody could repeat it beforehand.
    skips: (fault) => !isOfSecondStep(fault),
    run: (stage) => ({ login: login(stage) }),
    expected: (fault) => loginOf(fault, endingsOf(fault).me),
  },
  {
    name: "login(token)",
    carries: "token",
    needs: "init",
    run: async ({ CometChat, token }) => ({ login: CometChat.login(token) }),
    expected: (fault) => loginOf(fault, endingsOf(fault).me),
  },
  {
    name: "ensureLoggedIn",
    carries: "token",
    needs: "init",
    run: (stage) => ({ login: ensure(stage) }),
    expected: (fault) => loginOf(fault, endingsOf(fault).me),
  },
  {
    name: "ensureLoggedIn, logged in",
    carries: "token",
    needs: "session",
    run: (stage) => ({ login: ensure(stage) }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      const ending = before === uids.usual ? "ok" : endingsOf(fault).me;
      return {
        calls: { login: ending },
        events: [...news, told(ending, uids.usual)],
        session: after(ending, uids.usual, before),
        values: { login: { uid: uids.usual } },
      };
    },
  },
  {
    name: "a dead token is renewed",
    carries: "token",
    needs: "session",
    route: "PUT /me",
    // With no server at all, nobody says that the token is dead.
    skips: (fault) =>
      (fault.group === "server" && !isOfSecondStep(fault)) || fault.name === "nothing listens",
    run: async (stage) => {
      const { CometChat, newToken } = stage;
      const login = CometChat.ensureLoggedIn({ uid: uids.usual, authToken: newToken });
      await login;
      await stage.endSession();
      return { login, user: CometChat.getUser(uids.other) };
    },
    expected: (fault) => {
      const { me, read, lost, forged } = endingsOf(fault);
      const { news } = beginning(fault);
      const ready = [...news, told("ok", uids.usual)];
      const isServer = fault.group === "server";
      // Of a page, a fault meets the first request already.
      const met = isServer ? me : read;
      if (met === "ok" && !forged) {
        return {
          calls: { login: "ok", user: "ok" },
          events: [...ready, told("ok", uids.usual)],
          session: uids.usual,
          values: { login: { uid: uids.usual }, user: { uid: uids.other } },
        };
      }
      if (met === "settled") {
        return {
          calls: { login: "ok", user: "settled" },
          events: [...ready, "login??", "logoutSuccess?"],
        };
      }
      if (!isServer) {
        return { calls: { login: "ok", user: met }, events: ready, session: uids.usual };
      }
      const isOver = lost || forged || isFinal(me);
      return {
        calls: { login: "ok", user: "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" },
        events: [...ready, told(me, uids.usual), ...(isOver ? ["logoutSuccess"] : [])],
        session: isOver ? null : uids.usual,
      };
    },
  },
  {
    name: "login as another user",
    needs: "session",
    uid: uids.other,
    run: (stage) => ({ login: login(stage) }),
    expected: (fault) => {
      const { login } = endingsOf(fault);
      const { before, news } = beginning(fault);
      return {
        calls: { login },
        events: [...news, told(login, uids.other)],
        session: after(login, uids.other, before),
        values: { login: { uid: uids.other } },
      };
    },
  },
  {
    name: "getLoggedinUser",
    needs: "session",
    run: ({ CometChat }) => ({ user: CometChat.getLoggedinUser() }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      return {
        calls: { user: "ok" },
        events: news,
        session: before,
        values: { user: before && { uid: before } },
      };
    },
  },
  {
    name: "getUserAuthToken",
    needs: "session",
    run: ({ CometChat }) => ({ token: CometChat.getUserAuthToken() }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      return { calls: { token: "ok" }, events: news, session: before };
    },
  },
  {
    name: "getSession",
    needs: "session",
    run: ({ CometChat }) => ({ state: Promise.resolve(CometChat.getSession()) }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      // It shows what listeners have heard of; of another tab's work they hear later.
      return {
        calls: { state: "ok" },
        events: news.map((event) => `${event}?`),
        session: before,
        values: news.length > 0 ? {} : { state: { status: "loggedIn" } },
      };
    },
  },
  {
    name: "checkSession",
    needs: "session",
    carries: "session",
    run: ({ CometChat }) => ({ user: CometChat.checkSession() }),
    expected: (fault) => {
      const { check, lost } = endingsOf(fault);
      const { before, news } = beginning(fault);
      if (before === null) {
        return { calls: { user: "ok" }, events: news, session: null, values: { user: null } };
      }
      return {
        calls: { user: lost ? "ok" : check },
        events: lost ? [...news, "logoutSuccess"] : news,
        session: lost ? null : before,
        values: { user: lost ? null : { uid: before } },
      };
    },
  },
  {
    name: "createCometChat, then login",
    needs: "nothing",
    run: async ({ newClient, uid, authKey }) => {
      const { client, ready } = newClient();
      await ready.catch(() => {});
      const login = client.login(uid, authKey);
      await login.catch(() => {});
      return { init: ready, login, user: client.getLoggedinUser() };
    },
    expected: (fault) => {
      const { login } = endingsOf(fault);
      return {
        calls: { init: "ok", login, user: "ok" },
        events: [],
        values: login === "settled" ? {} : { user: login === "ok" ? { uid: uids.usual } : null },
      };
    },
  },
  {
    name: "logout",
    needs: "session",
    carries: "session",
    run: ({ CometChat }) => ({ logout: CometChat.logout() }),
    expected: (fault) => {
      const { revoked } = endingsOf(fault);
      const { news } = beginning(fault);
      const events =
        news[0] === "logoutSuccess" ? news : [...news.map((it) => `${it}?`), "logoutSuccess"];
      return {
        calls: { logout: "ok" },
        events,
        session: null,
        values: { logout: revoked === undefined ? {} : { revoked } },
      };
    },
  },
  {
    name: "logout twice at once",
    needs: "session",
    run: ({ CometChat }) => ({ first: CometChat.logout(), second: CometChat.logout() }),
    expected: (fault) => {
      const { news } = beginning(fault);
      const events =
        news[0] === "logoutSuccess" ? news : [...news.map((it) => `${it}?`), "logoutSuccess"];
      return { calls: { first: "ok", second: "ok" }, events, session: null };
    },
  },
  aboutUsers(
    "createUser",
    ({ CometChat, authKey }) => CometChat.createUser({ uid: "ada", name: "Ada" }, authKey),
    ({ write }) => write,
    { withKey: true },
  ),
  aboutUsers(
    "updateUser",
    ({ CometChat, authKey }) => CometChat.updateUser({ uid: uids.other, name: "Ada" }, authKey),
    ({ write }) => write,
    { withKey: true },
  ),
  aboutUsers(
    "updateCurrentUserDetails",
    ({ CometChat }) => CometChat.updateCurrentUserDetails({ name: "Ada" }),
    ({ current }) => current,
  ),
  aboutUsers(
    "getUser",
    ({ CometChat }) => CometChat.getUser(uids.other),
    ({ read }) => read,
  ),
  {
    name: "logout during login",
    needs: "init",
    // The first step is not tried again: nothing is under way any more.
    skips: (fault) => fault.atOnce === true,
    run: (stage) => logoutDuring(stage, login),
    expected: loggedOutMeanwhile,
  },
  {
    name: "logout during login(token)",
    carries: "token",
    needs: "init",
    skips: failsBeforeFetch,
    run: (stage) => logoutDuring(stage, ({ CometChat, token }) => CometChat.login(token)),
    expected: loggedOutMeanwhile,
  },
  {
    name: "login during logout",
    needs: "session",
    uid: uids.other,
    // Two requests are on their way at once: which of them it meets is chance.
    skips: (fault) => fault.name === "closed once",
    run: (stage) => ({ logout: stage.CometChat.logout(), login: login(stage) }),
    expected: (fault) => {
      const { login } = endingsOf(fault);
      const { news } = beginning(fault);
      const events =
        news[0] === "logoutSuccess" ? news : [...news.map((it) => `${it}?`), "logoutSuccess"];
      return {
        calls: { logout: "ok", login },
        events: [...events, told(login, uids.other)],
        session: after(login, uids.other, null),
        values: { login: { uid: uids.other } },
      };
    },
  },
  {
    name: "two logins at once",
    needs: "init",
    run: (stage) => ({ first: login(stage), second: login(stage) }),
    expected: (fault) => {
      const { login } = endingsOf(fault);
      const { before, news } = beginning(fault, null);
      return {
        calls: { first: login, second: login },
        events: [...news, told(login, uids.usual)],
        session: after(login, uids.usual, before),
        values: { first: { uid: uids.usual }, second: { uid: uids.usual } },
      };
    },
  },
  {
    name: "logins of two users at once",
    needs: "init",
    run: (stage) => ({ first: login(stage), second: login({ ...stage, uid: uids.other }) }),
    expected: (fault) => {
      const { login } = endingsOf(fault);
      const { before, news } = beginning(fault, null);
      return {
        calls: { first: login, second: "-1" },
        events: [...news, told(login, uids.usual)],
        session: after(login, uids.usual, before),
      };
    },
  },
  {
    name: "abort during login",
    needs: "init",
    skips: (fault) => fault.name === "no AbortController" || fault.atOnce === true,
    run: (stage) =>
      abortDuring(stage, ({ CometChat, uid, authKey }, options) =>
        CometChat.login(uid, authKey, options),
      ),
    expected: abortedMeanwhile,
  },
  {
    name: "abort during login(token)",
    carries: "token",
    needs: "init",
    skips: (fault) => fault.name === "no AbortController" || failsBeforeFetch(fault),
    run: (stage) =>
      abortDuring(stage, ({ CometChat, token }, options) => CometChat.login(token, options)),
    expected: abortedMeanwhile,
  },
  {
    name: "login, then a page loads",
    needs: "init",
    skips: alone,
    run: async (stage) => {
      const pending = login(stage);
      await pending.catch(() => {});
      return { login: pending, user: stage.inNewPage((CometChat) => CometChat.getLoggedinUser()) };
    },
    expected: (fault) => {
      const { login } = endingsOf(fault);
      const { before, news } = beginning(fault, null);
      const found = storingOf(fault).keeps && login === "ok" ? { uid: uids.usual } : null;
      return {
        calls: { login, user: "ok" },
        events: [...news, told(login, uids.usual)],
        session: after(login, uids.usual, before),
        values: login === "settled" ? {} : { user: found },
      };
    },
  },
  {
    name: "a page loads",
    needs: "session",
    skips: alone,
    run: (stage) => ({ user: stage.inNewPage((CometChat) => CometChat.getLoggedinUser()) }),
    expected: (fault) => {
      const { before, news } = beginning(fault);
      const { readable, kept } = storingOf(fault);
      return {
        calls: { user: "ok" },
        events: news.map((event) => `${event}?`),
        session: before,
        values: { user: readable && kept && before !== null ? { uid: before } : null },
      };
    },
  },
  {
    name: "logout, then a page loads",
    needs: "session",
    skips: alone,
    run: async (stage) => {
      const logout = stage.CometChat.logout();
      await logout.catch(() => {});
      return { logout, user: stage.inNewPage((CometChat) => CometChat.getLoggedinUser()) };
    },
    expected: (fault) => {
      const { news } = beginning(fault);
      const { readable, kept, erasable } = storingOf(fault);
      const events =
        news[0] === "logoutSuccess" ? news : [...news.map((it) => `${it}?`), "logoutSuccess"];
      return {
        calls: { logout: "ok", user: "ok" },
        events,
        session: null,
        values: { user: !erasable && readable && kept ? { uid: uids.usual } : null },
      };
    },
  },
];
