// @ts-check
/** Everything that docs/protocol.md#api-surface names is there, of its kind, and does what it says. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { app, scene, settled, uids } from "./application.mjs";

const at = scene();

const [uid] = uids;
const key = JSON.stringify(app.authKey);
const login = `CometChat.login(${JSON.stringify(uid)}, ${key})`;

/** Static members of `CometChat` that are called, by what they give. */
const members = {
  promise: [
    ...["init", "login", "loginWithAuthToken", "getLoggedinUser", "getLoggedInUser"],
    ...["ensureLoggedIn", "checkSession", "getUserAuthToken", "logout"],
    ...["createUser", "updateUser", "updateCurrentUserDetails", "getUser"],
  ],
  value: [
    ...["isInitialized", "getSession"],
    ...["getAppId", "getAppSettings", "getEmulator", "getStorageStatus"],
  ],
  function: ["addLoginListener", "subscribe", "onDispose"],
  nothing: ["removeLoginListener", "setSource", "useEmulator", "dispose"],
  class: ["User", "AppSettings", "AppSettingsBuilder", "LoginListener", "CometChatException"],
};

describe("CometChat", () => {
  test("has every member, and each gives what it should", async () => {
    const found = await at.page.evaluate((/** @type {Record<string, string[]>} */ members) => {
      /** @type {(name: string) => string} */
      const give = (name) => {
        const member = CometChat[name];
        if (typeof member !== "function") return "missing";
        if (String(member).startsWith("class")) return "class";
        const given = member.call(CometChat);
        if (typeof given === "function") return "function";
        if (typeof given?.then !== "function") return given === undefined ? "nothing" : "value";
        given.catch(() => {});
        return given instanceof Promise ? "promise" : "thenable";
      };
      return Object.fromEntries(
        Object.entries(members).map(([kind, names]) => [kind, names.map(give)]),
      );
    }, members);
    for (const kind of /** @type {const} */ (["promise", "function", "nothing", "class"])) {
      assert.deepEqual(
        found[kind],
        members[kind].map(() => kind),
      );
    }
    // Before `init` there is no app, no settings, no emulator and no storage.
    const nothing = Array.from({ length: 4 }, () => "nothing");
    assert.deepEqual(found.value, ["value", "value", ...nothing]);
  });

  test("has no member that the documents do not name", async () => {
    const found = await at.page.evaluate(() =>
      Object.getOwnPropertyNames(CometChat).filter(
        (name) => !["length", "name", "prototype"].includes(name),
      ),
    );
    assert.deepEqual(found.sort(), [...Object.values(members).flat(), "StorageMode"].sort());
  });

  test("gives the app and the storage after init", async () => {
    await at.application.init();
    assert.equal(await at.page.evaluate("CometChat.isInitialized()"), true);
    assert.equal(await at.page.evaluate("CometChat.getAppId()"), app.appId);
    assert.deepEqual(await at.page.evaluate("CometChat.getStorageStatus()"), {
      mode: "local",
      state: "stored",
    });
  });

  test("gives the settings and the emulator back", async () => {
    await at.application.init();
    assert.equal(await at.page.evaluate("CometChat.getEmulator()"), at.emulator.url);
    const settings = await at.page.evaluate(`(() => {
      const settings = CometChat.getAppSettings();
      settings.region = "in";
      return [CometChat.getAppSettings().getRegion(), CometChat.getAppSettings() instanceof CometChat.AppSettings];
    })()`);
    assert.deepEqual(settings, ["eu", true]);
    // A plain object is completed by the defaults.
    await at.page.evaluate(`CometChat.init(${JSON.stringify(app.appId)}, { region: "us" })`);
    const { region, storageMode } = await at.page.evaluate("CometChat.getAppSettings()");
    assert.deepEqual([region, storageMode], ["us", "local"]);
  });

  test("has no member that needs to be called on it", async () => {
    await at.application.init();
    const user = await at.page.evaluate(`await (async () => {
      const { login, getLoggedinUser, getLoggedInUser } = CometChat;
      await login(${JSON.stringify(uid)}, ${key});
      return [(await getLoggedinUser()).uid, (await getLoggedInUser()).uid];
    })()`);
    assert.deepEqual(user, [uid, uid]);
  });
});

