// @ts-check
/**
 * What blocks of code do when they run, by the calls that they make.
 */
import assert from "node:assert/strict";
import { callsOf, quotedBy } from "./blocks.mjs";

/** @typedef {import("./blocks.mjs").Block} Block */
/** @typedef {import("./page.mjs").DocumentPage} DocumentPage */
/** @typedef {import("../harness/emulator.mjs").Emulator} Emulator */

/**
 * What a scene plays with: the SDK is initialized, and nobody is logged in.
 *
 * @typedef {object} Stage
 * @property {Block} block
 * @property {() => Promise<any>} run
 * @property {DocumentPage} page
 * @property {Emulator} emulator
 */

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {(block: Block) => boolean} [of] blocks that it is for; all of its kind unless told
 * @property {(stage: Stage) => Promise<void>} play
 */

/**
 * A kind of block, which makes some of these calls and no other.
 *
 * @typedef {object} Kind
 * @property {string[]} calls the first of them that a block makes is what it is about
 * @property {string[]} [besides] calls that it may make as well
 * @property {Scene[]} scenes
 */

const looks = ["getLoggedinUser", "getLoggedInUser"];
const someone = "cometchat-uid-5";

/** @param {import("./page.mjs").Line} line */
const isFailure = ({ text }) => /fail|error|wrong/i.test(text);

/** @param {Stage} stage */
const logIn = ({ page }, uid = someone) =>
  page.evaluate((/** @type {string} */ uid) => CometChat.login(uid, "AUTH_KEY"), uid);

/**
 * The one line that the block prints.
 *
 * @param {Stage} stage
 */
async function onlyLine({ page }) {
  const [line, ...more] = await page.lines(1);
  assert.deepEqual(more, []);
  return line;
}

/**
 * @param {Stage} stage
 * @param {unknown} code
 */
async function printsFailure(stage, code) {
  const line = await onlyLine(stage);
  assert.equal(isFailure(line), true, line.text);
  assert.equal(line.code, code);
}

/** @param {Block} block */
const fails = ({ code }) => code.includes("catch");

