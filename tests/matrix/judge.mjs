// @ts-check
/**
 * Whether a cell ended as it has to.
 */

/** @typedef {import("./operations.mjs").Expected} Expected */
/** @typedef {import("./page/cell.mjs").Settled} Settled */

/**
 * What is wrong with what happened; nothing, if all is well.
 *
 * @param {Expected} expected
 * @param {any} record what the page told
 * @returns {string[]}
 */
export function complaints(expected, record) {
  if (record.broken) return [`the cell broke: ${record.broken}`];
  return [
    ...callsWrong(record.preparation, { init: "ok", login: "ok" }, "before it, "),
    ...callsWrong(record.calls, expected.calls),
    ...valuesWrong(expected, record),
    ...eventsWrong(expected, record),
    ...stateWrong(expected, record),
    ...followingWrong(record.following),
    ...record.leaks.map((/** @type {string} */ place) => `a secret is in: ${place}`),
    ...record.thrown.map((/** @type {string} */ text) => `uncaught: ${text.split("\n", 1)[0]}`),
    ...(record.polluted ? ["Object.prototype is polluted"] : []),
    ...(record.trapped > 0 ? ["a secret went to another server"] : []),
  ];
}

/**
 * How a call ended, in a word.
 *
 * @param {Settled | undefined} settled
 */
export function endingOf(settled) {
  if (!settled) return "not called";
  return settled.state === "rejected" ? String(settled.code) : settled.state;
}

/**
 * How each of a cell's calls ended.
 *
 * @param {any} record what the page told
 * @returns {string[]}
 */
export function endingsOf({ calls = {} }) {
  return Object.keys(calls)
    .sort()
    .map((name) => endingOf(calls[name]));
}

/**
 * @param {Record<string, Settled>} calls
 * @param {Record<string, string>} endings
 */
function* callsWrong(calls, endings, when = "") {
  for (const [name, settled] of Object.entries(calls)) {
    const ending = endingOf(settled);
    const wanted = endings[name];
    const isGood =
      wanted === "settled" ? ["ok", "rejected"].includes(settled.state) : ending === wanted;
    if (!isGood) yield `${when}${name} ended ${ending}, not ${wanted}`;
    if (settled.state === "rejected" && !settled.isException)
      yield `${when}${name} rejected with something else than a CometChatException`;
  }
}

/**
 * @param {Expected} expected
 * @param {any} record
 */
function* valuesWrong({ values = {} }, { calls }) {
  for (const [name, wanted] of Object.entries(values)) {
    const { state, value } = calls[name] ?? {};
    if (state !== "ok" || contains(value, wanted)) continue;
    const given = JSON.stringify(value)?.slice(0, 120);
    yield `${name} gave ${given}, not ${JSON.stringify(wanted)}`;
  }
}

/** @type {(value: any, part: any) => boolean} */
function contains(value, part) {
  if (typeof part !== "object" || part === null) return Object.is(value, part);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.entries(part).every(([key, each]) => contains(value[key], each))
  );
}

/**
 * An event that ends in "?" may be missing; "login?" is a login's, whatever it comes to.
 *
 * @param {Expected} expected
 * @param {any} record
 */
function* eventsWrong({ events }, record) {
  const anyLogin = "(loginSuccess \\S+;|loginFailure .*?;)";
  const pattern = events.map((event) => {
    if (event.startsWith("login?")) return event === "login??" ? `${anyLogin}?` : anyLogin;
    const text = event.replace(/\?$/, "").replaceAll(/[-$]/g, "\\$&");
    return event.endsWith("?") ? `(${text};)?` : `${text};`;
  });
  const right = new RegExp(`^${pattern.join("")}$`);
  /** @type {(heard: string[]) => boolean} */
  const isRight = (heard) => right.test(heard.map((event) => `${event};`).join(""));
  if (!isRight(record.events))
    yield `listeners heard [${record.events.join(", ")}], not [${events.join(", ")}]`;
  // What may be missing may also come with the next look.
  if (record.later.length > 0 && !isRight([...record.events, ...record.later]))
    yield `listeners heard late: ${record.later.join(", ")}`;
}

/**
 * @param {Expected} expected
 * @param {any} record
 */
function* stateWrong({ session }, { state }) {
  if (session !== undefined && state.uid !== session)
    yield `logged in afterwards: ${state.uid}, not ${session}`;
  if ((state.uid === null) !== (state.token === null))
    yield "getLoggedinUser and getUserAuthToken do not agree";
  yield* sessionWrong(state);
}

/**
 * What `getSession` shows is who is logged in, and subscribers know. Where the SDK says that it stored the session,
 * there it is; else there is none.
 *
 * @param {import("./page/cell.mjs").Snapshot} state
 */
function* sessionWrong({ uid, token, session, isShown, status, storedUser }) {
  if (!isShown) yield "subscribers were not told of the last change";
  if (session.status !== "loading") {
    if (session.uid !== uid) yield `getSession shows ${session.uid}, while ${uid} is logged in`;
    const wanted = uid === null ? "loggedOut" : "loggedIn";
    if (session.status !== wanted) yield `getSession says ${session.status}, not ${wanted}`;
  }
  if (status !== "stored") return;
  const stored = decode(storedUser);
  const found = stored?.uid ?? null;
  if (found !== uid || (found !== null && stored.authToken !== token))
    yield `stored: ${found}, while ${uid} is logged in`;
}

/** @param {string | null} text */
function decode(text) {
  try {
    return JSON.parse(JSON.parse(text ?? "null"));
  } catch {
    return null;
  }
}

/** @param {any} following */
function* followingWrong({ login, state, isLive }) {
  const uid = "cometchat-uid-3";
  if (login.state !== "ok" || login.value?.uid !== uid)
    yield `the next login ended ${endingOf(login)}`;
  else if (state.uid !== uid || !isLive) yield "the next login made no session";
  else yield* sessionWrong(state);
}
