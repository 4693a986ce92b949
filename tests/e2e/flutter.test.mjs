// @ts-check
/** What CometChat documents for its Flutter SDKs, and docs/flutter.md for this one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const [uid] = uids;
const key = JSON.stringify(app.authKey);
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;

/**
 * The cells of the rows of a table in docs/flutter.md.
 *
 * @param {string} heading
 */
function table(heading) {
  const text = readFileSync(new URL("../../docs/flutter.md", import.meta.url), "utf8");
  const [, section] = text.split(`\n## ${heading}\n`);
  const [rows] = section.split("\n## ");
  return rows
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll("`", "")));
}

/** A JSON text, or nothing. @param {string} sample */
const sampled = (sample) => (sample === "" ? undefined : JSON.parse(sample));

test("the user of a login has the fields of the documents", async () => {
  const fields = table("User");
  assert.equal(fields.length, 12);
  const user = await at.page.evaluate(`await ${login}`);
  for (const [field, type, sample] of fields) {
    const expected = sampled(sample);
    assert.deepEqual(user[field], expected, field);
    if (expected === undefined) continue;
    if (type.endsWith("[]")) assert.ok(Array.isArray(expected), field);
    else assert.equal(typeof expected, type, field);
  }
  const more = Object.keys(user).filter((field) => fields.every(([name]) => name !== field));
  assert.deepEqual(more.sort(), ["authToken", "deactivatedAt"]);
  assert.equal(user.deactivatedAt, 0);
});

test("a login as nobody is refused as the documents say", async () => {
  const documented = Object.fromEntries(
    table("CometChatException").map(([field, , sample]) => [field, sampled(sample)]),
  );
  const call = `CometChat.login("nobody", ${key})`;
  assert.equal((await settled(at.page, call)).code, documented.code);

  // The server's own words reach the application as they are.
  await at.emulator.fault({ fault: { kind: "error", ...documented } });
  const { code, message, details } = await settled(at.page, call);
  assert.deepEqual({ code, message, details }, documented);
});

test("a logout of nobody is refused as the documents say", async () => {
  const documented = Object.fromEntries(
    table("CometChatException").map(([field, , , sample]) => [field, sampled(sample)]),
  );
  const { code, message, details } = await settled(at.page, "CometChat.logout()");
  assert.deepEqual({ code, message, details }, documented);
});

test("loginWithAuthToken is login with one argument", async () => {
  const token = JSON.stringify(await at.emulator.addToken(uid));
  const first = await at.page.evaluate(`await CometChat.loginWithAuthToken(${token})`);
  const [request, ...more] = await at.emulator.requests();
  assert.equal(request.route, "PUT /me");
  assert.deepEqual(more, []);
  assert.deepEqual(await at.page.evaluate(`await CometChat.login(${token})`), first);
});

test("the message of a logout goes to onSuccess", async () => {
  await at.page.evaluate(`await ${login}`);
  const [told, result] = await at.page.evaluate(`await (async () => {
    let told;
    const result = await CometChat.logout({ onSuccess: (message) => { told = message; } });
    return [told, result];
  })()`);
  assert.equal(typeof told, "string");
  assert.equal(told, result.message);

  // If the server does not say one, it is the one of the documents.
  await at.page.evaluate(`await ${login}`);
  await at.emulator.fault({ route: "DELETE /me", fault: { kind: "json", body: { data: {} } } });
  const message = "await new Promise((onSuccess) => CometChat.logout({ onSuccess }))";
  assert.equal(await at.page.evaluate(message), "Logout successful");
});