describe("AppSettings", () => {
  const defaults = {
    subscriptionType: "NONE",
    roles: null,
    region: "eu",
    autoJoinGroup: true,
    establishSocketConnection: true,
    adminHost: null,
    clientHost: null,
    storageMode: "local",
  };
  const getters = {
    getSubscriptionType: "subscriptionType",
    getRoles: "roles",
    getRegion: "region",
    getIsAutoJoinEnabled: "autoJoinGroup",
    shouldAutoEstablishSocketConnection: "establishSocketConnection",
    getAdminHost: "adminHost",
    getClientHost: "clientHost",
    getStorageMode: "storageMode",
  };
  const statics = {
    SUBSCRIPTION_TYPE_NONE: "NONE",
    SUBSCRIPTION_TYPE_ALL_USERS: "ALL_USERS",
    SUBSCRIPTION_TYPE_ROLES: "ROLES",
    SUBSCRIPTION_TYPE_FRIENDS: "FRIENDS",
    REGION_EU: "eu",
    REGION_US: "us",
    REGION_IN: "in",
    REGION_PRIVATE: "private",
    STORAGE_MODE_LOCAL: "local",
    STORAGE_MODE_SESSION: "session",
  };

  /** What each method of the builder changes of the defaults. */
  const methods = /** @type {const} */ ([
    ["subscribePresenceForAllUsers", [], { subscriptionType: "ALL_USERS" }],
    ["subscribePresenceForRoles", [["a", "b"]], { subscriptionType: "ROLES", roles: ["a", "b"] }],
    ["subscribePresenceForFriends", [], { subscriptionType: "FRIENDS" }],
    ["setRegion", ["us"], { region: "us" }],
    ["setRegion", [], {}],
    ["enableAutoJoinForGroups", [false], { autoJoinGroup: false }],
    ["enableAutoJoinForGroups", [], {}],
    ["autoEstablishSocketConnection", [false], { establishSocketConnection: false }],
    ["autoEstablishSocketConnection", [], {}],
    ["overrideAdminHost", ["admin.example"], { adminHost: "admin.example" }],
    ["overrideClientHost", ["client.example"], { clientHost: "client.example" }],
    ["setStorageMode", ["session"], { storageMode: "session" }],
    ["setRequestTimeout", [500], { requestTimeout: 500 }],
    ["syncAcrossTabs", [false], { tabSync: false }],
    ["syncAcrossTabs", [], { tabSync: true }],
  ]);

  test("builder and settings start with the defaults, in their order", async () => {
    const [builder, settings] = await at.page.evaluate(`(() => {
      const builder = new CometChat.AppSettingsBuilder();
      return [builder, builder.build()].map((one) => Object.entries(one));
    })()`);
    assert.deepEqual(builder, Object.entries(defaults));
    assert.deepEqual(settings, Object.entries(defaults));
  });

  test("each method returns the builder, and changes its field in both", async () => {
    const found = await at.page.evaluate((/** @type {any[]} */ methods) => {
      const call = (/** @type {string} */ name, /** @type {readonly unknown[]} */ args) => {
        const builder = new CometChat.AppSettingsBuilder();
        const same = builder[name](...args) === builder;
        return { same, builder: { ...builder }, settings: { ...builder.build() } };
      };
      return methods.map(([name, args]) => call(name, args));
    }, methods);
    for (const [index, [name, , changes]] of methods.entries()) {
      const settings = { ...defaults, ...changes };
      assert.deepEqual(found[index], { same: true, builder: settings, settings }, name);
    }
  });

  test("each getter gives its field", async () => {
    const [found, isSettings] = await at.page.evaluate((/** @type {string[]} */ getters) => {
      const settings = new CometChat.AppSettingsBuilder()
        .subscribePresenceForRoles(["a"])
        .setRegion("in")
        .enableAutoJoinForGroups(false)
        .autoEstablishSocketConnection(false)
        .overrideAdminHost("admin.example")
        .overrideClientHost("client.example")
        .setStorageMode(CometChat.StorageMode.SESSION)
        .build();
      const found = getters.map((getter) => [getter, settings[getter]()]);
      return [found, settings instanceof CometChat.AppSettings];
    }, Object.keys(getters));
    assert.equal(isSettings, true);
    assert.deepEqual(Object.fromEntries(found), {
      getSubscriptionType: "ROLES",
      getRoles: ["a"],
      getRegion: "in",
      getIsAutoJoinEnabled: false,
      shouldAutoEstablishSocketConnection: false,
      getAdminHost: "admin.example",
      getClientHost: "client.example",
      getStorageMode: "session",
    });
  });

  test("has its constants, and StorageMode", async () => {
    assert.deepEqual(await at.page.evaluate("({ ...CometChat.AppSettings })"), statics);
    assert.deepEqual(await at.page.evaluate("CometChat.StorageMode"), {
      LOCAL: "local",
      SESSION: "session",
    });
  });
});