/** @type {Kind[]} */
const kinds = [
  {
    calls: ["ensureLoggedIn"],
    besides: ["init", "useEmulator", "subscribe", "getSession"],
    scenes: [
      {
        name: "logs the user in, once",
        of: (block) => !fails(block),
        play: async (stage) => {
          await stage.run();
          const { uid } = await stage.page.user();
          assert.ok(quotedBy(stage.block).includes(uid), uid);
          await stage.run();
          assert.equal((await stage.emulator.requests({ route: "PUT /me" })).length, 1);
          const { tokens } = await stage.emulator.state();
          assert.equal(tokens.filter((token) => token.uid === uid).length, 1);
        },
      },
      {
        name: "prints who is logged in",
        of: (block) => block.code.includes("console.log") && !fails(block),
        play: async (stage) => {
          await stage.run();
          const lines = await stage.page.lines(1);
          assert.match(lines.at(-1)?.text ?? "", /Hello, Andrew Joseph|loggedIn/);
        },
      },
      {
        name: "shows who is logged in",
        of: (block) => block.code.includes("document.body"),
        play: async (stage) => {
          await stage.run();
          const shown = await stage.page.evaluate(() => document.body.textContent);
          assert.match(shown, /Hello, Andrew Joseph/);
        },
      },
      {
        name: "says why it cannot",
        of: fails,
        play: async (stage) => {
          await stage.run();
          await printsFailure(stage, "ERR_UID_NOT_FOUND");
        },
      },
    ],
  },
  {
    calls: ["subscribe"],
    besides: ["getSession"],
    scenes: [
      {
        name: "prints each change",
        play: async (stage) => {
          await stage.run();
          await logIn(stage);
          await stage.page.evaluate("await CometChat.logout()");
          const lines = (await stage.page.lines(4)).map(({ text }) => text);
          const wanted = ["loggedOut", "loggingIn", "loggedIn", "loggedOut"];
          assert.deepEqual(
            lines.filter((text) => wanted.includes(text)),
            wanted,
          );
        },
      },
    ],
  },
  {
    calls: ["createUser"],
    scenes: [
      {
        name: "creates the user",
        play: async (stage) => {
          const uids = async () => (await stage.emulator.state()).users.map(({ uid }) => uid);
          const before = await uids();
          await stage.run();
          const line = await onlyLine(stage);
          assert.equal(isFailure(line), false, line.text);
          const [created, ...more] = (await uids()).filter((uid) => !before.includes(uid));
          assert.deepEqual(more, []);
          assert.equal(line.uid, created);
          assert.ok(quotedBy(stage.block).includes(created), created);
        },
      },
      {
        name: "says that the user is there already",
        play: async (stage) => {
          await stage.run();
          await onlyLine(stage);
          await stage.run();
          await printsFailure(stage, "ERR_UID_ALREADY_EXISTS");
        },
      },
    ],
  },
  {
    calls: ["login", "loginWithAuthToken"],
    besides: looks,
    scenes: [
      {
        name: "logs the user in",
        play: async (stage) => {
          await stage.run();
          const line = await onlyLine(stage);
          assert.equal(isFailure(line), false, line.text);
          const { uid, authToken } = await stage.page.user();
          assert.equal(line.uid ?? uid, uid);
          const quoted = quotedBy(stage.block).map((text) => text.toLowerCase());
          assert.ok([uid, authToken.toLowerCase()].some((text) => quoted.includes(text)));
          const { tokens } = await stage.emulator.state();
          assert.ok(tokens.some((token) => token.uid === uid && token.authToken === authToken));
        },
      },
      {
        name: "says why it cannot",
        play: async (stage) => {
          const fault = { kind: "error", code: "ERR_PLAN_RESTRICTION" };
          await stage.emulator.fault({ times: null, fault });
          await stage.run();
          await printsFailure(stage, "ERR_PLAN_RESTRICTION");
          assert.equal(await stage.page.user(), null);
        },
      },
      {
        name: "leaves a session as it is",
        of: (block) => looks.some((call) => callsOf(block).has(call)),
        play: async (stage) => {
          await logIn(stage);
          await stage.run();
          // Answers come in the order of the calls: the block has seen the user when this has.
          assert.equal((await stage.page.user()).uid, someone);
          assert.equal(await stage.page.evaluate("logins"), 1);
          assert.deepEqual(await stage.page.lines(0), []);
        },
      },
    ],
  },
  {
    calls: ["logout"],
    scenes: [
      {
        name: "logs the user out",
        play: async (stage) => {
          await logIn(stage);
          await stage.run();
          const line = await onlyLine(stage);
          assert.equal(isFailure(line), false, line.text);
          assert.equal(await stage.page.user(), null);
          const { tokens } = await stage.emulator.state();
          assert.equal(tokens.filter(({ uid }) => uid === someone).length, 0);
        },
      },
      {
        name: "says that nobody is logged in",
        play: async (stage) => {
          await stage.run();
          const line = await onlyLine(stage);
          assert.equal(isFailure(line), true, line.text);
          assert.match(String(line.code), /NOT_LOGGED_IN|NO_USER_LOGGED_IN/);
        },
      },
    ],
  },
  {
    calls: ["addLoginListener"],
    scenes: [
      {
        name: "hears of all four",
        play: async (stage) => {
          await stage.run();
          await logIn(stage);
          await stage.page.evaluate("await CometChat.login('nobody', 'AUTH_KEY').catch(() => {})");
          await stage.page.evaluate("await CometChat.logout()");
          await stage.page.evaluate("await CometChat.logout().catch(() => {})");
          const lines = await stage.page.lines(4);
          const names = ["loginSuccess", "loginFailure", "logoutSuccess", "logoutFailure"];
          const found = lines.map(({ text }) =>
            names.find((name) => text.toLowerCase().includes(name.toLowerCase())),
          );
          assert.deepEqual(found, names);
          assert.deepEqual(
            lines.map(({ uid }) => uid),
            [someone, null, null, null],
          );
          assert.deepEqual(
            lines.map(({ code }) => Boolean(code)),
            [false, true, false, true],
          );
        },
      },
    ],
  },
  {
    calls: ["removeLoginListener"],
    scenes: [
      {
        name: "hears no more",
        play: async (stage) => {
          const ids = quotedBy(stage.block);
          await stage.page.evaluate((/** @type {string[]} */ ids) => {
            for (const id of [...ids, "another"]) {
              CometChat.addLoginListener(id, { loginSuccess: () => console.log(id) });
            }
          }, ids);
          await stage.run();
          await logIn(stage);
          assert.deepEqual(
            (await stage.page.lines(1)).map(({ text }) => text),
            ["another"],
          );
        },
      },
    ],
  },
  {
    calls: ["init"],
    scenes: [
      {
        name: "initializes the SDK",
        play: async (stage) => {
          assert.equal(await stage.page.evaluate("CometChat.isInitialized()"), false);
          await stage.run();
          const line = await onlyLine(stage);
          assert.equal(isFailure(line), false, line.text);
          assert.equal(await stage.page.evaluate("CometChat.isInitialized()"), true);
          assert.equal(await stage.page.user(), null);
        },
      },
    ],
  },
  {
    calls: looks,
    scenes: [
      {
        name: "sees who is logged in",
        play: async (stage) => {
          await logIn(stage);
          assert.equal((await stage.run())?.uid, someone);
        },
      },
      {
        name: "sees that nobody is",
        play: async (stage) => {
          assert.equal(await stage.run(), null);
        },
      },
    ],
  },
];

/**
 * What a block should do, and whether it calls `init` itself. One that nothing is known of is an error.
 *
 * @param {Block} block
 * @returns {{ uninitialized: boolean, scenes: Scene[] }}
 */
export function scenesOf(block) {
  const calls = callsOf(block);
  const kind = kinds.find(({ calls: about }) => about.some((call) => calls.has(call)));
  const known = new Set([...(kind?.calls ?? []), ...(kind?.besides ?? [])]);
  const unknown = [...calls].filter((call) => !known.has(call));
  if (!kind || unknown.length > 0) {
    throw new Error(
      `Nothing is known of a block that calls ${[...calls].join(", ") || "nothing"}.`,
    );
  }
  return {
    uninitialized: calls.has("init"),
    scenes: kind.scenes.filter(({ of }) => of === undefined || of(block)),
  };
}
