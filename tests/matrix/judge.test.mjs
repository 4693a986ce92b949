// @ts-check
/** The judge of the matrix: what it takes for right, and each thing that it takes for wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { complaints } from "./judge.mjs";

const uid = "cometchat-uid-1";
const stored = (/** @type {object} */ user) => JSON.stringify(JSON.stringify(user));
/** @param {string} uid */
const logged = (uid) => ({
  uid,
  token: `token of ${uid}`,
  status: "stored",
  storedUser: stored({ uid, authToken: `token of ${uid}` }),
  session: { status: "loggedIn", uid },
  isShown: true,
});

/** A login that went well, with a later one that did. */
const good = () => ({
  preparation: { init: { state: "ok", value: true } },
  calls: { login: { state: "ok", value: { uid } } },
  events: [`loginSuccess ${uid}`],
  later: /** @type {string[]} */ ([]),
  state: /** @type {Record<string, unknown>} */ (logged(uid)),
  following: {
    login: { state: "ok", value: { uid: "cometchat-uid-3" } },
    state: logged("cometchat-uid-3"),
    isLive: true,
  },
  leaks: /** @type {string[]} */ ([]),
  thrown: /** @type {string[]} */ ([]),
  polluted: false,
  trapped: 0,
});
const expected = {
  calls: { login: "ok" },
  events: [`loginSuccess ${uid}`],
  session: uid,
  values: { login: { uid } },
};

test("a cell that ended as it has to is right", () => {
  assert.deepEqual(complaints(expected, good()), []);
});

for (const [what, spoil] of /** @type {[string, (record: any) => unknown][]} */ ([
  ["the page did not answer", (record) => Object.assign(record, { broken: "no answer" })],
  ["a call hung", ({ calls }) => (calls.login = { state: "hung" })],
  ["a call threw", ({ calls }) => (calls.login = { state: "threw" })],
  [
    "a call rejected",
    ({ calls }) => (calls.login = { state: "rejected", code: "X", isException: true }),
  ],
  ["what came before it failed", ({ preparation }) => (preparation.init.state = "hung")],
  ["a call gave somebody else", ({ calls }) => (calls.login.value.uid = "other")],
  ["a call gave nothing", ({ calls }) => (calls.login.value = null)],
  ["no event came", ({ events }) => events.pop()],
  ["an event came twice", ({ events }) => events.push(events[0])],
  ["an event came late", ({ later }) => later.push("logoutSuccess")],
  ["nobody is logged in", (record) => Object.assign(record.state, { uid: null, token: null })],
  ["user and token do not agree", ({ state }) => (state.token = null)],
  ["getSession shows nobody", ({ state }) => (state.session.uid = null)],
  ["getSession still waits", ({ state }) => (state.session.status = "loggingIn")],
  ["subscribers were not told", ({ state }) => (state.isShown = false)],
  ["nothing is stored", ({ state }) => (state.storedUser = null)],
  ["somebody else is stored", ({ state }) => (state.storedUser = stored({ uid: "other" }))],
  [
    "the next login failed",
    ({ following }) => (following.login = { state: "rejected", code: "-1" }),
  ],
  ["the next login is not the server's", ({ following }) => (following.isLive = false)],
  ["a secret leaked", ({ leaks }) => leaks.push("console")],
  ["an error was not caught", ({ thrown }) => thrown.push("Error: x")],
  ["a prototype is polluted", (record) => (record.polluted = true)],
  ["a secret went elsewhere", (record) => (record.trapped = 1)],
])) {
  test(`a cell is wrong if ${what}`, () => {
    const record = good();
    spoil(record);
    assert.equal(complaints(expected, record).length > 0, true);
  });
}

test("a rejection is right if it is the one that was expected, as an exception", () => {
  const failed = { calls: { login: "X" }, events: ["loginFailure X"], session: null };
  const record = {
    ...good(),
    calls: { login: { state: "rejected", code: "X", isException: true } },
    events: ["loginFailure X"],
    state: {
      ...{ uid: null, token: null, status: "stored", storedUser: null },
      ...{ session: { status: "loggedOut", uid: null }, isShown: true },
    },
  };
  assert.deepEqual(complaints(failed, record), []);
  record.calls.login.isException = false;
  assert.equal(complaints(failed, record).length, 1);
});
