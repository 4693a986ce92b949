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
 * @property {(met: Met, fault: Fault) => Expected} expected
 * @property {(fault: Fault) => boolean} [skips] whether there is no point in it
 */

/** @typedef {ReturnType<typeof metBy>} Met */

/**
 * What an operation meets under a fault: how each kind of call ends; who is logged in when the operation begins; what
 * listeners hear of that by then (`news`), or may hear (`rumours`), and what they hear when somebody then logs out
 * (`goodbye`); and what the storage still can.
 *
 * @param {Operation} operation
 * @param {Fault} fault
 */
function metBy({ needs }, { endings, storing = {}, strikes, session }) {
  const { call = "ok", lost = false, forged = false } = endings;
  const { first = call, me = call, user = call } = endings;
  const { write = user, check = user } = endings;
  const { current = write } = endings;
  const prepared = needs === "session" ? uids.usual : null;
  const before = session === undefined ? prepared : session;
  const change = before === null ? "logoutSuccess" : `loginSuccess ${before}`;
  const news = before === prepared ? [] : [change];
  const rumours = news.map((event) => `${event}?`);
  const { readable = true, writable = true, erasable = true } = storing;
  return {
    ...{ me, write, current, check, lost, forged, before, news, rumours, erasable },
    login: first === "ok" ? me : first,
    read: user,
    revoked: "revoked" in endings || call === "ok" ? endings.revoked : false,
    goodbye: change === news[0] && before === null ? news : [...rumours, "logoutSuccess"],
    /** Whether a page that loads finds a session that was made now. */
    keeps: readable && writable,
    /** Whether it finds the one that was there before. */
    finds: readable && (strikes === "later" || writable),
  };
}

/**
 * How an operation has to end under a fault.
 *
 * @param {Operation} operation
 * @param {Fault} fault
 */
export const expectedOf = (operation, fault) => operation.expected(metBy(operation, fault), fault);

/** What a listener hears of a login. @type {(ending: Ending, uid: string) => string} */
const told = (ending, uid) => {
  if (ending === "settled") return "login?";
  return ending === "ok" ? `loginSuccess ${uid}` : `loginFailure ${ending}`;
};

/**
 * What a login comes to.
 *
 * @param {Met} met
 * @param {Ending} ending
 * @param {string} [uid]
 */
function loginOf({ news, before }, ending, uid = uids.usual) {
  const after = ending === "ok" ? uid : before;
  return {
    calls: { login: ending },
    events: [...news, told(ending, uid)],
    session: ending === "settled" ? undefined : after,
    values: /** @type {Record<string, unknown>} */ ({ login: { uid } }),
  };
}

/**
 * A call that needs a session and changes nothing.
 *
 * @param {string} name
 * @param {(stage: Stage) => Promise<unknown>} call
 * @param {(met: Met) => Ending} ending
 * @param {{ withKey?: boolean }} [more]
 * @returns {Operation}
 */
