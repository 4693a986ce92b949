// @ts-check
/**
 * Anything in any order, with answers that come when they like: both SDKs, and a UI Kit, end with the
 * same user, and whenever the companion says that it is ready, they have that user.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { packedPackage } from "../harness/index.mjs";
import { here, kit, official, Server } from "./model.mjs";

/** How many runs; `COMETCHAT_CASES` gives another number, and `COMETCHAT_SEED` others. */
const cases = Number(process.env.COMETCHAT_CASES ?? 2_000);
const seed = Number(process.env.COMETCHAT_SEED ?? 1);

/**
 * @param {import("./model.mjs").KeepInStep} keepInStep
 * @param {(bound: number) => number} below any number below a bound
 */
async function run(keepInStep, below) {
  const server = new Server();
  const client = here(server);
  const sdk = official(server);
  const uiKit = below(2) ? kit(sdk) : undefined;
  /** @type {string[]} */
  const steps = [];
  const uid = () => ["ada", "bob"][below(2)];
  const anyToken = () => [...server.tokens.keys()][below(Math.max(server.tokens.size, 1))];
  const letGo = () => {
    const [answer] = server.underWay.splice(below(Math.max(server.underWay.length, 1)), 1);
    answer?.();
  };
  /** @type {[string, () => unknown][]} */
  const operations = [
    ["login here", () => client.loginWithAuthToken(server.token(uid()))],
    ["logout here", () => client.logout()],
    ["login there", () => sdk.login(server.token(uid()))],
    ["logout there", () => sdk.logout()],
    ["call there", () => sdk.call()],
    ["login with the kit", () => uiKit?.CometChatUIKit.loginWithAuthToken(server.token(uid()))],
    ["logout with the kit", () => uiKit?.CometChatUIKit.logout()],
    ["init of the kit", () => uiKit?.CometChatUIKit.init()],
    ["ready", () => companion.ready()],
    ["revoked", () => server.tokens.delete(anyToken())],
    ["logout in another tab", () => client.otherTab(null)],
    [
      "login in another tab",
      () => {
        const who = uid();
        client.otherTab({ uid: who, authToken: server.token(who) });
      },
    ],
    ["answer", letGo],
    ["answer", letGo],
    ["answer", letGo],
    ["a moment", () => mock.timers.tick(300)],
  ];
  if (below(2)) client.otherTab({ uid: "ada", authToken: server.token("ada") });
  const companion = keepInStep(client, async () => sdk, { uiKit });
  const run = () => steps.join(", ");
  /** @type {Map<number, string | undefined>} the token under each key */
  const shown = new Map();
  /** What components of the chat rely on, when they are rendered. */
  const check = async () => {
    const { status, key } = companion.getState();
    if (status !== "ready") return;
    const token = client.getSession().user?.authToken;
    assert.ok(token, run());
    if (!shown.has(key)) shown.set(key, token);
    assert.equal(shown.get(key), token, run());
    if (uiKit) assert.ok(uiKit.CometChatUIKit.getLoggedInUser(), run());
    assert.equal((await sdk.getLoggedinUser())?.authToken, token, run());
  };
  companion.ready().catch(() => {});
  await turn();
  for (let step = 0; step < 25; step += 1) {
    const [name, operation] = operations[below(operations.length)];
    steps.push(name);
    // Some are refused.
    Promise.resolve(operation()).catch(() => {});
    if (below(3)) await turn();
    await check();
  }
  // All comes to rest: answers, and what waits for some time.
  for (let calm = 0; calm < 4; calm = server.underWay.length ? 0 : calm + 1) {
    letGo();
    await turn();
    await check();
    // Longer than the companion waits between two tries.
    mock.timers.tick(server.underWay.length ? 1_000 : 61_000);
    await turn();
  }
  const { user } = client.getSession();
  const there = await sdk.getLoggedinUser();
  assert.equal(there?.authToken ?? null, user?.authToken ?? null, run());
  assert.equal(companion.getState().status, user ? "ready" : "idle", run());
  if (uiKit) {
    assert.equal(uiKit.inits(), 1, run());
    if (user) assert.equal(uiKit.CometChatUIKit.getLoggedInUser()?.uid, user.uid, run());
  }
  companion.stop();
}

test(`${cases} interleavings`, async () => {
  const { folder } = await packedPackage();
  const { keepInStep } = await import(pathToFileURL(path.join(folder, "companion.js")).href);
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  try {
    await fc.assert(
      fc.asyncProperty(fc.gen(), (any) =>
        run(keepInStep, (bound) => any(fc.nat, { max: bound - 1 })),
      ),
      { numRuns: cases, seed },
    );
  } finally {
    mock.timers.reset();
  }
});
