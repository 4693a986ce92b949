// @ts-check
/** Every fault, before the request takes effect and after it. */
import { session } from "../package.mjs";

/** @typedef {import("../bodies.mjs").Body} Body */

/** Faults that end by themselves. */
const passing = [
  { kind: "status", status: 503, body: { a: 1 }, headers: { "Retry-After": "7" } },
  { kind: "status", status: 502 },
  { kind: "error", code: "ERR_TOO_MANY_REQUESTS" },
  { kind: "latency", ms: 1 },
  { kind: "truncate" },
  { kind: "truncate", bytes: 0 },
  { kind: "truncate", bytes: 1_000_000 },
  { kind: "drop" },
  { kind: "drop", reset: true },
  { kind: "not-json" },
  { kind: "not-json", body: "{", contentType: "application/json", status: 500 },
  { kind: "empty" },
  { kind: "empty", status: 204 },
  { kind: "json", body: null },
  { kind: "json", body: { data: {} }, status: 201 },
  { kind: "oversized", bytes: 100_000 },
  { kind: "oversized", bytes: 1 },
  { kind: "drip", bytes: 50, ms: 1 },
  { kind: "no-cors" },
];

/** Faults that hold a request until it is released. */
const holding = [
  { kind: "hang" },
  { kind: "stall" },
  { kind: "stall", bytes: 3 },
  { kind: "latency", ms: 3_600_000 },
  { kind: "drip", ms: 3_600_000 },
];

/** The kinds that these scenarios meet. */
export const kinds = new Set([...passing, ...holding].map(({ kind }) => kind));

/** @type {Record<string, (at: Body) => Promise<void>>} */
export const faults = {};

for (const after of [false, true]) {
  for (const fault of passing) {
    faults[`${JSON.stringify(fault)}${after ? ", after" : ""}`] = async (at) => {
      const headers = session(await at.token("cometchat-uid-1"));
      await at.fault({ route: "DELETE /me", after, fault });
      await at.ask("DELETE /me", { headers });
      await at.ask("GET /me", { headers });
      await at.control("GET /faults");
    };
  }
  for (const fault of holding) {
    for (const end of ["POST /release", "DELETE /faults/1", "POST /reset"]) {
      faults[`${JSON.stringify(fault)}${after ? ", after" : ""}, until ${end}`] = async (at) => {
        const headers = session(await at.token("cometchat-uid-1"));
        await at.fault({ route: "DELETE /me", after, fault });
        const answer = at.ask("DELETE /me", { headers });
        await at.send("GET /_emulator/requests?atLeast=1&outcome=pending");
        await at.control(end);
        await answer;
        await at.ask("GET /me", { headers });
      };
    }
  }
}

faults["times, skip and order"] = async (at) => {
  const fault = { kind: "status", status: 503 };
  await at.fault({ route: "GET /me", skip: 1, times: 2, fault });
  await at.fault({ route: "* /me", times: null, fault: { kind: "status", status: 504 } });
  await at.fault({ route: "OPTIONS *", fault: { kind: "no-cors" } });
  for (let n = 0; n < 5; n++) await at.ask("GET /me");
  await at.ask("PUT /me");
  await at.ask("OPTIONS /me");
  await at.control("GET /faults");
  await at.control("DELETE /faults");
  await at.ask("GET /me");
};
