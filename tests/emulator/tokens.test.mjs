// @ts-check
/** Auth tokens: how they are made, read, changed and ended, by either key. */
import assert from "node:assert/strict";
import { andrew, auth, control, george, rest, session } from "./callers.mjs";
import { created, invalid, scenarios, token } from "./scenario.mjs";

const tokens = `/users/${andrew}/auth_tokens`;

/** @param {string[]} texts */
const list = (...texts) => texts.map((authToken) => ({ uid: andrew, authToken }));

const gone = "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND";
const methods = ["GET", "PUT", "DELETE"];

scenarios({
  "a token tells its user and its age": async (at) => {
    const made = { uid: andrew, createdAt: Number.isInteger };
    const { authToken, createdAt } = await at.play([auth, `POST ${tokens}`, made]);
    assert.match(authToken, new RegExp(`^${andrew}_${createdAt}[0-9a-f]{32}$`));
  },
  "every call makes another token, and all of them work": async (at) => {
    const first = await at.play([auth, `POST ${tokens}`, { uid: andrew }]);
    const second = await at.play([auth, `POST ${tokens}`, { force: true }, { uid: andrew }]);
    assert.notEqual(first.authToken, second.authToken);
    await at.play(
      [session(first.authToken), "GET /me", { uid: andrew }],
      [session(second.authToken), "GET /me", { uid: andrew }],
    );
  },
  "force must be true or false": [[auth, `POST ${tokens}`, { force: "yes" }, invalid("force")]],
  "an unknown uid is quoted as it was sent": [
    [
      auth,
      "POST /users/Who%20is%20this/auth_tokens",
      "404 ERR_UID_NOT_FOUND The UID Who is this does not exist, please make sure you have created a user with this UID.",
    ],
    [rest, "GET /users/a%2Fb%20%C3%A9", "404 ERR_UID_NOT_FOUND The UID a/b é does not"],
  ],
  "an encoded slash stays inside the uid": [
    [auth, "POST /users/..%2Fgroups%2Fx/auth_tokens", "404 ERR_UID_NOT_FOUND ../groups/x"],
  ],
  "a uid in the path may have capitals": [
    [auth, "POST /users/CometChat-UID-1/auth_tokens", { uid: andrew }],
  ],
  "the list is of one user, and oldest first": [
    token("first"),
    token("other", george),
    token("second"),
    [rest, `GET ${tokens}`, list("first", "second")],
    [rest, `GET ${tokens}?perPage=1&page=2`, list("second")],
  ],
  "one token can be read, changed and deleted": [
    token("mine"),
    [rest, `GET ${tokens}/mine`, { authToken: "mine", platform: undefined }],
    [rest, `PUT ${tokens}/mine`, { platform: "ios" }, { platform: "ios" }],
    [rest, `GET ${tokens}/mine`, { platform: "ios" }],
    [rest, `DELETE ${tokens}/mine`, { success: true }],
    [session("mine"), "GET /me", gone],
  ],
  "a token that is not there can be neither read nor changed nor deleted": methods.map((method) => [
    rest,
    `${method} ${tokens}/no-such-token`,
    "404 ERR_AUTH_TOKEN_NOT_FOUND no-such-token",
  ]),
  "the token of another user is not accessible": [
    token("other", george),
    ...methods.map((method) => [
      rest,
      `${method} ${tokens}/other`,
      "403 ERR_AUTHTOKEN_NOT_ACCESSIBLE",
    ]),
    [session("other"), "GET /me", { uid: george }],
  ],
  "the tokens of nobody are not there": [
    ...["POST", "GET", "DELETE"].map((method) => `${method} /users/nobody/auth_tokens`),
    ...methods.map((method) => `${method} /users/nobody/auth_tokens/t`),
  ].map((route) => [rest, route, "404 ERR_UID_NOT_FOUND"]),
  "flushing ends every token of one user": [
    token("first"),
    token("second"),
    token("other", george),
    [rest, `DELETE ${tokens}`, { success: true }],
    [session("first"), "GET /me", gone],
    [session("second"), "GET /me", gone],
    [session("other"), "GET /me", { uid: george }],
  ],
  "one token more than a hundred archives the oldest": async (at) => {
    await at.play(token("other", george));
    for (let n = 1; n <= 100; n++) await at.play(token(`t${n}`));
    await at.play([session("t1"), "GET /me", { uid: andrew }]);
    await at.play([auth, `POST ${tokens}`, { uid: andrew }]);
    await at.play(
      [session("t1"), "GET /me", gone],
      [session("t2"), "GET /me", { uid: andrew }],
      [session("other"), "GET /me", { uid: george }],
    );
    const live = await at.play([rest, `GET ${tokens}?perPage=1000`, 200]);
    assert.equal(live.length, 100);
  },
  "a token can be seeded for a user old or new": [
    token("mine"),
    [session("mine"), "GET /me", { uid: andrew, name: "Andrew Joseph" }],
    token("theirs", "brand-new"),
    [session("theirs"), "GET /me", { uid: "brand-new", name: "brand-new" }],
    token("mine", "brand-new"),
    [session("mine"), "GET /me", { uid: "brand-new" }],
  ],
  "a seeded token need not be told": async (at) => {
    const made = created({ uid: "brand-new" });
    const { authToken } = await at.play([control, "POST /tokens", { uid: "brand-new" }, made]);
    await at.play([session(authToken), "GET /me", { uid: "brand-new" }]);
  },
  "a token that could not be is not seeded": [
    {},
    { uid: "a b" },
    { uid: "u", token: "" },
    { uid: "u", authToken: "t" },
    { uid: "ada", token: "t", other: 1 },
  ].map((body) => [control, "POST /tokens", body, "400 ERR_BAD_REQUEST"]),
  "a token can be revoked behind the back of its user": [
    token("mine"),
    [control, "DELETE /tokens/mine", 204],
    [session("mine"), "GET /me", gone],
    [control, "DELETE /tokens/mine", "404 ERR_NOT_FOUND"],
  ],
});
