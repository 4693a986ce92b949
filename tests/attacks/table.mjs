// @ts-check
/**
 * The attacks, by theme: what an attacker does, and what must not come of it. docs/security.md shows
 * them, with how the last run of `npm run attacks` ended.
 */

/**
 * @typedef {object} Attack
 * @property {string} id
 * @property {string} does what "an attacker" does
 * @property {string} not what must not come of it
 */

/** @type {Record<string, [id: string, does: string, not: string][]>} */
export const themes = {
  "Polluted prototypes": [
    [
      "prototype-client-host",
      "sets `Object.prototype.clientHost`",
      "a key or a token goes to that host",
    ],
    [
      "prototype-admin-host",
      "sets `Object.prototype.adminHost`",
      "a key or a token goes to that host",
    ],
    [
      "prototype-region",
      "sets `Object.prototype.region`",
      "requests go to another region than the default",
    ],
    [
      "prototype-options",
      "sets `onSuccess`, `onError` or `signal` on `Object.prototype`",
      "settings count as options, or a call is cancelled",
    ],
    [
      "prototype-null",
      "sets `Object.prototype.x = null`, as a careless library may",
      "the SDK does not load",
    ],
    [
      "prototype-promise",
      "sets `abandoned` on `Object.prototype` and `Promise.prototype`",
      "a call is cancelled",
    ],
    [
      "prototype-arguments",
      "sets `Object.prototype[0]`, `[1]` and `length`",
      "they count as arguments",
    ],
    ["prototype-error", "sets `Object.prototype.error`", "a good answer counts as a failure"],
    [
      "prototype-token",
      "sets `Object.prototype.authToken`",
      "a foreign token becomes the session's",
    ],
    [
      "prototype-server-host",
      "sets `settings` and `CLIENT_API_HOST` on `Object.prototype`",
      "a token goes to that host",
    ],
    [
      "prototype-stored",
      "sets `Object.prototype.authToken`, with a stored user who has none",
      "a foreign session is adopted",
    ],
    ["prototype-uid", "sets `uid` and `name` on `Object.prototype`", "another user is written"],
    [
      "prototype-every-key",
      "sets any key that the SDK reads on `Object.prototype`",
      "a call ends otherwise, or a credential leaves",
    ],
    [
      "prototype-every-getter",
      "puts a getter that throws under any key that the SDK reads",
      "a call throws, hangs or fails",
    ],
  ],
  "Getters and proxies": [
    [
      "getter-region",
      "passes settings whose `region` changes after it was checked",
      "a credential goes to the host that it names then",
    ],
    [
      "getter-client-host",
      "passes settings whose `clientHost` changes after it was checked",
      "a token goes to that host",
    ],
    [
      "getter-admin-host",
      "passes settings whose `adminHost` changes after it was checked",
      "a key goes to that host",
    ],
    ["getter-every-setting", "counts how often each setting is read", "one is read twice"],
    [
      "proxy-settings",
      "passes a proxy for settings that lies sooner or later",
      "a credential goes to the host that it names",
    ],
    [
      "hostile-arguments",
      "passes each call revoked proxies, getters that throw, cycles, symbols, deep and long values",
      "a call throws, hangs, or brings the SDK down",
    ],
    ["hostile-registrations", "passes them to calls that return no promise", "a call throws"],
    ["hostile-signal", "passes signals that throw, lie, or are none", "a call throws or hangs"],
    [
      "getter-uid",
      "passes a user whose UID changes after it was checked",
      "another path is asked for",
    ],
    [
      "getter-reenters",
      "calls the SDK from a getter that the SDK reads",
      "a call throws, hangs, or brings the SDK down",
    ],
    [
      "getter-credentials",
      "passes credentials that change between two looks",
      "they are read twice, or the wrong user is logged in",
    ],
  ],
  Addresses: [
    [
      "host-region",
      "passes regions that would end the host's name, or hide another host in it",
      "a request is made",
    ],
    ["host-app-id", "passes app ids that would end the host's name", "a request is made"],
    [
      "host-client-override",
      "passes a client host with user names, queries, other schemes, loopback look-alikes, broken escapes",
      "a request is made",
    ],
    ["host-admin-override", "passes an admin host of that kind", "a request is made"],
    ["host-override-objects", "passes objects for a host", "a request is made"],
    [
      "host-emulator",
      "passes an emulator's address that only looks like this machine's",
      "a request is made",
    ],
    [
      "host-stored-settings",
      "writes foreign hosts into the stored settings, CometChat's customers' too",
      "a key or a token goes there",
    ],
    [
      "host-answered-settings",
      "lets the server's answer name foreign hosts",
      "a key or a token goes there",
    ],
    [
      "host-version",
      "lets the settings name a version that climbs out of the path",
      "another path is asked for",
    ],
    [
      "uid-lone-surrogate",
      "passes a UID with half of a surrogate pair",
      "the page's own server gets the key or the token",
    ],
    [
      "uid-paths",
      "passes UIDs that climb out of the path, or carry queries, controls, and line ends",
      "another path is asked for",
    ],
    ["base-of-page", "adds a `<base>` to the page", "a relative address leads to that host"],
  ],
  Headers: [
    [
      "header-key",
      "passes auth keys with line ends, controls, and what no header carries",
      "something is sent",
    ],
    ["header-token", "passes tokens of that kind", "something is sent"],
    [
      "header-answered-token",
      "answers with a token of that kind, or with no text",
      "it is used, or a session comes of it",
    ],
    [
      "header-answered-session",
      "answers `PUT /me` with a token of that kind",
      "a session comes of it",
    ],
    [
      "header-stored-ids",
      "writes line ends and long texts into the stored device and tab ids",
      "they get into a header",
    ],
    ["header-source", "passes such texts to `setSource`", "they get into a header"],
    ["header-cookies", "lets the server set cookies", "a later request carries one"],
  ],
  Storage: [
    [
      "stored-garbage",
      "stores records that are no session",
      "one counts as a session, or a call fails",
    ],
    [
      "stored-proto",
      "stores a session with `__proto__`, `constructor`, `then` and `toJSON` in it",
      "a prototype is changed, or a call fails",
    ],
    ["stored-huge", "stores a session of millions of characters", "a call throws or hangs"],
    [
      "stored-deep",
      "stores a session of hundreds of thousands of levels",
      "a call throws or hangs",
    ],
    [
      "storage-replaced",
      "puts something else in the place of `localStorage`, which throws, lies, or calls back",
      "a call throws or hangs, or a foreign session is adopted",
    ],
    [
      "storage-calls-back",
      "has the storage log out while a login or an update writes to it",
      "the user is logged in afterwards, or a token stays alive that nobody has",
    ],
    [
      "storage-flickers",
      "has `localStorage` there at one read, and throw at the next",
      "a call throws or hangs, or calls fail once it is there again",
    ],
    ["storage-patched", "replaces methods of `Storage.prototype`", "a login fails or is lost"],
    [
      "written-during-update",
      "writes another session while a request of the old one is under way",
      "the answer overwrites it",
    ],
    [
      "removed-during-update",
      "removes the session while a request of it is under way",
      "the answer brings it back",
    ],
    [
      "written-during-get",
      "writes another session while the server says that the old token is dead",
      "the new session is removed",
    ],
    [
      "written-during-login",
      "writes a session while a login is under way",
      "a token stays alive that nobody has",
    ],
    [
      "written-during-logout",
      "writes a session while a logout is under way",
      "the new session is removed or revoked",
    ],
    ["storage-events", "forges storage events", "a session comes or goes by what the event says"],
    [
      "another-apps-session",
      "stores a session of another app, and passes app ids that look like keys",
      "it is adopted",
    ],
  ],
  Tabs: [
    [
      "late-tab-updates",
      "holds back the news that another tab has changed users, during an update",
      "a dead token overwrites the new session",
    ],
    [
      "late-tab-logs-in",
      "holds back the news that another tab has logged in, during a login as somebody else",
      "a token stays alive that nobody has",
    ],
    [
      "late-tab-same-user",
      "holds back the news that another tab has logged in, during a login of the same user",
      "a token stays alive that nobody has",
    ],
    [
      "late-tab-logs-out",
      "holds back the news that another tab has changed users, before a logout",
      "the tabs disagree, or a token stays alive",
    ],
    [
      "late-tab-dead-token",
      "holds back the news that another tab has logged in anew, while the old token is refused",
      "the new session is removed",
    ],
    [
      "tabs-in-every-order",
      "logs in and out in two tabs at the same time, in every order",
      "the tabs disagree, or a token stays alive that nobody has",
    ],
    [
      "channel-flood",
      "floods the tabs' channel with thousands of messages of any kind",
      "listeners hear of it, or requests are made",
    ],
    ["channel-overheard", "listens to the tabs' channel", "it learns a token or a UID"],
    [
      "frame-of-the-page",
      "runs in a sandboxed frame of the page, and sends messages",
      "it reads the session, or ends it",
    ],
  ],
  Answers: [
    [
      "answer-proto",
      "answers with `__proto__`, `constructor`, `then` and `toJSON` everywhere",
      "a prototype is changed, a foreign session adopted, or a call fails",
    ],
    [
      "answer-full-user",
      "answers with a user whose fields are named like methods",
      "the user's own methods are replaced",
    ],
    [
      "answer-deep",
      "answers with hundreds of thousands of levels",
      "a call throws, hangs, or brings the SDK down",
    ],
    [
      "answer-deep-error",
      "answers with an error of that kind",
      "a call throws, hangs, or brings the SDK down",
    ],
    [
      "answer-backslashes",
      "answers with an error of 300,000 backslashes",
      "the page is busy for seconds, or a call hangs",
    ],
    [
      "answer-long-token",
      "answers with a token of 30,000 characters, and 800,000 more",
      "the page is busy for seconds, or a call hangs",
    ],
    ["answer-huge", "answers with 30 MB", "a call throws, hangs, or brings the SDK down"],
    [
      "answer-endless",
      "answers without end",
      "more than the longest answer is read, or a call hangs",
    ],
    [
      "answer-odd",
      "answers with JSON of any other shape, and with none",
      "a call throws, hangs, or brings the SDK down",
    ],
    ["answer-statuses", "answers with any status", "a call throws, hangs, or brings the SDK down"],
    [
      "answer-retry-after",
      "asks to be left alone for years, or for no number at all",
      "a call hangs, or hammers the server",
    ],
    [
      "redirects",
      "answers with redirects to other hosts, and to no encryption",
      "a key or a token follows",
    ],
    [
      "redirect-to-page",
      "answers with redirects to the page's own server",
      "a key or a token follows",
    ],
    ["answer-stalls", "takes requests and says nothing", "a call hangs"],
    ["answer-other-user", "answers an update with another user", "the session becomes that user's"],
    [
      "service-worker",
      "puts a service worker between, which stalls, fails, and redirects",
      "a call hangs, or a session comes of it",
    ],
  ],
  "Replaced globals": [
    [
      "fetch-replaced",
      "replaces `fetch` by what throws, lies, or gives no answer",
      "a call throws or hangs",
    ],
    ["fetch-hangs", "replaces `fetch` by what never answers, and takes no signal", "a call hangs"],
    [
      "builtins-replaced-after",
      "replaces built-ins once the package is imported: `URL`, `JSON`, `Reflect`, regular expressions, clocks",
      "a call throws or hangs, or a credential goes astray",
    ],
    ["loading-replaced", "replaces what loads the WebAssembly", "a call throws or hangs"],
    [
      "builtins-replaced-before",
      "removes and replaces built-ins before the package is imported",
      "a call throws or hangs, or a credential goes astray",
    ],
    [
      "globals-shadowed",
      "names elements and frames like globals",
      "the package takes one for a global",
    ],
    [
      "realm-of-a-frame",
      "passes objects of another realm, which goes away",
      "a call throws, hangs or fails",
    ],
    [
      "stack-exhausted",
      "calls the SDK deep down in a recursion, where no stack is left",
      "a call hangs or resolves with nothing, or the next one fails",
    ],
    [
      "failure-that-fails",
      "throws a symbol, or an object without a prototype, where the SDK loads, or asks for the time",
      "a call throws or hangs, or the next one does",
    ],
    ["frozen-builtins", "freezes the built-ins before the package is imported", "a call fails"],
  ],
  "Listeners and callbacks": [
    [
      "listener-throws",
      "adds listeners that throw, reject, or are no functions",
      "a call fails, or another listener is not told",
    ],
    [
      "listener-mutates",
      "changes the user that a listener is told of",
      "other listeners, the session or a request see it",
    ],
    ["snapshot-mutated", "changes what `getSession` gave, deep down, too", "somebody else sees it"],
    [
      "user-mutated",
      "changes users that calls gave, or updates the own UID and token",
      "the session or a request sees it",
    ],
    [
      "listener-multiplies",
      "adds a listener in a listener, without end",
      "it is told of the same event",
    ],
    [
      "listener-reenters",
      "logs out in `loginSuccess`, and in in `logoutSuccess`",
      "a call throws, hangs, or brings the SDK down",
    ],
    [
      "listener-ids",
      "names listeners `__proto__`, `constructor`, and by very long texts",
      "one is not told, or cannot be removed",
    ],
    ["callbacks-throw", "passes callbacks that throw, reject, or are no functions", "a call fails"],
    [
      "methods-detached",
      "replaces methods of `CometChat`, and calls the others without it",
      "a call fails, or believes what was put there",
    ],
  ],
  "Secrets that come back": [
    ["echo-plain", "lets the server repeat a key or a token in an error", "the exception holds it"],
    [
      "echo-percent",
      "lets it repeat them percent-encoded, in any case, with `+` for a space",
      "the exception holds it",
    ],
    ["echo-twice", "lets it repeat them percent-encoded twice", "the exception holds it"],
    ["echo-base64", "lets it repeat them in base64, at any offset", "the exception holds it"],
    ["echo-entities", "lets it repeat them in HTML entities", "the exception holds it"],
    ["echo-escapes", "lets it repeat them in JSON's escapes", "the exception holds it"],
    [
      "echo-truncated",
      "lets it repeat their first 8 characters or more",
      "the exception holds them",
    ],
    [
      "echo-everywhere",
      "lets it repeat them in the code, as a key, and deep in the details",
      "the exception holds it",
    ],
    ["short-secrets", "passes a key or a token of one character", "the error's code is mangled"],
    [
      "echo-of-made-token",
      "lets the server repeat the token that it has just made",
      "the exception holds it",
    ],
    [
      "echo-in-logout",
      "lets the answer of a logout repeat the token",
      "what the logout resolves with holds it",
    ],
    [
      "cause-of-wrapped-fetch",
      "wraps `fetch` in what throws errors with the headers in them",
      "the exception's `cause` holds a key or a token",
    ],
    [
      "leftovers-in-page",
      "looks for the token in the page, its history, timings and storage",
      "it is elsewhere than in the user's record, or left after the logout",
    ],
    [
      "last-match",
      "looks at what the engine's regular expressions have matched last",
      "a key or a token is there",
    ],
    ["key-stored", "looks for the auth key in every storage", "it is there"],
  ],
  "Lost answers": [
    [
      "lost-token",
      "loses each answer to the request for a token",
      "it is repeated, so that more than one token is left alive",
    ],
    ["lost-once", "loses one answer to that request", "it is repeated"],
    [
      "refused-token",
      "refuses that request once, with 429 or 503",
      "the login fails, or leaves a token alive",
    ],
    [
      "lost-registration",
      "loses each answer to `PUT /me`",
      "the token of the failed login stays alive",
    ],
    ["lost-logout", "loses the answer to a logout", "the token stays alive"],
    ["abandoned-login", "aborts a login whose answer is on its way", "its token stays alive"],
    [
      "overtaken-login",
      "logs out during a login whose answer is on its way",
      "its token stays alive",
    ],
  ],
  "Scripts that are not the page's": [
    [
      "injected-script",
      "injects scripts into a page with the policy above",
      "one runs, or sends something away",
    ],
    ["changed-script", "changes the SDK on its way to a page with `integrity`", "it runs"],
  ],
  Emulator: [
    [
      "emulator-gets-session",
      "starts an emulator where a production session is stored",
      "the emulator gets its token, or ends it",
    ],
    [
      "emulator-makes-session",
      "leaves an emulator's session behind for production",
      "it counts there, or its token is sent",
    ],
    [
      "emulator-side-by-side",
      "runs a tab with an emulator beside one without",
      "they see each other's session",
    ],
    [
      "emulator-late",
      "calls `useEmulator` during a production session",
      "the emulator gets its token",
    ],
    [
      "emulator-keys",
      "looks where an emulator's session is stored",
      "it is among production's keys",
    ],
    [
      "emulator-unnoticed",
      "ships a page with `useEmulator`",
      "the console says nothing, or more than once",
    ],
    [
      "emulator-url-with-secret",
      "passes emulator addresses with user names and queries",
      "one is used",
    ],
  ],
  Servers: [
    [
      "server-says-nothing",
      "uses `CometChat` in a process that serves everybody",
      "nothing warns of it, or more than once",
    ],
    [
      "server-shares-session",
      "visits a server that has just logged somebody else in",
      "the visitor is somebody else",
    ],
    [
      "server-concurrent",
      "visits a server at the same time as 39 others",
      "a visitor is somebody else",
    ],
    [
      "server-storage",
      "gives clients storages that throw, lie, or are none",
      "a call throws or hangs, or a foreign session is adopted",
    ],
    ["server-own-storage", "looks into another client's storage", "a session or a key is there"],
    [
      "server-disposed",
      "uses clients that were disposed of",
      "a call throws or hangs, or a session survives",
    ],
    ["server-relative", "passes a server UIDs that no address can carry", "something is sent"],
    [
      "server-prototype",
      "pollutes a server's `Object.prototype`",
      "a credential goes to another host, or a foreign session is adopted",
    ],
    [
      "route-cross-site",
      "asks a token route from a page of another site",
      "there is a token in the answer, or CometChat is asked",
    ],
    [
      "route-uid",
      "names another user to a token route, in headers and body",
      "the token is that user's",
    ],
    ["route-body", "sends a token route a body without an end", "some of it is read"],
    [
      "route-identify",
      "visits a server whose session check throws, hangs or returns nonsense",
      "the route rejects, hangs, or asks CometChat",
    ],
    [
      "route-key",
      "has CometChat repeat the REST API key",
      "the key is in an answer, in an error, or on the console",
    ],
    [
      "route-prototype",
      "pollutes the `Object.prototype` of a token route's server",
      "a token is somebody else's, or a page of another site gets one",
    ],
  ],
};

/** @type {Attack[]} */
export const attacks = Object.values(themes)
  .flat()
  .map(([id, does, not]) => ({ id, does, not }));

/**
 * Attacks that are not withstood yet: docs/security.md shows them as such, as long as a run does.
 *
 * @type {Set<string>}
 */
export const open = new Set([]);
