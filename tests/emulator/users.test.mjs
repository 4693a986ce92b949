// @ts-check
/** Users: who is there, and how they are created, changed, listed and deleted. */
import { andrew, auth, george, outside, rest, session } from "./callers.mjs";
import { exactly, invalid, reply, scenarios, token, without } from "./scenario.mjs";

const samples = [1, 2, 3, 4, 5].map((n) => `cometchat-uid-${n}`);
const [, , nancy, susan, john] = samples;

/** @param {string[]} uids */
const list = (...uids) => uids.map((uid) => ({ uid }));

const pictures = "https://assets.cometchat.io/sampleapp/v2/users";
const barry = {
  uid: "superhero6",
  name: "Barry Allen",
  avatar: "https://example.com/a.png",
  link: "https://example.com",
  role: "manager",
  statusMessage: "running",
  metadata: { "@private": { email: "b@example.com" } },
  tags: ["fast"],
};
const optional = ["avatar", "link", "metadata", "statusMessage", "lastActiveAt", "updatedAt"];
const taken = "400 ERR_UID_ALREADY_EXISTS The UID";
const captain = { uid: "u", name: "U", role: "captain" };
const permanently = { permanent: true };

scenarios({
  "the five sample users are there": [
    [
      rest,
      "GET /users",
      samples.map((uid) => ({
        uid,
        avatar: `${pictures}/${uid}.webp`,
        role: "default",
        status: "offline",
        lastActiveAt: 1_745_554_700,
        metadata: {},
        tags: [],
        ...without("link", "statusMessage"),
      })),
    ],
    [rest, `GET /users/${andrew}`, { name: "Andrew Joseph" }],
  ],
  "both versions of the path are served": ["/v3", "/v3.0"].map((version) => [
    { ...outside, ...rest },
    `GET ${version}/users/${andrew}`,
    { uid: andrew },
  ]),
  "an unknown path or method is an error of the API": [
    [rest, "GET /roles", "404 ERR_ROUTE_NOT_FOUND"],
    [rest, "GET /users/a/b", "404 ERR_ROUTE_NOT_FOUND"],
    [{ ...outside, ...rest }, "GET /v2/users", "404 ERR_ROUTE_NOT_FOUND"],
    [rest, "PUT /users/u/auth_tokens", "405 ERR_METHOD_NOT_ALLOWED"],
    [rest, "PATCH /me", "405 ERR_METHOD_NOT_ALLOWED"],
    [rest, "HEAD /users", reply({ status: 200, text: "" })],
  ],
  "a user is created with every field": async (at) => {
    const made = await at.play([auth, "POST /users", barry, { ...barry, status: "offline" }]);
    await at.play([rest, "GET /users/superhero6", exactly(made)]);
    const { createdAt, ...fields } = made;
    exactly({ ...barry, status: "offline" })(fields);
    exactly("number")(typeof createdAt);
  },
  "a user of a name alone has the default role": [
    [
      auth,
      "POST /users",
      { uid: "plain", name: "Plain" },
      { role: "default", ...without(...optional) },
    ],
  ],
  "a user can be created with a token": async (at) => {
    const quick = { uid: "quick", name: "Quick", withAuthToken: true };
    const { authToken } = await at.play([auth, "POST /users", quick, { uid: "quick" }]);
    await at.play([session(authToken), "GET /me", { uid: "quick" }]);
  },
  "a uid is kept in lower case": [
    [auth, "POST /users", { uid: "Mixed-Case_1", name: "M" }, { uid: "mixed-case_1" }],
    [rest, "GET /users/MIXED-CASE_1", { uid: "mixed-case_1" }],
  ],
  "a uid is taken once, in any case and even if deactivated": [
    [auth, "POST /users", { uid: "CometChat-UID-1", name: "A" }, `${taken} ${andrew}`],
    [rest, `DELETE /users/${george}`, 200],
    [auth, "POST /users", { uid: george, name: "A" }, taken],
    [rest, `DELETE /users/${george}`, permanently, 200],
    [auth, "POST /users", { uid: george, name: "A" }, { uid: george }],
  ],
  "a role must exist": [
    [auth, "POST /users", captain, "404 ERR_ROLE_NOT_FOUND The role captain"],
    [rest, "GET /users/u", "404 ERR_UID_NOT_FOUND"],
    [rest, `PUT /users/${andrew}`, { role: "captain" }, "404 ERR_ROLE_NOT_FOUND"],
  ],
  "everything wrong with a user is told at once": [
    [
      auth,
      "POST /users",
      { uid: "a b", avatar: 1, tags: "x", withAuthToken: "no" },
      invalid("avatar", "name", "tags", "uid", "withAuthToken"),
    ],
  ],
  "an update changes what it names and nothing else": async (at) => {
    const before = await at.play([rest, `GET /users/${andrew}`, 200]);
    const changes = { uid: "ignored", name: "Andy" };
    const { updatedAt, ...after } = await at.play([auth, `PUT /users/${andrew}`, changes, 200]);
    exactly({ ...before, name: "Andy" })(after);
    exactly("number")(typeof updatedAt);
  },
  "an update can clear avatar, link and metadata": [
    [rest, `PUT /users/${andrew}`, { link: "https://example.com", metadata: { a: 1 } }, 200],
    [
      rest,
      `PUT /users/${andrew}`,
      { unset: ["avatar", "link", "metadata"] },
      without("avatar", "link", "metadata"),
    ],
    [rest, `PUT /users/${andrew}`, { unset: ["name"] }, invalid("unset.0")],
  ],
  "nobody cannot be read, changed or deleted": ["GET", "PUT", "DELETE"].map((method) => [
    rest,
    `${method} /users/nobody`,
    "404 ERR_UID_NOT_FOUND The UID nobody does not exist, please make sure you have created a user with this UID.",
  ]),
  "deleting deactivates, and reactivating restores": [
    [rest, `DELETE /users/${andrew}`, exactly({ deactivatedUids: [andrew] })],
    [rest, `GET /users/${andrew}`, "404 ERR_UID_NOT_FOUND"],
    [rest, `PUT /users/${andrew}`, "404 ERR_UID_NOT_FOUND"],
    [rest, `DELETE /users/${andrew}`, "404 ERR_UID_NOT_FOUND"],
    [auth, `POST /users/${andrew}/auth_tokens`, "404 ERR_UID_NOT_FOUND"],
    [
      rest,
      "PUT /users",
      { uidsToActivate: [andrew, george, "nobody"] },
      exactly({ reactivatedUids: [andrew], nonDeactivatedUids: [george], notFound: ["nobody"] }),
    ],
    [rest, `GET /users/${andrew}`, { deactivatedAt: undefined }],
  ],
  "several users can be deactivated at once": ["deactivatedUids", "alreadyDeactivatedUids"].map(
    (outcome) => [
      rest,
      "DELETE /users",
      { uidsToDeactivate: [andrew, "nobody"] },
      exactly({ [outcome]: [andrew], notFound: ["nobody"] }),
    ],
  ),
  "a list of uids must be one": [
    [rest, "PUT /users", {}, invalid("uidsToActivate")],
    [rest, "PUT /users", { uidsToActivate: [] }, invalid("uidsToActivate")],
    [rest, "PUT /users", { uidsToActivate: [1] }, invalid("uidsToActivate")],
    [rest, "DELETE /users", { uidsToDeactivate: "u" }, invalid("uidsToDeactivate")],
  ],
  "permanent deletion ends the user and its tokens": [
    token("mine"),
    [rest, `DELETE /users/${andrew}`, permanently, { success: true }],
    [session("mine"), "GET /me", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND"],
    [rest, "PUT /users", { uidsToActivate: [andrew] }, exactly({ notFound: [andrew] })],
  ],
  "permanent must be true or false": [
    [rest, `DELETE /users/${andrew}`, { permanent: 1 }, invalid("permanent")],
    [rest, `GET /users/${andrew}`, { uid: andrew }],
  ],
  "a list comes in pages": [
    [
      rest,
      "GET /users?perPage=2&page=2",
      reply({
        status: 200,
        json: {
          data: list(nancy, susan),
          meta: exactly({
            pagination: { total: 5, count: 2, per_page: 2, current_page: 2, total_pages: 3 },
          }),
        },
      }),
    ],
    [rest, "GET /users?perPage=2&page=3", list(john)],
    [rest, "GET /users?perPage=2&page=4", []],
  ],
  "a page must be within its limits": [
    [rest, "GET /users?perPage=0", invalid("perPage")],
    [rest, "GET /users?perPage=1001", invalid("perPage")],
    [rest, "GET /users?perPage=many", invalid("perPage")],
    [rest, "GET /users?page=0", invalid("page")],
    [rest, "GET /users?page=-1", invalid("page")],
    [rest, "GET /users?perPage=1000", list(...samples)],
  ],
  "the size of a page has two names": ["perPage", "per_page"].flatMap((name) => [
    [rest, `GET /users?${name}=2`, list(andrew, george)],
    [rest, `GET /users?${name}=0`, invalid(name)],
  ]),
  "a list can be filtered": [
    [auth, "POST /users", { uid: "zoe", name: "George Two", role: "manager", tags: ["vip"] }, 200],
    token("johns", john),
    [session("johns"), "PUT /me", 200],
    [rest, `DELETE /users/${susan}`, 200],
    [rest, "GET /users?searchKey=george", list(george, "zoe")],
    [rest, "GET /users?searchKey=ZO", list("zoe")],
    [rest, "GET /users?searchKey=alan", []],
    [rest, "GET /users?searchKey=%E4%20b&unknown=1", []],
    [rest, "GET /users?role=manager", list("zoe")],
    [rest, "GET /users?roles=manager,none", list("zoe")],
    [rest, "GET /users?tags=vip,other", list("zoe")],
    [rest, "GET /users?status=online", list(john)],
    [rest, "GET /users?onlyDeactivated=true", list(susan)],
    [rest, "GET /users?withDeactivated=1", list(...samples, "zoe")],
    [rest, `GET /users?searchKey=${susan}`, []],
    [rest, `GET /users?searchKey=${susan}&withDeactivated=true`, list(susan)],
    [rest, "GET /users?status=offline&role=default", list(andrew, george, nancy)],
  ],
  "a logged-in user can look at the others": [
    token("mine"),
    [session("mine"), `GET /users/${george}`, { uid: george, hasBlockedMe: false }],
    [session("mine"), "GET /users", samples.map((uid) => ({ uid, blockedByMe: false }))],
    [session("mine"), "GET /users/nobody", "404 ERR_UID_NOT_FOUND"],
  ],
});
