// @ts-check
/** Login listeners: who is told what, and when. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const [uid] = uids;

/** What a program in the page pushes to `told`; `add` adds a listener that tells its name of a login. */
for (const [name, program, expected] of /** @type {[string, string, unknown[]][]} */ ([
  [
    "loginSuccess gets the user",
    `CometChat.addLoginListener("a", new CometChat.LoginListener({
       loginSuccess: (user) => told.push(user.getUid(), user instanceof CometChat.User),
     }));
     await login();`,
    [uid, true],
  ],
  [
    "loginFailure gets the exception",
    `let heard;
     CometChat.addLoginListener("a", { loginFailure: (error) => { heard = error; } });
     const error = await login("nobody").catch((error) => error);
     told.push(heard.code, heard instanceof CometChat.CometChatException,
       error.code === heard.code && error.message === heard.message);`,
    ["ERR_UID_NOT_FOUND", true, true],
  ],
  [
    "all four are told",
    `await login();
     await CometChat.logout();
     await CometChat.logout().catch(() => {});
     await login("nobody").catch(() => {});
     told.push(...events);`,
    [
      ...[["loginSuccess", uid], ["logoutSuccess"], ["logoutFailure", "ERR_NOT_LOGGED_IN"]],
      ["loginFailure", "ERR_UID_NOT_FOUND"],
    ],
  ],
  [
    "listeners are told in order, before the promise, and see the new state",
    `for (const name of ["b", "a"]) {
       const tell = () => {
         told.push(name);
         CometChat.getLoggedinUser().then((user) => seen.push(name + " sees " + user?.getUid()));
       };
       CometChat.addLoginListener(name, { loginSuccess: tell, logoutSuccess: tell });
     }
     const seen = [];
     for (const call of [login, CometChat.logout]) {
       await call().then(() => told.push("promise"));
       await turn();
     }
     told.push(...seen);`,
    [
      ...["b", "a", "promise", "b", "a", "promise"],
      ...[`b sees ${uid}`, `a sees ${uid}`, "b sees undefined", "a sees undefined"],
    ],
  ],
  [
    "the same id replaces in place, a removed listener is not told, an unknown id does not matter",
    `for (const id of ["one", "two", "other"]) add(id);
     add("one", "new");
     CometChat.removeLoginListener("two");
     CometChat.removeLoginListener("three");
     await login();`,
    ["new", "other"],
  ],
  [
    "a listener is removed by what adding it returned, and by its signal, but not what came in its place",
    `const abort = new AbortController();
     const remove = add("returned");
     add("aborted", "aborted", { signal: abort.signal });
     add("never", "never", { signal: AbortSignal.abort() });
     await login();
     remove();
     abort.abort();
     add("returned", "new");
     remove();
     await login();`,
    ["returned", "aborted", "new"],
  ],
  [
    "a listener may use the SDK",
    `CometChat.addLoginListener("self", {
       loginSuccess: () => {
         CometChat.removeLoginListener("self");
         CometChat.addLoginListener("late", {
           loginSuccess: () => told.push("late was told of the past"),
           logoutSuccess: () => told.push("late"),
         });
         CometChat.logout().then(() => told.push("logged out"));
       },
     });
     await login().catch(() => {});
     while (!told.includes("logged out")) await turn();`,
    ["late", "logged out"],
  ],
  [
    "those who add, remove and throw while they are told disturb nobody",
    `window.reportError = (error) => told.push(error.message);
     CometChat.addLoginListener("first", { loginSuccess: () => {
       CometChat.removeLoginListener("first");
       CometChat.removeLoginListener("third");
       add("late");
       throw new Error("first fails");
     } });
     add("second");
     add("third");
     await login();
     told.push("|");
     await CometChat.logout();
     await login();`,
    ["first fails", "second", "third", "|", "second", "late"],
  ],
  [
    "a listener may be an instance of a class",
    `class Screen {
       constructor() { this.name = "screen"; }
       loginSuccess(user) { told.push(this.name, user.getUid()); }
       logoutSuccess() { told.push(this.name); }
     }
     CometChat.addLoginListener("screen", new Screen());
     await login();
     await CometChat.logout();`,
    ["screen", uid, "screen"],
  ],
  [
    "ten thousand listeners are told once each, in order",
    `const many = Array.from({ length: 10_000 }, (_, each) => each);
     for (const each of many) add("crowd" + each, each);
     await login();
     const inOrder = many.every((each) => told[each] === each);
     for (const each of many) CometChat.removeLoginListener("crowd" + each);
     await CometChat.logout();
     await login();
     told.push(told.splice(0).length, inOrder);`,
    [10_000, true],
  ],
])) {
  test(name, async () => {
    const told = await at.page.evaluate(`await (async () => {
      const told = [];
      const turn = () => new Promise((resolve) => setTimeout(resolve));
      const login = (uid = "${uid}") => CometChat.login(uid, "${app.authKey}");
      const add = (id, name = id, options) =>
        CometChat.addLoginListener(id, { loginSuccess: () => told.push(name) }, options);
      ${program}
      return told;
    })()`);
    assert.deepEqual(told, expected);
  });
}
