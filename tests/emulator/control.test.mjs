// @ts-check
/** The control API: what it is, faults as they are ordered, users that are seeded, and a reset. */
import assert from "node:assert/strict";
import { andrew, app, auth, control, outside, rest, session } from "./callers.mjs";
import { created, exactly, fault, invalid, journal, scenarios, token } from "./scenario.mjs";

const about = { name: "cometchat-emulator", appId: "emulator-app", region: "us" };
const hang = { kind: "hang" };

/** Orders that are not understood, and why. @type {[any, string][]} */
const misunderstood = [
  [{}, "missing field `fault`"],
  [{ fault: {} }, "missing field `kind`"],
  [{ fault: { kind: "explode" } }, "unknown variant `explode`"],
  [{ fault: { kind: "hang", ms: 1 } }, "unknown field `ms`"],
  [{ fault: { kind: "no-cors", x: 1 } }, "unknown field `x`"],
  [{ fault: hang, time: 1 }, "unknown field `time`"],
  [{ fault: hang, times: 0 }, "expected a nonzero"],
  [{ fault: hang, times: "1" }, "invalid type: string"],
  [{ fault: hang, route: "put /me" }, "is not an HTTP method"],
  [{ fault: hang, route: "PUT me" }, "does not begin with"],
  [{ fault: hang, route: "me" }, "METHOD /path"],
  [{ fault: { kind: "status" } }, "missing field `status`"],
  [{ fault: { kind: "status", status: 100 } }, "not a status"],
  [{ fault: { kind: "status", status: 600 } }, "not a status"],
  [{ fault: { kind: "status", status: 200, headers: { "a b": "c" } } }, "is not an HTTP header"],
  [{ fault: { kind: "not-json", contentType: "a\nb" } }, "value of a header"],
  [{ fault: { kind: "latency" } }, "missing field `ms`"],
  [{ fault: { kind: "latency", ms: -1 } }, "invalid value"],
  [{ fault: { kind: "drip", bytes: 0 } }, "expected a nonzero"],
  [{ fault: { kind: "error" } }, "missing field `code`"],
  [{ fault: { kind: "json" } }, "missing field `body`"],
  [{ fault: { kind: "oversized" } }, "missing field `bytes`"],
  ["{", ""],
];

scenarios({
  "it says what it is": ["/_emulator", "/_emulator/"].map((path) => [
    outside,
    `GET ${path}`,
    { ...about, version: /^\d+\.\d+\.\d+/ },
  ]),
  "an unknown route or method is an error": [
    [control, "GET /nowhere", "404 ERR_ROUTE_NOT_FOUND"],
    [control, "PUT /faults", "405 ERR_METHOD_NOT_ALLOWED"],
    [control, "PUT /state", "405 ERR_METHOD_NOT_ALLOWED"],
  ],
  "a fault is told as it was ordered": async (at) => {
    const status = { kind: "status", status: 503, body: { a: 1 }, headers: { "x-a": "b" } };
    const order = { route: "PUT /me", times: null, skip: 1, after: true, fault: status };
    const told = exactly({ ...order, id: 1, met: 0 });
    await at.play(
      [control, "POST /faults", order, created(told)],
      [control, "GET /faults", { faults: [told] }],
    );
  },
  "a fault of its kind alone meets the next request": [
    [
      control,
      "POST /faults",
      { fault: hang },
      created({ route: "*", times: 1, skip: 0, after: false }),
    ],
  ],
  "a fault that is not understood is refused with the reason": [
    ...misunderstood.map(([order, reason]) => [
      control,
      "POST /faults",
      order,
      `400 ERR_BAD_REQUEST ${reason}`,
    ]),
    [control, "GET /faults", { faults: [] }],
  ],
  "a fault that is not there cannot be deleted": [
    fault(hang),
    [control, "DELETE /faults/2", "404 ERR_NOT_FOUND"],
    [control, "DELETE /faults/x", "404 ERR_NOT_FOUND"],
    [control, "DELETE /faults/1", 204],
    [control, "DELETE /faults/1", "404 ERR_NOT_FOUND"],
  ],
  "a deleted fault meets nobody": [
    fault({ kind: "status", status: 503 }),
    [control, "DELETE /faults/1", 204],
    [app, "GET /me", 400],
  ],
  "the control API meets no fault": [
    fault({ kind: "drop" }, "*", { times: null }),
    [control, "GET /state", 200],
    [control, "GET /faults", { faults: [{ met: 0 }] }],
  ],
  "releasing nothing is fine, and unknown fields are not": [
    [control, "POST /release", exactly({ released: 0 })],
    [control, "POST /release", { id: 1 }, "400 ERR_BAD_REQUEST"],
  ],
  "state tells users and live tokens": [
    token("mine", "cometchat-uid-3"),
    [rest, "DELETE /users/cometchat-uid-5", 200],
    [
      control,
      "GET /state",
      {
        users: [...Array(4).fill(200), Number.isInteger].map((at) => ({
          deactivatedAt: at === 200 ? undefined : at,
        })),
        tokens: [{ authToken: "mine", uid: "cometchat-uid-3" }],
        held: 0,
        dropped: 0,
      },
    ],
  ],
  "a user can be seeded": async (at) => {
    const seed = { uid: "Seed", name: "Seed", tags: ["t"], withAuthToken: true };
    const made = created({ ...seed, uid: "seed", withAuthToken: undefined });
    const { authToken } = await at.play([control, "POST /users", seed, made]);
    await at.play(
      [session(authToken), "GET /me", { uid: "seed" }],
      [control, "POST /users", { uid: "seed", name: "S" }, "400 ERR_UID_ALREADY_EXISTS"],
      [control, "POST /users", { uid: "x" }, invalid("name")],
    );
  },
});

scenarios(
  {
    "reset puts everything back": async (at) => {
      const timeless = (/** @type {unknown} */ state) =>
        JSON.stringify(state, (key, value) => (key === "createdAt" ? 0 : value));
      const start = timeless(await at.state());
      await at.play(
        fault(hang),
        [auth, "POST /users", { uid: "new", name: "New" }, 200],
        [auth, "PUT /users/zoe", { name: "Other" }, 200],
        [rest, `DELETE /users/${andrew}`, 200],
        [session("ann-token"), "DELETE /me", 200],
        token("zoes", "zoe"),
        [control, "POST /reset", 204],
        journal(),
        [control, "GET /faults", { faults: [] }],
      );
      assert.equal(timeless(await at.state()), start);
    },
  },
  { users: [{ uid: "zoe", name: "Zoe" }], tokens: [{ uid: "ann", token: "ann-token" }] },
);
