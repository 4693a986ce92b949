// @ts-check
/**
 * Tries one cell of the matrix, in a page of its own, and tells what happened. What should have
 * happened is judged elsewhere.
 */
import { endOf, everythingOf, own } from "../../stage/ending.mjs";
import { holdsSecret } from "../../stage/secrets.mjs";
import { faults } from "../faults/index.mjs";
import { operations, uids } from "../operations.mjs";
import { nextRequest, seen } from "./witness.mjs";
import { openWorld } from "./world.mjs";

/** How long to wait for a promise that should settle, in milliseconds. */
const patience = 10_000;

/**
 * How a promise ended.
 *
 * @typedef {object} Settled
 * @property {"ok" | "rejected" | "hung" | "threw"} state
 * @property {any} [value] what it resolved with
 * @property {string} [code]
 * @property {boolean} [isException] whether it rejected with a CometChatException that is an Error
 * @property {string} [text] everything that the error says
 */

/**
 * @typedef {object} Snapshot
 * @property {string | null | undefined} uid who is logged in, as the SDK says
 * @property {string | null | undefined} token
 * @property {string | undefined} status where the session is kept, as the SDK says
 * @property {string | null} storedUser what is stored of the user; null where there is nothing
 * @property {{ status: string, uid: string | null }} session the state, as user interfaces show it
 * @property {boolean} isShown whether subscribers have been told of just that
 */

/** @typedef {ReturnType<typeof stageOf>} Stage */

/** @type {import("./world.mjs").Order} */
const order = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const fault = faults.find(({ name }) => name === order.fault);
const operation = operations.find(({ name }) => name === order.operation);
if (!fault || !operation) throw new Error(`There is no ${order.operation} under ${order.fault}.`);

/** @type {string} */
const sdk = "cometchat-wasm";
const { CometChat, createCometChat } = await import(sdk);
const world = await openWorld(CometChat, order);
/** @type {string[]} */
const heard = [];
/** @type {string[]} everything that the errors of events say */
const said = [];
/** @type {string[]} the tokens that were ever this page's */
const tokens = [];

/** @param {number} [timeout] of a request, in milliseconds */
const settingsWith = (timeout) => {
  const builder = new CometChat.AppSettingsBuilder().setRegion("eu");
  if (timeout) builder.setRequestTimeout(timeout);
  return builder.build();
};
const settings = () => settingsWith(fault.timeout);
const init = () => CometChat.init(order.appId, settings());

/** Initialises for what has to succeed, however slow the machine is. */
const initPatiently = () => CometChat.init(order.appId, settingsWith());

/** @type {any} what a subscriber saw last */
let shown;
CometChat.subscribe(() => {
  shown = CometChat.getSession();
});

/** @param {any} exception */
const failed = (exception) => {
  said.push(everythingOf(exception));
  return exception?.code;
};
CometChat.addLoginListener(
  "cell",
  new CometChat.LoginListener({
    loginSuccess: (/** @type {any} */ user) => heard.push(`loginSuccess ${user?.uid}`),
    loginFailure: (/** @type {any} */ error) => heard.push(`loginFailure ${failed(error)}`),
    logoutSuccess: () => heard.push("logoutSuccess"),
    logoutFailure: (/** @type {any} */ error) => heard.push(`logoutFailure ${failed(error)}`),
  }),
);
CometChat.useEmulator(order.emulator);

if (order.child) await beChild();
else await beCell();

/** Another tab of a cell: it is under the same fault, and then there for the cell to use. */
async function beChild() {
  if (fault?.group !== "server") await fault?.strike(world);
  await init();
  Object.assign(window, { cellReady: { CometChat, lift: world.lift } });
}

async function beCell() {
  /** @type {Record<string, unknown>} */
  let record;
  try {
    record = await tryCell();
  } catch (error) {
    record = { broken: everythingOf(error) };
  }
  parent.postMessage({ record }, "*");
}

