// @ts-check
/** Limits: each value at its limit is taken, and refused beyond it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { andrew, app, auth, control, rest, session } from "./callers.mjs";
import { exactly, invalid, scenarios, token } from "./scenario.mjs";

/** @typedef {import("./scenario.mjs").Row} Row */

const long = (/** @type {number} */ length, letter = "a") => letter.repeat(length);
const tags = (/** @type {number} */ count) => Array.from({ length: count }, () => long(100));
const megabyte = 1024 * 1024;

/**
 * What a field of a new user may be, and what it may not: for each of these values, and with the name under which it
 * is refused.
 *
 * @type {Record<string, { taken: unknown[], refused: unknown[], as?: string }[]>}
 */
const fields = {
  uid: [
    {
      taken: ["a", long(100), "Az09-_"],
      refused: [long(101), "", null, 7, "a b", "a.b", "a/b", "ä"],
    },
  ],
  name: [{ taken: ["n", long(100, "é")], refused: [long(101, "é"), "", "  ", null, 7] }],
  avatar: [{ taken: [long(3000), null], refused: [long(3001), 7, {}] }],
  link: [{ taken: [long(3000), null], refused: [long(3001), 7, {}] }],
  statusMessage: [{ taken: [long(3000), null], refused: [long(3001), 7] }],
  // {"a":"…"} takes 8 bytes besides the text.
  metadata: [{ taken: [{ a: long(5112) }, {}, null], refused: [{ a: long(5113) }, "{}", []] }],
  tags: [
    { taken: [[], null, tags(25)], refused: [tags(26), "t"] },
    { taken: [], refused: [["ok", long(101)]], as: "tags.1" },
    { taken: [], refused: [["ok", "ok", 3]], as: "tags.2" },
  ],
  withAuthToken: [{ taken: [true, null], refused: ["yes"] }],
  unset: [
    { taken: [["avatar"]], refused: ["avatar"] },
    { taken: [], refused: [["name"]], as: "unset.0" },
  ],
};

/** @param {object} fields @param {any} answer @returns {Row} */
const create = (fields, answer) => [
  auth,
  "POST /users",
  { uid: "limits", name: "L", ...fields },
  answer,
];

for (const [field, cases] of Object.entries(fields)) {
  scenarios({
    [`${field} of a user`]: cases.flatMap(({ taken, refused, as = field }) => [
      ...taken.flatMap((value) => {
        const uid = field === "uid" ? String(value) : "limits";
        return [
          create({ [field]: value }, { uid: uid.toLowerCase() }),
          [rest, `DELETE /users/${uid}`, { permanent: true }, 200],
        ];
      }),
      ...refused.map((value) => create({ [field]: value }, invalid(as))),
    ]),
  });
}

scenarios({
  "what a device says has at most 5 KB": [
    token("mine"),
    // The quotation marks count.
    ...["platform", "deviceId", "appInfo"].flatMap((field) => [
      [session("mine"), "PUT /me", { [field]: long(5118) }, { uid: andrew }],
      [session("mine"), "PUT /me", { [field]: long(5119) }, invalid(field)],
    ]),
  ],
  "a body has at most a megabyte": [
    [app, "POST /user_sessions", `{"a":"${long(megabyte - 8)}"}`, { success: true }],
    [app, "POST /user_sessions", `{"a":"${long(megabyte - 7)}"}`, invalid("body")],
    [auth, "POST /users", " ".repeat(megabyte + 1), invalid("body")],
    [control, "DELETE /requests", 204],
  ],
  "the journal holds the latest 16 MiB, and says how many requests it has dropped": async (at) => {
    const body = `"${long(megabyte - 2)}"`;
    for (let n = 0; n < 20; n++) await at.send(app, "PUT /me", body);
    const { requests, dropped } = (await at.send(control, "GET /requests")).json;
    assert.deepEqual([requests.length, requests[0].id, requests[14].id], [15, 6, 20]);
    assert.deepEqual([dropped, (await at.state()).dropped], [5, 5]);
    await at.play(
      [control, "GET /requests?route=GET+/me", { requests: [], dropped: 5 }],
      [control, "DELETE /requests", 204],
      [control, "GET /state", { dropped: 0 }],
    );
  },
  "any text is a uid exactly if it keeps to the rules": async (at) => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,110}$/),
    );
    await fc.assert(
      fc.asyncProperty(text, async (uid) => {
        await at.send(control, "POST /reset");
        const { status, json } = await at.send(auth, "POST /users", { uid, name: "Any" });
        if (/^[A-Za-z0-9_-]{1,100}$/.test(uid)) assert.equal(json.data.uid, uid.toLowerCase());
        else assert.deepEqual([status, Object.keys(json.error.details)], [400, ["uid"]]);
      }),
      { numRuns: 64 },
    );
    await at.send(control, "POST /reset");
  },
  "any path gets an answer in the envelope": async (at) => {
    const path = fc.stringMatching(/^(\/[ !"$&-[\]-~]{0,12}){0,3}$/);
    await fc.assert(
      fc.asyncProperty(path, async (path) => {
        const { json } = await at.send(rest, `GET ${path}`);
        assert.notEqual(json.data === undefined, json.error === undefined, JSON.stringify(json));
      }),
      { numRuns: 64 },
    );
    await at.send(control, "POST /reset");
  },
});

/** A body is read as a browser reads JSON. */
for (const [body, read] of [
  ['{"a":"\\ud800"}', { a: "\ufffd" }],
  ['\ufeff{"a":1}', { a: 1 }],
  ['{"a":[1e999,-1e999]}', { a: [null, null] }],
]) {
  const text = String(body).replace("\ufeff", "");
  scenarios({
    [`a body is read as the web reads JSON: ${body}`]: [
      [app, "POST /user_sessions", body, { success: true }],
      [control, "GET /requests", { requests: [{ body: exactly(read), rawBody: body }] }],
      create({ uid: "u" }, 200),
      [auth, "PUT /users/u", `{"metadata":${text}}`, { metadata: exactly(read) }],
      [control, "POST /faults", `{"fault":{"kind":"json","body":${text}}}`, 201],
    ],
  });
}
scenarios({
  "a byte order mark alone is no body, and half a number no JSON": [
    [app, "POST /user_sessions", "\ufeff", { success: true }],
    [app, "POST /user_sessions", '{"a":1.e999}', invalid("body")],
  ],
});
