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
  const wrong = [
    ...callsWrong(record.preparation, { init: "ok", login: "ok" }, "before it, "),
    ...callsWrong(record.calls, expected.calls),
    ...valuesWrong(expected, record),
    ...eventsWrong(expected, record),
    ...stateWrong(expected, record),
    ...followingWrong(record.following),
  ];
  for (const place of record.leaks) wrong.push(`a secret is in: ${place}`);
  for (const text of record.thrown) wrong.push(`uncaught: ${firstLine(text)}`);
  if (record.polluted) wrong.push("Object.prototype is polluted");
  if (record.trapped > 0) wrong.push("a secret went to another server");
  return wrong;
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
 * @param {string} [when]
 */
function callsWrong(calls, endings, when = "") {
  const wrong = [];
  for (const [name, settled] of Object.entries(calls)) {
    const ending = endingOf(settled);
    const wanted = endings[name];
    const good =
      wanted === "settled" ? ["ok", "rejected"].includes(settled.state) : ending === wanted;
    if (!good) wrong.push(`${when}${name} ended ${ending}, not ${wanted}`);
    if (settled.state === "rejected" && !settled.isException) {
      wrong.push(`${when}${name} rejected with something else than a CometChatException`);
    }
  }
  return wrong;
}

/**
 * @param {Expected} expected
 * @param {any} record
 */
function valuesWrong({ values = {} }, { calls }) {
  const wrong = [];
  for (const [name, wanted] of Object.entries(values)) {
    const { state, value } = calls[name] ?? {};
    if (state !== "ok" || contains(value, wanted)) continue;
    wrong.push(
      `${name} gave ${JSON.stringify(value)?.slice(0, 120)}, not ${JSON.stringify(wanted)}`,
    );
  }
  return wrong;
}

/**
 * @param {any} value
 * @param {any} part
 * @returns {boolean}
 */
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
function eventsWrong({ events }, record) {
  const wrong = [];
  const pattern = events.map((event) => {
    if (event === "login?") return "(loginSuccess \\S+;|loginFailure .*?;)";
    if (event === "login??") return "(loginSuccess \\S+;|loginFailure .*?;)?";
    const optional = event.endsWith("?");
    const text = (optional ? event.slice(0, -1) : event).replaceAll(/[-$]/g, "\\$&");
    return optional ? `(${text};)?` : `${text};`;
  });
  const right = new RegExp(`^${pattern.join("")}$`);
  /** @type {(heard: string[]) => boolean} */
  const isRight = (heard) => right.test(heard.map((event) => `${event};`).join(""));
  if (!isRight(record.events)) {
    wrong.push(`listeners heard [${record.events.join(", ")}], not [${events.join(", ")}]`);
  }
  // What may be missing may also come with the next look.
  if (record.later.length > 0 && !isRight([...record.events, ...record.later])) {
    wrong.push(`listeners heard late: ${record.later.join(", ")}`);
  }
  return wrong;
}

/**
 * @param {Expected} expected
 * @param {any} record
 */
function stateWrong({ session }, { state }) {
  const wrong = [];
  if (session !== undefined && state.uid !== session) {
    wrong.push(`logged in afterwards: ${state.uid}, not ${session}`);
  }
  if ((state.uid === null) !== (state.token === null)) {
    wrong.push("getLoggedinUser and getUserAuthToken do not agree");
  }
  return [...wrong, ...sessionWrong(state), ...storageWrong(state)];
}

/**
 * What `getSession` shows is who is logged in, and subscribers know.
 *
 * @param {import("./page/cell.mjs").Snapshot} state
 */
function sessionWrong({ uid, session, isShown }) {
  const wrong = [];
  if (!isShown) wrong.push("subscribers were not told of the last change");
  if (session.status === "loading") return wrong;
  if (session.uid !== uid) wrong.push(`getSession shows ${session.uid}, while ${uid} is logged in`);
  const status = uid === null ? "loggedOut" : "loggedIn";
  if (session.status !== status) wrong.push(`getSession says ${session.status}, not ${status}`);
  return wrong;
}

/**
 * Where the SDK says that it stored the session, there it is; else there is none.
 *
 * @param {import("./page/cell.mjs").Snapshot} state
 */
function storageWrong(state) {
  if (state.status !== "stored") return [];
  const stored = decode(state.storedUser);
  const uid = stored?.uid ?? null;
  if (uid === state.uid && (uid === null || stored.authToken === state.token)) return [];
  return [`stored: ${uid}, while ${state.uid} is logged in`];
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
function followingWrong({ login, state, isLive }) {
  const uid = "cometchat-uid-3";
  if (login.state !== "ok" || login.value?.uid !== uid) {
    return [`the next login ended ${endingOf(login)}`];
  }
  if (state.uid !== uid || !isLive) return ["the next login made no session"];
  return [...sessionWrong(state), ...storageWrong(state)];
}

/** @param {string} text */
const firstLine = (text) => text.split("\n", 1)[0];