const aboutUsers = (name, call, ending, { withKey = false } = {}) => ({
  name,
  needs: "session",
  carries: withKey ? "key" : "session",
  run: (stage) => ({ [name]: call(stage) }),
  expected: (met) => {
    const { before, news, lost } = met;
    if (!withKey && before === null)
      return { calls: { [name]: "ERR_NOT_LOGGED_IN" }, events: news, session: null };
    // The server then speaks of the session's token; of a key it says something else.
    const dropped = lost && !withKey;
    return {
      calls: { [name]: ending(met) },
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
 * A login that is cancelled by a logout, or by its own signal.
 *
 * @param {string} what the login
 * @param {(stage: Stage, options?: object) => Promise<unknown>} start
 * @param {(fault: Fault) => boolean} isOver whether it is over before anybody could cancel it
 * @param {"key" | "token"} [carries]
 * @returns {Operation[]}
 */
const cancelled = (what, start, isOver, carries) => [
  {
    name: `logout during ${what}`,
    needs: "init",
    carries,
    skips: isOver,
    run: async (stage) => {
      const asked = stage.nextRequest();
      const login = start(stage);
      await asked;
      return { login, logout: stage.CometChat.logout() };
    },
    expected: ({ before, news }) => {
      const events = [...news, "loginFailure LOGIN_CANCELLED"];
      return {
        calls: { login: "LOGIN_CANCELLED", logout: "ok" },
        events: before === null ? events : [...events, "logoutSuccess"],
        session: null,
      };
    },
  },
  {
    name: `abort during ${what}`,
    needs: "init",
    carries,
    skips: (fault) => fault.name === "no AbortController" || isOver(fault),
    run: async (stage) => {
      const abort = new AbortController();
      const asked = stage.nextRequest();
      const login = start(stage, { signal: abort.signal });
      await asked;
      abort.abort();
      return { login };
    },
    expected: ({ before, news }) => ({
      calls: { login: "LOGIN_CANCELLED" },
      events: [...news, "loginFailure LOGIN_CANCELLED"],
      session: before,
    }),
  },
];

const [logoutDuring, abortDuring] = cancelled(
  "login",
  ({ CometChat, authKey, uid }, options) => CometChat.login(uid, authKey, options),
  // The first step is not tried again: nothing is under way any more.
  ({ atOnce }) => atOnce === true,
);
const [logoutDuringToken, abortDuringToken] = cancelled(
  "login(token)",
  ({ CometChat, token }, options) => CometChat.login(token, options),
  // It ends in the turn in which it begins.
  ({ atOnce, endings }) => atOnce === true && endings.call === "settled",
  "token",
);

/** @type {(name: string, needs: Operation["needs"]) => Operation} */
const initialize = (name, needs) => ({
  name,
  needs,
  run: (stage) => ({ init: stage.init() }),
  // Which listeners may hear of, or not, by what is quicker.
  expected: ({ before, rumours }) => ({
    calls: { init: "ok" },
    events: rumours,
    session: before,
    values: { init: true },
  }),
});

/** The other tab of a sandboxed page would be another origin. */
const alone = (/** @type {Fault} */ fault) => fault.sandboxed === true;

/** Who is logged in in a page that loads now. @param {Stage} stage */
const newPage = (stage) => stage.inNewPage((CometChat) => CometChat.getLoggedinUser());

/** @type {readonly Operation[]} */
export const operations = [
  initialize("init", "nothing"),
  initialize("init again", "session"),
  {
    name: "login(uid, key)",
    needs: "init",
    run: (stage) => ({ login: login(stage) }),
    expected: (met) => loginOf(met, met.login),
  },
  {
    name: "login(uid, key), second step",
    needs: "init",
    route: "PUT /me",
    // Its token is made on the way, so that nobody could repeat it beforehand.
    skips: (fault) => !isOfSecondStep(fault),
    run: (stage) => ({ login: login(stage) }),
    expected: (met) => loginOf(met, met.me),
  },
  {
    name: "login(token)",
    carries: "token",
    needs: "init",
    run: ({ CometChat, token }) => ({ login: CometChat.login(token) }),
    expected: (met) => loginOf(met, met.me),
  },
  {
    name: "ensureLoggedIn",
    carries: "token",
    needs: "init",
    run: (stage) => ({ login: ensure(stage) }),
    expected: (met) => loginOf(met, met.me),
  },
  {
    name: "ensureLoggedIn, logged in",
    carries: "token",
    needs: "session",
    run: (stage) => ({ login: ensure(stage) }),
    expected: (met) => loginOf(met, met.before === uids.usual ? "ok" : met.me),
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
    expected: ({ me, read, lost, forged, news }, { group }) => {
      const ready = [...news, told("ok", uids.usual)];
      const isServer = group === "server";
      // Of a page, a fault meets the first request already.
      const met = isServer ? me : read;
      if (met === "ok" && !forged)
        return {
          calls: { login: "ok", user: "ok" },
          events: [...ready, told("ok", uids.usual)],
          session: uids.usual,
          values: { login: { uid: uids.usual }, user: { uid: uids.other } },
        };
      if (met === "settled")
        return {
          calls: { login: "ok", user: "settled" },
          events: [...ready, "login??", "logoutSuccess?"],
        };
      if (!isServer)
        return { calls: { login: "ok", user: met }, events: ready, session: uids.usual };
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
    expected: (met) => loginOf(met, met.login, uids.other),
  },
  {
    name: "getLoggedinUser",
    needs: "session",
    run: ({ CometChat }) => ({ user: CometChat.getLoggedinUser() }),
    expected: ({ before, news }) => ({
      calls: { user: "ok" },
      events: news,
      session: before,
      values: { user: before && { uid: before } },
    }),
  },
  {
    name: "getUserAuthToken",
    needs: "session",
    run: ({ CometChat }) => ({ token: CometChat.getUserAuthToken() }),
    expected: ({ before, news }) => ({ calls: { token: "ok" }, events: news, session: before }),
  },
  {
    name: "getSession",
    needs: "session",
    run: ({ CometChat }) => ({ state: Promise.resolve(CometChat.getSession()) }),
    // It shows what listeners have heard of; of another tab's work they hear later.
    expected: ({ before, rumours }) => ({
      calls: { state: "ok" },
      events: rumours,
      session: before,
      values: rumours.length > 0 ? {} : { state: { status: "loggedIn" } },
    }),
  },
  {
    name: "checkSession",
    needs: "session",
    carries: "session",
    run: ({ CometChat }) => ({ user: CometChat.checkSession() }),
    expected: ({ check, lost, before, news }) => {
      const isLost = lost && before !== null;
      return {
        calls: { user: lost || before === null ? "ok" : check },
        events: isLost ? [...news, "logoutSuccess"] : news,
        session: isLost ? null : before,
        values: { user: lost || before === null ? null : { uid: before } },
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
    expected: ({ login }) => ({
      calls: { init: "ok", login, user: "ok" },
      events: [],
      values: login === "settled" ? {} : { user: login === "ok" ? { uid: uids.usual } : null },
    }),
  },
  {
    name: "logout",
    needs: "session",
    carries: "session",
    run: ({ CometChat }) => ({ logout: CometChat.logout() }),
    expected: ({ revoked, goodbye }) => ({
      calls: { logout: "ok" },
      events: goodbye,
      session: null,
      values: { logout: revoked === undefined ? {} : { revoked } },
    }),
  },
  {
    name: "logout twice at once",
    needs: "session",
    run: ({ CometChat }) => ({ first: CometChat.logout(), second: CometChat.logout() }),
    expected: ({ goodbye }) => ({
      calls: { first: "ok", second: "ok" },
      events: goodbye,
      session: null,
    }),
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
  logoutDuring,
  logoutDuringToken,
  {
    name: "login during logout",
    needs: "session",
    uid: uids.other,
    // Two requests are on their way at once: which of them it meets is chance.
    skips: (fault) => fault.name === "closed once",
    run: (stage) => ({ logout: stage.CometChat.logout(), login: login(stage) }),
    expected: (met) => {
      const { calls, events, ...rest } = loginOf(
        { ...met, news: met.goodbye, before: null },
        met.login,
        uids.other,
      );
      return { calls: { logout: "ok", ...calls }, events, ...rest };
    },
  },
  {
    name: "two logins at once",
    needs: "init",
    run: (stage) => ({ first: login(stage), second: login(stage) }),
    expected: (met) => ({
      ...loginOf(met, met.login),
      calls: { first: met.login, second: met.login },
      values: { first: { uid: uids.usual }, second: { uid: uids.usual } },
    }),
  },
  {
    name: "logins of two users at once",
    needs: "init",
    run: (stage) => ({ first: login(stage), second: login({ ...stage, uid: uids.other }) }),
    expected: (met) => ({
      ...loginOf(met, met.login),
      calls: { first: met.login, second: "-1" },
      values: {},
    }),
  },
  abortDuring,
  abortDuringToken,
  {
    name: "login, then a page loads",
    needs: "init",
    skips: alone,
    run: async (stage) => {
      const pending = login(stage);
      await pending.catch(() => {});
      return { login: pending, user: newPage(stage) };
    },
    expected: (met) => {
      const found = met.keeps && met.login === "ok" ? { uid: uids.usual } : null;
      return {
        ...loginOf(met, met.login),
        calls: { login: met.login, user: "ok" },
        values: met.login === "settled" ? {} : { user: found },
      };
    },
  },
  {
    name: "a page loads",
    needs: "session",
    skips: alone,
    run: (stage) => ({ user: newPage(stage) }),
    expected: ({ before, rumours, finds }) => ({
      calls: { user: "ok" },
      events: rumours,
      session: before,
      values: { user: finds && before !== null ? { uid: before } : null },
    }),
  },
  {
    name: "logout, then a page loads",
    needs: "session",
    skips: alone,
    run: async (stage) => {
      const logout = stage.CometChat.logout();
      await logout.catch(() => {});
      return { logout, user: newPage(stage) };
    },
    expected: ({ goodbye, finds, erasable }) => ({
      calls: { logout: "ok", user: "ok" },
      events: goodbye,
      session: null,
      values: { user: !erasable && finds ? { uid: uids.usual } : null },
    }),
  },
];