describe("User", () => {
  /** Every field, in the order in which it is kept, with something that it may hold. */
  const fields = {
    hasBlockedMe: true,
    blockedByMe: true,
    deactivatedAt: 7,
    uid: "ada",
    name: "Ada",
    authToken: "ada_token",
    avatar: "https://example.org/ada.webp",
    lastActiveAt: 1745554700,
    link: "https://example.org/ada",
    metadata: { a: [1] },
    role: "default",
    statusMessage: "Here",
    status: "online",
    tags: ["a", "b"],
  };
  const initial = { hasBlockedMe: false, blockedByMe: false, deactivatedAt: 0 };

  /** @param {string} expression of a user */
  const entries = (expression) =>
    at.page.evaluate(`Object.entries(${expression})`).then((found) => found);

  test("made of a uid, and of a uid and a name", async () => {
    const make = "new CometChat.User";
    assert.deepEqual(await entries(`${make}("ada")`), Object.entries({ ...initial, uid: "ada" }));
    assert.deepEqual(
      await entries(`${make}("ada", "Ada")`),
      Object.entries({ ...initial, uid: "ada", name: "Ada" }),
    );
    assert.equal(await at.page.evaluate(`${make}("ada").getName() === undefined`), true);
  });

  test("made of an object: what is known is kept, in its order, and the rest is dropped", async () => {
    const backwards = Object.fromEntries(Object.entries(fields).reverse());
    const given = JSON.stringify({ ...backwards, createdAt: 1, wsChannel: {}, __x: 1 });
    assert.deepEqual(await entries(`new CometChat.User(${given})`), Object.entries(fields));
  });

  test("made of an object: whatever its status is, it is online or offline", async () => {
    const statuses = await at.page.evaluate(`
      ["online", "away", "offline", "", null, undefined].map(
        (status) => new CometChat.User({ uid: "ada", status }).getStatus())`);
    assert.deepEqual(statuses, [...["online", "online"], ...Array(4).fill("offline")]);
  });

  test("made of nothing: MISSING_PARAMETERS", async () => {
    for (const given of ["", "undefined", "null"]) {
      const code = await at.page.evaluate(`(() => {
        try {
          return String(new CometChat.User(${given}));
        } catch (error) {
          return error instanceof CometChat.CometChatException && error.code;
        }
      })()`);
      assert.equal(code, "MISSING_PARAMETERS");
    }
  });

  test("each setter sets its own data property, and its getter gives it", async () => {
    const found = await at.page.evaluate((/** @type {Record<string, unknown>} */ fields) => {
      const user = new CometChat.User("nobody");
      for (const [field, value] of Object.entries(fields)) {
        const name = field[0].toUpperCase() + field.slice(1);
        user[`set${name}`](value);
        if (user[`get${name}`]() !== value || user[field] !== value) return field;
        if (!("value" in (Object.getOwnPropertyDescriptor(user, field) ?? {}))) return field;
      }
      return { ...user };
    }, fields);
    assert.deepEqual(found, fields);
  });

  test("a getter of what is not set gives undefined", async () => {
    const given = await at.page.evaluate((/** @type {string[]} */ fields) => {
      const user = new CometChat.User("ada");
      return fields.filter(
        (field) => user[`get${field[0].toUpperCase()}${field.slice(1)}`]() === undefined,
      );
    }, Object.keys(fields));
    const set = ["hasBlockedMe", "blockedByMe", "deactivatedAt", "uid"];
    assert.deepEqual(
      given,
      Object.keys(fields).filter((field) => !set.includes(field)),
    );
  });

  test("of a login: its data survives JSON, spreading and structuredClone", async () => {
    await at.application.init();
    const { json, spread, clone, isUser } = await at.page.evaluate(`await (async () => {
      const user = await ${login};
      return {
        json: JSON.parse(JSON.stringify(user)),
        spread: { ...user },
        clone: structuredClone(user),
        isUser: user instanceof CometChat.User,
      };
    })()`);
    assert.equal(isUser, true);
    assert.equal(json.uid, uid);
    assert.deepEqual(spread, json);
    assert.deepEqual(clone, json);
    const order = Object.keys(fields).filter((field) => field in json);
    assert.deepEqual(Object.keys(json), order);
    for (const field of ["name", "authToken", "avatar", "lastActiveAt", "role", "status", "tags"]) {
      assert.ok(field in json, field);
    }
  });

  test("of createUser and getUser: keeps what else the server says", async () => {
    await at.application.init();
    const { created, read, loggedIn } = await at.page.evaluate(`await (async () => {
      const created = await CometChat.createUser(new CometChat.User("ada", "Ada"), ${key});
      const loggedIn = await ${login};
      const read = await CometChat.getUser("ada");
      if (![created, read].every((user) => user instanceof CometChat.User)) throw new Error("no User");
      return { created, read, loggedIn };
    })()`);
    assert.equal(typeof created.createdAt, "number");
    assert.equal(read.createdAt, created.createdAt);
    assert.equal(loggedIn.createdAt, undefined);
  });
});

