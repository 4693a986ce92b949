// @ts-check
/** Every code: those that a request can get, by the request, and each by a fault. */
import { auth, rest, session } from "../package.mjs";

/** @typedef {import("../bodies.mjs").Body} Body */

/** The codes of CometChat's error guide. */
export const documented = [
  ...["AUTH_ERR_EMPTY_APPID", "AUTH_ERR_INVALID_APPID", "AUTH_ERR_EMPTY_APIKEY"],
  ...["AUTH_ERR_APIKEY_NOT_FOUND", "AUTH_ERR_NO_ACCESS", "AUTH_ERR_EMPTY_AUTH_TOKEN"],
  ...["AUTH_ERR_AUTH_TOKEN_NOT_FOUND", "ERR_UID_NOT_FOUND", "ERR_UID_ALREADY_EXISTS"],
  ...["ERR_ROLE_NOT_FOUND", "ERR_AUTH_TOKEN_NOT_FOUND", "ERR_AUTHTOKEN_NOT_ACCESSIBLE"],
  ...["ERR_BAD_REQUEST", "ERR_AUTHTOKEN_UNAVAILABLE", "ERR_AUTH_TOKEN_DELETE_FAILED"],
  ...["ERR_PLAN_RESTRICTION", "ERR_SUBSCRIPTION_EXPIRED", "ERR_TOO_MANY_REQUESTS"],
];

/** @type {Record<string, (at: Body) => Promise<void>>} */
export const codes = {
  "codes by requests": async (at) => {
    const tokens = "POST /users/cometchat-uid-1/auth_tokens";
    const { appid } = auth;
    await at.ask(tokens);
    await at.ask(tokens, { headers: { appid: "another" } });
    await at.ask(tokens, { headers: { appid } });
    await at.ask(tokens, { headers: { appid, apikey: "another" } });
    await at.ask("GET /users", { headers: auth });
    await at.ask("PUT /me", { headers: { appid } });
    await at.ask("PUT /me", { headers: session("another") });
    await at.ask("GET /users/nobody", { headers: rest });
    await at.ask("POST /users", { headers: auth, body: { uid: "COMETCHAT-uid-1", name: "A" } });
    await at.ask("POST /users", { headers: auth, body: { uid: "x", name: "X", role: "none" } });
    await at.ask("GET /users/cometchat-uid-1/auth_tokens/none", { headers: rest });
    const theirs = await at.token("cometchat-uid-2");
    await at.ask(`GET /users/cometchat-uid-1/auth_tokens/${theirs}`, { headers: rest });
    await at.ask("POST /users", { headers: auth, body: {} });
    await at.ask("GET /users", { headers: { ...rest, onBehalfOf: "nobody" } });
  },
  "codes by faults": async (at) => {
    for (const code of [...documented, "ERR_OF_MY_OWN"]) {
      await at.fault({ route: "GET /users/*", fault: { kind: "error", code } });
      await at.ask("GET /users/a%20b", { headers: { ...rest, authtoken: "secret" } });
    }
    const fault = { kind: "error", code: "E", status: 418, message: "m", details: { a: ["b"] } };
    await at.fault({ fault: { ...fault, headers: { "X-Mine": "1" } } });
    await at.ask("GET /me");
  },
};
