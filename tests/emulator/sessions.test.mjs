// @ts-check
/** Sessions: what a device registers, what it is told, what a chat that opens asks for, and who is logged out. */
import assert from "node:assert/strict";
import { andrew, app, auth, bare, control, george, rest, session } from "./callers.mjs";
import { exactly, invalid, journal, reply, scenarios, token } from "./scenario.mjs";

const mine = session("mine");
const device = { platform: "WEB", deviceId: "device-1", appInfo: { version: "1" } };
const isText = (/** @type {unknown} */ value) => typeof value === "string";

scenarios({
  "registering answers with the user, the token and the settings": [
    token("mine"),
    [
      { ...mine, "content-type": "application/json" },
      "PUT /me",
      device,
      {
        authToken: "mine",
        uid: andrew,
        name: "Andrew Joseph",
        avatar: `https://assets.cometchat.io/sampleapp/v2/users/${andrew}.webp`,
        status: "online",
        role: "default",
        lastActiveAt: 1_745_554_700,
        tags: [],
        hasBlockedMe: false,
        blockedByMe: false,
        wsChannel: (/** @type {unknown} */ value) => typeof value === "object",
        jwt: isText,
        fat: isText,
        platform: undefined,
      },
    ],
  ],
  "registering keeps what the device says with the token": [
    token("mine"),
    [mine, "PUT /me", device, 200],
    [control, "GET /state", { tokens: [{ authToken: "mine", ...device }] }],
  ],
  "a user can change the own profile": [
    token("mine"),
    [
      mine,
      "PUT /me",
      { name: "Andy", metadata: { team: "blue" }, tags: ["a", "b"], statusMessage: "here" },
      { name: "Andy" },
    ],
    [
      rest,
      `GET /users/${andrew}`,
      {
        name: "Andy",
        metadata: exactly({ team: "blue" }),
        tags: ["a", "b"],
        statusMessage: "here",
        updatedAt: Number.isInteger,
      },
    ],
  ],
  "a user cannot change the own role or uid": [
    token("mine"),
    [mine, "PUT /me", { uid: "boss", role: "manager" }, { uid: andrew, role: "default" }],
  ],
  "a profile beyond the limits changes nothing": async (at) => {
    const change = { name: "n".repeat(101), statusMessage: "here", platform: "WEB" };
    await at.play(token("mine"), [mine, "PUT /me", change, invalid("name")]);
    const { users, tokens } = await at.state();
    assert.equal(users[0].name, "Andrew Joseph");
    assert.deepEqual([users[0].statusMessage, tokens[0].platform], [undefined, undefined]);
  },
  "a body that is not an object is refused": [
    token("mine"),
    ...["{", "[]", '"text"', "1", "no JSON"].map((body) => [
      mine,
      "PUT /me",
      body,
      invalid("body"),
    ]),
    [auth, "POST /users", "[1]", invalid("body")],
    [auth, "POST /users", "é€", invalid("body")],
  ],
  "me is the user of the token": [
    token("mine"),
    token("theirs", "cometchat-uid-3"),
    [mine, "GET /me", { uid: andrew, authToken: "mine" }],
    [session("theirs"), "GET /me", { uid: "cometchat-uid-3", authToken: "theirs" }],
  ],
  "logging out ends this token and no other": [
    token("mine"),
    token("other"),
    [mine, "DELETE /me", { success: true, message: new RegExp(andrew) }],
    [mine, "DELETE /me", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND"],
    [session("other"), "GET /me", { uid: andrew }],
  ],
  "a user is online while a device is registered": [
    token("first"),
    token("second"),
    [rest, `GET /users/${andrew}`, { status: "offline" }],
    [session("first"), "PUT /me", { status: "online" }],
    [session("second"), "PUT /me", { status: "online" }],
    token("third"),
    [session("first"), "DELETE /me", 200],
    [rest, `GET /users/${andrew}`, { status: "online" }],
    [session("second"), "DELETE /me", 200],
    [rest, `GET /users/${andrew}`, { status: "offline" }],
  ],
  "a deactivated user has no session": [
    token("mine"),
    [rest, `DELETE /users/${andrew}`, 200],
    [mine, "GET /me", "404 ERR_UID_NOT_FOUND"],
    [mine, "PUT /me", "404 ERR_UID_NOT_FOUND"],
    [mine, "DELETE /me", "404 ERR_UID_NOT_FOUND"],
    [rest, "PUT /users", { uidsToActivate: [andrew] }, 200],
    [mine, "GET /me", { uid: andrew }],
  ],
  "the settings are those of a login": async (at) => {
    const { settings } = await at.play(token("mine"), [mine, "PUT /me", 200]);
    await at.play(
      [mine, "GET /settings", exactly(settings)],
      [auth, "GET /settings", exactly(settings)],
      [
        rest,
        "GET /settings",
        {
          CHAT_HOST: "emulator-app.websocket-us.cometchat.io",
          CHAT_WS_PORT: 80,
          CHAT_WSS_PORT: 443,
          ANALYTICS_PING_DISABLED: true,
        },
      ],
    );
  },
  "the settings need credentials": [
    [bare, "GET /settings", "400 AUTH_ERR_EMPTY_APPID"],
    [app, "GET /settings", "400 AUTH_ERR_EMPTY_AUTH_TOKEN"],
    [session("stale"), "GET /settings", "401 AUTH_ERR_AUTH_TOKEN_NOT_FOUND"],
    [{ ...app, apikey: "another" }, "GET /settings", "404 AUTH_ERR_APIKEY_NOT_FOUND"],
  ],
  "the statistics of a session are taken from any page of the app": [
    [app, "POST /user_sessions", { sessionId: "1", data: { a: "manual" } }, { success: true }],
    journal({ body: exactly({ sessionId: "1", data: { a: "manual" } }) }),
    [bare, "POST /user_sessions", { sessionId: "1" }, "400 AUTH_ERR_EMPTY_APPID"],
  ],
  "the lists of a chat are empty pages": [
    token("mine"),
    ...["conversations", "groups", "messages", `users/${george}/messages`].flatMap((list) => [
      [
        mine,
        `GET /${list}?per_page=30&page=1`,
        reply({
          status: 200,
          json: { data: [], meta: { pagination: { per_page: 30, total: 0 } } },
        }),
      ],
      [mine, `GET /${list}?per_page=0`, invalid("per_page")],
      [app, `GET /${list}?per_page=30&page=1`, "400 AUTH_ERR_EMPTY_AUTH_TOKEN"],
    ]),
  ],
  "a conversation is between two users, and has no message": [
    token("georges", george),
    [
      session("georges"),
      `GET /users/${andrew}/conversation`,
      {
        conversationId: `${andrew}_user_${george}`,
        conversationType: "user",
        unreadMessageCount: 0,
        conversationWith: { uid: andrew },
        lastMessage: undefined,
      },
    ],
    [session("georges"), `POST /users/${andrew}/conversation/read`, { success: true }],
  ],
  "there is no conversation with nobody": [
    token("mine"),
    [mine, "GET /users/nobody/conversation", "404 ERR_UID_NOT_FOUND"],
    [mine, "GET /users/nobody/messages", "404 ERR_UID_NOT_FOUND"],
    [mine, "POST /users/nobody/conversation/read", "404 ERR_UID_NOT_FOUND"],
  ],
});

scenarios(
  {
    "the settings name hosts of the app and the region": [
      token("mine", "u"),
      [
        { appid: "my-app", authtoken: "mine" },
        "PUT /me",
        {
          settings: {
            CLIENT_API_HOST: "my-app.apiclient-eu.cometchat.io",
            ADMIN_API_HOST: "my-app.api-eu.cometchat.io",
            CHAT_API_VERSION: "v3.0",
            REGION: "eu",
          },
        },
      ],
    ],
  },
  { appId: "my-app", region: "eu" },
);