describe("CometChatException", () => {
  test("is an Error with a stack, whose own keys and JSON are what is known of the four fields", async () => {
    await at.application.init();
    const found = await at.page.evaluate(`await (async () => {
      const error = await CometChat.logout().catch((error) => error);
      return {
        is: error instanceof CometChat.CometChatException && error instanceof Error,
        stack: typeof error.stack,
        keys: Object.keys(error).sort(),
        json: JSON.parse(JSON.stringify(error)),
      };
    })()`);
    assert.deepEqual(found, {
      is: true,
      stack: "string",
      keys: ["code", "details", "message"],
      json: {
        code: "ERR_NOT_LOGGED_IN",
        message: "No active user session.",
        details: "Please log in before attempting to log out.",
      },
    });
  });

  test("made by hand: only what is given is its own", async () => {
    const found = await at.page.evaluate(`[
      { code: "A" }, { code: -1, name: "N", message: "M", details: {} },
    ].map((fields) => ({ ...new CometChat.CometChatException(fields) }))`);
    assert.deepEqual(found, [{ code: "A" }, { code: -1, name: "N", message: "M", details: {} }]);
  });
});

describe("LoginListener", () => {
  test("keeps the callbacks that are given, and no other", async () => {
    const kept = await at.page.evaluate(`[
      {}, { loginSuccess() {} }, { logoutSuccess() {}, logoutFailure() {}, other() {} },
    ].map((callbacks) => Object.keys(new CometChat.LoginListener(callbacks)))`);
    assert.deepEqual(kept, [[], ["loginSuccess"], ["logoutSuccess", "logoutFailure"]]);
  });

  test("a partial listener, and one that is added before init, hear what they can", async () => {
    await at.page.evaluate(`(() => {
      window.told = [];
      CometChat.addLoginListener("before", new CometChat.LoginListener({
        logoutSuccess: () => told.push("before init"),
      }));
    })()`);
    await at.application.init();
    await at.page.evaluate(`await ${login}`);
    await at.page.evaluate("await CometChat.logout()");
    await settled(at.page, "CometChat.logout()");
    assert.deepEqual(await at.page.evaluate("told"), ["before init"]);
  });
});