async function tryCell() {
  if (!fault || !operation) throw new Error("No cell.");
  world.store?.clear();
  try {
    sessionStorage.clear();
  } catch {
    // A sandboxed page has none.
  }
  await world.control("POST", "/reset");
  world.route = operation.route ?? "*";
  const token = await world.newToken(uids.usual);

  if (fault.strikes === "first") await fault.strike(world);
  /** @type {Record<string, Settled>} */
  const preparation = {};
  const patiently = fault.timeout !== undefined && fault.strikes === "later";
  if (operation.needs !== "nothing")
    preparation.init = await settled(patiently ? initPatiently() : init());
  if (operation.needs === "session")
    preparation.login = await settled(CometChat.login(uids.usual, order.authKey));
  if (operation.needs !== "nothing" && patiently) await settled(init());
  heard.length = 0;
  world.uid = operation.uid ?? uids.usual;
  await remember();
  if (operation.carries === "token") world.carried = token;
  if (operation.carries === "session") world.carried = tokens[0];
  if (fault.strikes === "later") await fault.strike(world);

  const promises = await operation.run(stageOf(token));
  /** @type {Record<string, Settled>} */
  const calls = {};
  // All at once, lest one that rejects early count as not handled.
  await Promise.all(
    Object.entries(promises).map(async ([name, promise]) => {
      calls[name] = await settled(promise);
    }),
  );
  const events = heard.slice();
  // Looking is a call of its own, which must find the storage, memory and events agreeing.
  const state = await look();
  const later = heard.slice(events.length);
  await remember();

  await world.lift();
  const following = await follow(operation.needs === "nothing");
  // Whoever rejects without being caught is told of in a later turn.
  await new Promise((resolve) => own.setTimeout(resolve, 0));
  await new Promise((resolve) => own.setTimeout(resolve, 0));
  return {
    preparation,
    calls,
    events,
    later,
    state,
    following,
    leaks: leaks(calls),
    thrown: seen.thrown.filter((text) => !world.pardoned.some((pattern) => pattern.test(text))),
    polluted: "polluted" in {},
    trapped: seen.requests.length > 0 ? await trapped() : 0,
  };
}

/**
 * What operations get.
 *
 * @param {string} token a token of the usual user
 */
function stageOf(token) {
  return {
    CometChat: /** @type {any} */ (CometChat),
    authKey: order.authKey,
    uid: world.uid,
    token,
    init: /** @type {() => Promise<unknown>} */ (init),
    nextRequest,
    inNewPage,
    /** A client that shares nothing with this page's, and its `init`. */
    newClient: () => {
      const client = createCometChat();
      client.useEmulator(world.server);
      return { client, ready: client.init(order.appId, settings()) };
    },
    /** Another token of the usual user. */
    newToken: () => world.newToken(uids.usual),
    /** Ends the session on the server alone. */
    endSession: async () => {
      const { value } = await settled(CometChat.getUserAuthToken());
      await world.control("DELETE", `/tokens/${encodeURIComponent(value)}`);
    },
  };
}

/**
 * Does something in another tab, under the same fault.
 *
 * @param {(CometChat: any) => Promise<unknown>} act
 */
async function inNewPage(act) {
  const frame = document.createElement("iframe");
  const child = { ...order, child: true };
  frame.src = `${location.pathname}?child#${encodeURIComponent(own.stringify(child))}`;
  document.body.append(frame);
  const page = /** @type {any} */ (frame.contentWindow);
  for (let waited = 0; !page.cellReady; waited += 1) {
    if (waited > 3_000) throw new Error("The other page does not start.");
    await new Promise((resolve) => own.setTimeout(resolve, 5));
  }
  const value = summary(await act(page.cellReady.CometChat));
  await page.cellReady.lift();
  frame.remove();
  return value;
}

/**
 * @param {Promise<any> | any} promise
 * @returns {Promise<Settled>}
 */
