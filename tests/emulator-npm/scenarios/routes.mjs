// @ts-check
/** Every route, by who may ask it. */
import { auth, rest, session } from "../package.mjs";

/** @typedef {import("../bodies.mjs").Body} Body */

/** @type {Record<string, (at: Body) => Promise<void>>} */
export const routes = {
  "a session": async (at) => {
    const made = at.json(
      await at.ask("POST /users/cometchat-uid-1/auth_tokens", { headers: auth }),
    );
    const headers = { ...session(made.data.authToken), "content-type": "application/json" };
    const device = { platform: "WEB", deviceId: "device", appInfo: { version: "1" } };
    await at.ask("PUT /me", { headers, body: device });
    await at.ask("GET /me", { headers });
    await at.ask("PUT /me", { headers, body: { name: "Andy", tags: ["a"], role: "manager" } });
    await at.ask("GET /settings", { headers });
    await at.ask("POST /user_sessions", {
      headers: { appid: auth.appid },
      body: { sessionId: "1" },
    });
    await at.ask("GET /users/cometchat-uid-2", { headers });
    await at.ask("GET /users?perPage=2&page=2", { headers });
    await at.ask("DELETE /me", { headers });
    await at.ask("GET /me", { headers });
  },
  users: async (at) => {
    const user = { uid: "Ada", name: "Ada", role: "manager", metadata: { a: [1] }, tags: ["x"] };
    await at.ask("POST /users", { headers: auth, body: { ...user, withAuthToken: true } });
    await at.ask("PUT /users/ADA", { headers: auth, body: { link: "l", unset: ["metadata"] } });
    await at.ask("GET /users/ada", { headers: rest });
    await at.ask("GET /users/ada", { headers: { ...rest, onBehalfOf: "cometchat-uid-1" } });
    await at.ask("DELETE /users/ada", { headers: rest });
    await at.ask("GET /users/ada", { headers: rest });
    await at.ask("PUT /users", { headers: rest, body: { uidsToActivate: ["ada", "nobody"] } });
    await at.ask("DELETE /users", { headers: rest, body: { uidsToDeactivate: ["ada"] } });
    await at.ask("DELETE /users/ada", { headers: rest, body: { permanent: true } });
  },
  lists: async (at) => {
    await at.ask("POST /users", {
      headers: rest,
      body: { uid: "m", name: "Max", role: "manager" },
    });
    await at.ask("DELETE /users/cometchat-uid-3", { headers: rest });
    for (const query of [
      ...["page=2&perPage=2", "page=0", "perPage=x", "searchKey=s", "status=online"],
      ...["roles=manager,default", "role=manager", "tags=none", "onlyDeactivated=true"],
      ...["withDeactivated=1", "searchKey=%E4%20b&unknown=1"],
    ]) {
      await at.ask(`GET /users?${query}`, { headers: rest });
    }
  },
  "auth tokens": async (at) => {
    const tokens = "/users/cometchat-uid-2/auth_tokens";
    const mine = await at.token("cometchat-uid-2");
    await at.ask(`POST ${tokens}`, { headers: auth, body: { force: true } });
    await at.ask(`GET ${tokens}?perPage=1`, { headers: rest });
    await at.ask(`GET ${tokens}/${mine}`, { headers: rest });
    await at.ask(`PUT ${tokens}/${mine}`, { headers: rest, body: { platform: "IOS" } });
    await at.ask(`DELETE ${tokens}/${mine}`, { headers: rest });
    await at.ask(`DELETE ${tokens}`, { headers: rest });
  },
  "a chat that opens": async (at) => {
    const headers = session(await at.token("cometchat-uid-1"));
    for (const list of ["conversations", "groups", "messages", "users/cometchat-uid-2/messages"]) {
      await at.ask(`GET /${list}?per_page=30&page=1`, { headers });
      await at.ask(`GET /${list}?per_page=0`, { headers });
    }
    await at.ask("GET /users?per_page=2", { headers });
    for (const uid of ["cometchat-uid-2", "nobody"]) {
      await at.ask(`GET /users/${uid}/messages`, { headers });
      await at.ask(`GET /users/${uid}/conversation`, { headers });
      await at.ask(`POST /users/${uid}/conversation/read`, { headers });
    }
  },
  "what is no route": async (at) => {
    await at.ask("GET /nowhere", { headers: rest });
    await at.ask("GET /users/a/b", { headers: rest });
    await at.ask("PATCH /me", { headers: rest });
    await at.ask("GET /users/a%2Fb%20%C3%A9", { headers: rest });
    await at.ask("HEAD /users", { headers: rest });
    await at.ask("OPTIONS /me", { headers: { "access-control-request-private-network": "true" } });
    await at.ask("OPTIONS /me", {
      headers: {
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "baggage,traceparent",
      },
    });
    await at.ask("PUT /me", { headers: auth, body: "no JSON" });
    const headers = { appid: auth.appid };
    for (const body of [
      '{"a":"\\ud800"}',
      '\ufeff{"a":[1e999,-1e999]}',
      "\ufeff",
      '{"a":1.e999}',
    ]) {
      await at.ask("POST /user_sessions", { headers, body });
    }
    await at.ask("POST /users", { headers: auth, body: "[1]" });
    await at.ask("POST /users", { headers: auth, body: "é€" });
  },
  "the control API": async (at) => {
    await at.control("GET ");
    await at.control("GET /openapi.json");
    await at.control("POST /users", { uid: "eve", name: "Eve" });
    await at.control("POST /users", { uid: "eve" });
    await at.control("POST /tokens", { uid: "ada", token: "t", other: 1 });
    await at.control("POST /tokens", { uid: "a b" });
    await at.control("DELETE /tokens/none");
    await at.control("DELETE /faults/7");
    await at.control("POST /faults", { route: "me", fault: { kind: "hang" } });
    await at.control("GET /requests?atLeast=1&timeoutMs=1");
    await at.control("GET /requests?least=1");
    await at.control("GET /nowhere");
    await at.control("PUT /state");
    await at.ask("GET /me");
    await at.control("GET /requests?atLeast=1&route=GET+/me");
    await at.control("DELETE /requests");
    await at.control("POST /reset");
    await at.control("GET /state");
  },
};