describe("a call's options", () => {
  /**
   * Each call that gives a promise: its arguments when it goes well and when it fails, and what to do
   * before. One that is `named` takes an object that has arguments and options.
   */
  const calls = /** @type {const} */ ([
    { name: "init", good: JSON.stringify(app.appId), bad: '""' },
    { name: "login", good: `${JSON.stringify(uid)}, ${key}`, bad: `"nobody", ${key}` },
    { name: "loginWithAuthToken", good: '"a-token"', bad: '"no-token"' },
    {
      name: "ensureLoggedIn",
      named: true,
      good: `uid: ${JSON.stringify(uid)}, authKey: ${key}`,
      bad: `uid: "nobody", authKey: ${key}`,
    },
    { name: "getLoggedinUser", good: "", before: login },
    { name: "getLoggedInUser", good: "", before: login },
    { name: "getUserAuthToken", good: "", before: login },
    { name: "checkSession", good: "", before: login },
    { name: "createUser", good: `{ uid: "ada", name: "Ada" }, ${key}`, bad: `{}, ${key}` },
    { name: "updateUser", good: `{ uid: "${uid}", name: "A" }, ${key}`, bad: `{}, ${key}` },
    { name: "updateCurrentUserDetails", good: '{ name: "A" }', before: login, bad: "5" },
    { name: "getUser", good: JSON.stringify(uid), before: login, bad: '"nobody"' },
    { name: "logout", good: "", before: login, bad: "" },
  ]);

  /** Calls with both callbacks, and tells what they and the promise were given, in order. */
  const watch = (/** @type {string} */ call) => `await (async () => {
    const told = [];
    const options = {
      onSuccess: (value) => told.push(["onSuccess", value]),
      onError: (error) => told.push(["onError", error]),
    };
    const promise = ${call};
    await promise.then((value) => told.push(["resolved", value]), (error) => told.push(["rejected", error]));
    const [first, second] = told;
    return { names: told.map(([name]) => name), same: first[1] === second[1], first: first[1] ?? null,
      message: second[1]?.message };
  })()`;

  for (const { name, good, ...more } of calls) {
    /** @type {(given: string, options: string) => string} */
    const callWith = (given, options) => {
      if ("named" in more) return `CometChat.${name}({ ${given}, ...${options} })`;
      return `CometChat.${name}(${given}${given === "" ? "" : ", "}${options})`;
    };
    test(`${name}: onSuccess is told once, before the promise and the same`, async () => {
      await at.emulator.addToken(uid, "a-token");
      await at.application.init();
      if ("before" in more) await at.page.evaluate(`await ${more.before}`);
      const call = callWith(good, "options");
      const { names, same, first, message } = await at.page.evaluate(watch(call));
      assert.deepEqual(names, ["onSuccess", "resolved"]);
      if (name === "logout") assert.equal(first, message);
      else assert.equal(same, true);
    });

    const bad = "bad" in more ? more.bad : undefined;
    test(`${name}: onError is told once, before the promise and the same, and that may be ignored`, async () => {
      // What cannot fail otherwise fails before `init`.
      if (bad !== undefined) await at.application.init();
      if ("before" in more && bad) await at.page.evaluate(`await ${more.before}`);
      const call = callWith(bad ?? "", "options");
      const { names, same, first } = await at.page.evaluate(watch(call));
      assert.deepEqual(names, ["onError", "rejected"]);
      assert.equal(same, true);
      assert.ok(first.code);
      const told = await at.page.evaluate(`await (async () => {
        const told = [];
        addEventListener("unhandledrejection", (event) => {
          told.push(event.reason?.message);
          event.preventDefault();
        });
        await new Promise((resolve) => {
          ${callWith(bad ?? "", "{ onError: resolve }")};
        });
        // The browser tells of rejections that nobody takes in the order in which they come.
        Promise.reject(new Error("the mark"));
        while (!told.includes("the mark")) await new Promise((resolve) => setTimeout(resolve));
        return told;
      })()`);
      assert.deepEqual(told, ["the mark"]);
    });

    test(`${name}: a signal that is aborted already gives it up`, async () => {
      await at.application.init();
      if ("before" in more) await at.page.evaluate(`await ${more.before}`);
      const result = await settled(at.page, callWith(good, "{ signal: AbortSignal.abort() }"));
      assert.match(String(result.code), /^(LOGIN|REQUEST)_CANCELLED$/);
      assert.equal(result.isException, true);
    });
  }

  test("a callback that throws is reported, and the promise stays as it is", async () => {
    await at.application.init();
    const { user, told } = await at.page.evaluate(`await (async () => {
      const told = [];
      addEventListener("error", (event) => {
        told.push(event.error?.message);
        event.preventDefault();
      });
      const onSuccess = () => { throw new Error("mine"); };
      const user = await ${login.slice(0, -1)}, { onSuccess });
      while (told.length === 0) await new Promise((resolve) => setTimeout(resolve));
      return { user, told };
    })()`);
    assert.equal(user.uid, uid);
    assert.deepEqual(told, ["mine"]);
  });
});
