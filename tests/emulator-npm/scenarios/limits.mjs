// @ts-check
/** Every limit, at it and beyond. */
import assert from "node:assert/strict";
import { auth, rest, session } from "../package.mjs";

/** @typedef {import("../bodies.mjs").Body} Body */

/** @type {Record<string, (at: Body) => Promise<void>>} */
export const limits = {
  "limits of a user": async (at) => {
    const long = (/** @type {number} */ length, letter = "a") => letter.repeat(length);
    const tags = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => `t${n}`);
    for (const fields of [
      ...["", "a b", "ä", "a/b", 7, null, long(100), long(101)].map((uid) => ({ uid })),
      ...["", " ", 7, null, long(100, "é"), long(101, "é")].map((name) => ({ name })),
      ...[long(3000), long(3001), 7, null].flatMap((url) => [{ avatar: url }, { link: url }]),
      ...[long(3000), long(3001), 7].map((statusMessage) => ({ statusMessage })),
      ...[{}, [], "x", { a: long(5112) }, { a: long(5113) }].map((metadata) => ({ metadata })),
      ...[tags(25), tags(26), [long(100)], [long(101)], [7], "x"].map((tags) => ({ tags })),
      ...[true, "yes"].map((withAuthToken) => ({ withAuthToken })),
      ...[["avatar"], ["name"], "avatar"].map((unset) => ({ unset })),
    ]) {
      await at.ask("POST /users", { headers: auth, body: { uid: "limits", name: "L", ...fields } });
      await at.ask("DELETE /users/limits", { headers: rest, body: { permanent: true } });
    }
  },
  "limits of a device": async (at) => {
    const headers = session(await at.token("cometchat-uid-1"));
    for (const length of [5 * 1024 - 2, 5 * 1024 - 1]) {
      for (const field of ["platform", "deviceId", "appInfo"]) {
        await at.ask("PUT /me", { headers, body: { [field]: "a".repeat(length) } });
      }
    }
  },
  "the limit of the journal": async (at) => {
    const body = `"${"a".repeat(1024 * 1024 - 2)}"`;
    for (let n = 0; n < 20; n++) await at.send("POST /v3.0/user_sessions", { body });
    const { requests, dropped } = at.json(await at.send("GET /_emulator/requests"));
    assert.deepEqual([requests.length, requests[0].id, dropped], [15, 6, 5]);
    await at.control("GET /requests?route=GET+/me");
    await at.control("DELETE /requests");
  },
  "the limit of a body": async (at) => {
    for (const length of [1024 * 1024, 1024 * 1024 + 1]) {
      const body = `{"a":"${"b".repeat(length - 8)}"}`;
      const seen = await at.send("POST /v3.0/user_sessions", { headers: auth, body });
      if ("status" in seen && seen.status === 200) await at.ask("GET /settings", { headers: auth });
    }
    await at.control("DELETE /requests");
  },
  "the limit of live tokens": async (at) => {
    const tokens = "/users/cometchat-uid-1/auth_tokens";
    for (let n = 0; n < 102; n++) {
      await at.control("POST /tokens", { uid: "cometchat-uid-1", token: `t${n}` });
    }
    await at.ask(`GET ${tokens}?perPage=3`, { headers: rest });
    await at.ask(`GET ${tokens}/t1`, { headers: rest });
  },
};