async function settled(promise) {
  const ending = await endOf(() => promise, patience);
  if (ending.hung) return { state: "hung" };
  if (ending.threw) return { state: "threw" };
  if (Object.hasOwn(ending, "resolved")) return { state: "ok", value: summary(ending.resolved) };
  const { error } = ending;
  return {
    state: "rejected",
    code: String(error?.code),
    isException: error instanceof CometChat.CometChatException && error instanceof Error,
    text: everythingOf(error),
  };
}

/**
 * What matters of a value. The whole may be more than a message between pages can carry.
 *
 * @param {any} value
 */
function summary(value) {
  if (typeof value !== "object" || value === null) return value ?? null;
  const { uid, name, message, success, revoked, status } = value;
  return { uid, name, message, success, revoked, status };
}

/** @returns {Promise<Snapshot>} */
async function look() {
  const user = await settled(CometChat.getLoggedinUser());
  const token = await settled(CometChat.getUserAuthToken());
  const key = `${world.namespace}:common_store/user`;
  // Subscribers are told at the latest in the turn after a change.
  await new Promise((resolve) => own.setTimeout(resolve, 0));
  const session = CometChat.getSession();
  return {
    uid: user.state === "ok" ? (user.value?.uid ?? null) : undefined,
    token: token.state === "ok" ? token.value : undefined,
    status: CometChat.getStorageStatus()?.state,
    storedUser: world.store && own.getItem.call(world.store, key),
    session: { status: session.status, uid: session.user?.uid ?? null },
    isShown: session === shown || session.status === "loading",
  };
}

/** Keeps the present token, to look for it wherever it should not be. */
async function remember() {
  if (!CometChat.isInitialized()) return;
  const { value } = await settled(CometChat.getUserAuthToken());
  if (typeof value === "string") tokens.push(value);
}

/**
 * The fault is over: logs somebody in, here and where the page has been loaded again.
 *
 * @param {boolean} first
 */
async function follow(first) {
  if (fault?.timeout || (first && !CometChat.isInitialized())) await settled(initPatiently());
  const login = await settled(CometChat.login(uids.next, order.authKey));
  const state = await look();
  await remember();
  const live = await world.control("GET", "/state");
  return {
    login,
    state,
    isLive: live.tokens.some((/** @type {any} */ it) => it.authToken === state.token),
  };
}

/** How often a server was asked that nobody may be sent to. */
async function trapped() {
  const response = await own.fetch(`${order.trap}/trapped`);
  return Number(await response.text());
}

/**
 * Where secrets are that should not be there.
 *
 * @param {Record<string, Settled>} calls
 */
function leaks(calls) {
  const sent = seen.requests.flatMap(({ headers }) => headers.authtoken ?? []);
  const secrets = new Set([...world.secrets, ...tokens, ...sent]);
  const { store } = world;
  const kept = Array.from({ length: store?.length ?? 0 }, (_, index) => store.key(index) ?? "");
  const stored = kept.map((key) => [key, String(own.getItem.call(store, key))]);
  /** @type {Record<string, string[]>} */
  const places = {
    console: seen.printed,
    uncaught: seen.thrown,
    event: said,
    broadcast: seen.broadcast,
    address: seen.requests.map(({ url }) => url),
    body: seen.requests.map(({ body }) => body),
    header: seen.requests.map(({ headers: { authtoken, apikey, ...others } }) =>
      own.stringify([others, authtoken === order.authKey ? authtoken : ""]),
    ),
  };
  for (const [name, { text = "" }] of Object.entries(calls)) places[`error of ${name}`] = [text];
  for (const [key, value] of [...seen.stored, ...stored]) {
    const isUser = key === `${world.namespace}:common_store/user`;
    const allowed = isUser ? value.replaceAll(/authToken\W+[^"\\]+/g, "") : value;
    places[`storage ${key}`] = [...(places[`storage ${key}`] ?? []), key + allowed];
  }
  return Object.keys(places).filter((place) =>
    places[place].some((text) => holdsSecret(text, secrets)),
  );
}
