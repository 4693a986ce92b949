// @ts-check
/** Login listeners: who is told what, and when. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();
beforeEach(() => at.application.init());

const [uid] = uids;
const key = JSON.stringify(app.authKey);
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;

test("loginSuccess gets the user", async () => {
  const told = await at.page.evaluate(`await (async () => {
    let told;
    CometChat.addLoginListener("a", new CometChat.LoginListener({
      loginSuccess: (user) => { told = { uid: user.getUid(), isUser: user instanceof CometChat.User }; },
    }));
    await ${login};
    return told;
  })()`);
  assert.deepEqual(told, { uid, isUser: true });
});

test("loginFailure gets the exception", async () => {
  const told = await at.page.evaluate(`await (async () => {
    let told;
    CometChat.addLoginListener("a", new CometChat.LoginListener({
      loginFailure: (e) => { told = { ...e, is: e instanceof CometChat.CometChatException }; },
    }));
    const error = await CometChat.login("nobody", ${key}).catch((e) => e);
    return { told, same: error.code === told.code && error.message === told.message };
  })()`);
  assert.equal(told.told.code, "ERR_UID_NOT_FOUND");
  assert.equal(told.told.is, true);
  assert.equal(told.same, true);
});

test("logoutSuccess and logoutFailure", async () => {
  await at.page.evaluate(`await ${login}`);
  await at.page.evaluate("await CometChat.logout()");
  await settled(at.page, "CometChat.logout()");
  assert.deepEqual(await at.page.evaluate("events"), [
    ["loginSuccess", uid],
    ["logoutSuccess"],
    ["logoutFailure", "ERR_NOT_LOGGED_IN"],
  ]);
});

test("listeners are told in order, before the promise, and see the new state", async () => {
  const order = await at.page.evaluate(`await (async () => {
    const order = [];
    for (const name of ["b", "a"]) {
      CometChat.addLoginListener(name, {
        loginSuccess: () => {
          order.push(name);
          CometChat.getLoggedinUser().then((user) => order.push(name + " sees " + user?.getUid()));
        },
        logoutSuccess: () => {
          order.push(name);
          CometChat.getLoggedinUser().then((user) => order.push(name + " sees " + user?.getUid()));
        },
      });
    }
    await ${login}.then(() => order.push("login"));
    await new Promise((resolve) => setTimeout(resolve));
    await CometChat.logout().then(() => order.push("logout"));
    await new Promise((resolve) => setTimeout(resolve));
    return order;
  })()`);
  const told = order.filter((/** @type {string} */ entry) => !entry.includes("sees"));
  assert.deepEqual(told, ["b", "a", "login", "b", "a", "logout"]);
  const seen = order.filter((/** @type {string} */ entry) => entry.includes("sees"));
  assert.deepEqual(seen.slice(0, 2), [`b sees ${uid}`, `a sees ${uid}`]);
  assert.deepEqual(seen.slice(2), ["b sees undefined", "a sees undefined"]);
});

test("the same id replaces in place, a removed listener is not told, an unknown id does not matter", async () => {
  const told = await at.page.evaluate(`await (async () => {
    const told = [];
    const listener = (name) => ({ loginSuccess: () => told.push(name) });
    CometChat.addLoginListener("one", listener("old"));
    CometChat.addLoginListener("two", listener("two"));
    CometChat.addLoginListener("other", listener("other"));
    CometChat.addLoginListener("one", listener("new"));
    CometChat.removeLoginListener("two");
    CometChat.removeLoginListener("three");
    await ${login};
    return told;
  })()`);
  assert.deepEqual(told, ["new", "other"]);
});

test("a listener may use the SDK", async () => {
  const told = await at.page.evaluate(`await (async () => {
    const told = [];
    CometChat.addLoginListener("self", {
      loginSuccess: () => {
        CometChat.removeLoginListener("self");
        CometChat.addLoginListener("late", {
          loginSuccess: () => told.push("late was told of the past"),
          logoutSuccess: () => told.push("late"),
        });
        CometChat.logout().then(() => told.push("logged out"));
      },
    });
    await ${login}.catch(() => {});
    while (!told.includes("logged out")) await new Promise((resolve) => setTimeout(resolve, 5));
    return told;
  })()`);
  assert.deepEqual(told, ["late", "logged out"]);
});

test("callbacks of the call itself", async () => {
  const told = await at.page.evaluate(`await (async () => {
    const told = [];
    addEventListener("unhandledrejection", () => told.push("unhandled"));
    await ${login.slice(0, -1)}, { onSuccess: (user) => told.push(user.getUid()) });
    CometChat.login("nobody", ${key}, { onError: (e) => told.push(e.code) });
    while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return told;
  })()`);
  assert.deepEqual(told, [uid, "ERR_UID_NOT_FOUND"]);
});
