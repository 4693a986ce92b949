// @ts-check
/** What programs do to the package that a page of its own does not: copies, wrappers, foreign globals. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { app, packedPackage } from "../harness/index.mjs";
import { programs } from "./programs.mjs";

const { node, run, emulator, project } = programs();

const [uid, key] = ["cometchat-uid-1", app.authKey].map((text) => JSON.stringify(text));

/** Names the app and its emulator: of `CometChat`, unless another client is told. */
const init = (client = "CometChat") => `
  console.info = () => {};
  ${client}.useEmulator(${JSON.stringify(emulator().url)});
  await ${client}.init(${JSON.stringify(app.appId)}, { region: "eu" });`;

/** @param {string} body */
const program = (
  body,
) => `import { CometChat, createCometChat, isCometChatException } from "cometchat-wasm";
  console.warn = () => {};
  const caught = (call) => call.then(() => null, (error) => error);
  ${body}`;

/** @param {string} expression */
const tell = (expression) => `console.log(JSON.stringify(${expression}));`;

describe("several copies of the package in one program", () => {
  for (const [what, first, second] of [
    ["imported and required", `await import("cometchat-wasm")`, `require("cometchat-wasm")`],
    [
      "with the WebAssembly inlined and as a file",
      `await import("cometchat-wasm")`,
      `await import("cometchat-wasm/slim")`,
    ],
    ["installed twice", `require("cometchat-wasm")`, `require("./again/index.cjs")`],
  ]) {
    test(`${what}: one client, and errors and users of both`, async () => {
      await cp((await packedPackage()).folder, path.join(project().folder, "again"), {
        recursive: true,
      });
      const result = await node(
        "commonjs",
        `(async () => {
          console.warn = () => {};
          const [one, two] = [${first}, ${second}];
          const { CometChat } = one;
          ${init()}
          const user = await two.CometChat.login(${uid}, ${key});
          const error = await two.CometChat.login("nobody", ${key}).catch((error) => error);
          const made = new one.CometChatException({ code: "MINE" });
          class Own extends two.CometChatException {}
          ${tell(`{
            copies: one.CometChat === two.CometChat,
            user: (await CometChat.getLoggedInUser()).getUid(),
            users: [user instanceof one.User, user instanceof two.User],
            errors: [error, made].flatMap((error) => [one, two].map(
              (sdk) => sdk.isCometChatException(error) && error instanceof sdk.CometChatException)),
            others: [made instanceof Own, new Own({ code: "OWN" }) instanceof Own,
              new Error("no") instanceof two.CometChatException, two.isCometChatException(null)],
          }`)}
        })();`,
      );
      assert.deepEqual(result, {
        copies: false,
        user: "cometchat-uid-1",
        users: [true, true],
        errors: [true, true, true, true],
        others: [false, true, false, false],
      });
    });
  }

  test("one that is loaded after the client was disposed of begins anew", async () => {
    const ready = await node(
      "commonjs",
      `(async () => {
        require("cometchat-wasm").CometChat.dispose();
        const { CometChat } = await import("cometchat-wasm");
        ${init()}
        ${tell("CometChat.isInitialized()")}
      })();`,
    );
    assert.equal(ready, true);
  });
});

describe("a classic script that runs again", () => {
  /** @param {string} again what becomes of the script's text before it runs again */
  const twice = async (again) =>
    run(
      "commonjs",
      `const script = require("node:fs").readFileSync(
         ${JSON.stringify(path.join((await packedPackage()).folder, "cometchat.global.js"))}, "utf8");
       const run = (text) => require("node:vm").runInThisContext(text);
       const look = () => [globalThis.CometChat, globalThis.CometChatCalls];
       globalThis.CometChat = { of: "another SDK" };
       run(script);
       const [first, calls] = look();
       run(${again});
       console.log(JSON.stringify([first.of, look()[0] === first, look()[1] === calls]));`,
    );

  test("leaves what is there as it is", async () => {
    const { result, warned } = await twice("script");
    assert.deepEqual(result, [null, true, true]);
    assert.deepEqual(warned, []);
  });

  test("says so in another version", async () => {
    const { version } = (await packedPackage()).manifest;
    const { result, warned } = await twice(
      `script.replaceAll(${JSON.stringify(version)}, "9.9.9")`,
    );
    assert.deepEqual(result, [null, true, true]);
    assert.deepEqual(warned, [
      `CometChat: version ${version} is running; version 9.9.9 is not started.`,
    ]);
  });
});

test("a server's own localStorage is neither used nor looked at", async () => {
  const seen = await node(
    "module",
    program(`
      const seen = [];
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(globalThis, name, { get: () => (seen.push(name), new Map()) });
      }
      ${init()}
      await CometChat.login(${uid}, ${key});
      await CometChat.logout();
      ${tell("[seen, CometChat.getStorageStatus().state]")}`),
  );
  assert.deepEqual(seen, [[], "unavailable"]);
});

test("a page's worker is taken for no server", async () => {
  const { warned } = await run(
    "module",
    `import { CometChat } from "cometchat-wasm";
     // What workers have, and servers have not.
     globalThis.importScripts = () => {};
     ${init()}
     await CometChat.login(${uid}, ${key});`,
  );
  assert.deepEqual(warned, []);
});

describe("a signal keeps nothing of", () => {
  const count = `(await import("node:events")).getEventListeners(signal, "abort").length`;
  const listen = `CometChat.addLoginListener("id", { loginSuccess() {} }, { signal });`;
  for (const [what, act] of [
    [
      "a listener that was replaced",
      `for (let n = 0; n < 50; n++) ${listen} CometChat.removeLoginListener("id");`,
    ],
    [
      "a listener that was removed by its function",
      `for (let n = 0; n < 50; n++) { const remove = ${listen} remove(); }`,
    ],
    [
      "a listener that was removed by its id",
      `for (let n = 0; n < 50; n++) { ${listen} CometChat.removeLoginListener("id"); }`,
    ],
    ["a listener of a client that was disposed of", `${listen} CometChat.dispose();`],
    [
      "a call that has ended",
      `await CometChat.getLoggedInUser({ signal }); await caught(CometChat.logout({ signal }));`,
    ],
    [
      "a call of a client that was disposed of",
      `const call = caught(CometChat.login(${uid}, ${key}, { signal })); CometChat.dispose(); await call;`,
    ],
  ]) {
    test(what, async () => {
      const left = await node(
        "module",
        program(`${init()} const { signal } = new AbortController(); ${act} ${tell(count)}`),
      );
      assert.equal(left, 0);
    });
  }

  test("a listener that is there still, but one", async () => {
    const left = await node(
      "module",
      program(`
        const controller = new AbortController();
        const { signal } = controller;
        const heard = [];
        for (const name of ["a", "b"]) CometChat.addLoginListener("id", { loginSuccess: () => heard.push(name) }, { signal });
        const before = ${count};
        ${init()}
        await CometChat.login(${uid}, ${key});
        controller.abort();
        await CometChat.logout();
        await CometChat.login(${uid}, ${key});
        ${tell("{ before, heard }")}`),
    );
    assert.deepEqual(left, { before: 1, heard: ["b"] });
  });
});

test("a client that is disposed of while it loads starts no instance", async () => {
  const ended = await node(
    "module",
    `import { createCometChat } from "cometchat-wasm/slim";
    let started = 0;
    const construct = (target, given) => (started++, Reflect.construct(target, given));
    WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct });
    const [gone, other] = [createCometChat(), createCometChat()];
    const call = gone.init("app", { region: "eu" }).catch((error) => error.code);
    gone.dispose();
    await other.init("app", { region: "eu" });
    ${tell("{ code: await call, started }")}`,
  );
  assert.deepEqual(ended, { code: "REQUEST_CANCELLED", started: 1 });
});

for (const [what, thrown, message] of [
  ["a text", `"the route is down"`, "the route is down"],
  ["an error", `new TypeError("the route is down")`, "the route is down"],
  ["an object with a message", `{ message: "the route is down" }`, "the route is down"],
  ["nothing", `undefined`, undefined],
]) {
  test(`what the token function throws is the cause: ${what}`, async () => {
    const error = await node(
      "module",
      program(`
        ${init()}
        const { code, details, cause } = await caught(
          CometChat.ensureLoggedIn({ uid: ${uid}, authToken: () => { throw ${thrown}; } }));
        ${tell("{ code, details, cause: cause?.message, isError: cause && cause instanceof Error }")}`),
    );
    assert.equal(error.code, "AUTH_TOKEN_UNAVAILABLE");
    assert.equal(error.details.reason, "it threw, or its promise was rejected");
    assert.equal(error.cause, message);
    assert.equal(error.isError, message === undefined ? undefined : true);
  });
}

test("errors and snapshots leave a worker with their codes", async () => {
  const arrived = await node(
    "module",
    program(`
      ${init()}
      await CometChat.login(${uid}, ${key});
      const error = await caught(CometChat.getUser("nobody"));
      await caught(CometChat.login("nobody", ${key}));
      const session = CometChat.getSession();
      const { port1, port2 } = new MessageChannel();
      const arrives = new Promise((resolve) => { port2.onmessage = ({ data }) => resolve(data); });
      port1.postMessage({ error: error.toJSON(), session: session.toJSON(), whole: session });
      const data = await arrives;
      port1.close();
      data.same = JSON.stringify(data.session) === JSON.stringify(session);
      ${tell("data")}`),
  );
  assert.equal(arrived.error.code, "ERR_UID_NOT_FOUND");
  assert.ok(arrived.error.message);
  assert.equal(arrived.session.status, "loggedIn");
  assert.equal(arrived.session.user.uid, "cometchat-uid-1");
  assert.equal(arrived.session.error.code, "ERR_UID_NOT_FOUND");
  assert.equal(arrived.whole.user.uid, "cometchat-uid-1");
  assert.equal(arrived.same, true);
});

for (const [what, methods] of [
  [
    "answers with promises",
    "getItem: async () => null, setItem: async () => {}, removeItem: async () => {}",
  ],
  [
    "answers with promises that reject",
    "getItem: () => reject(), setItem: () => reject(), removeItem: () => reject()",
  ],
]) {
  test(`a storage that ${what} is noticed at once`, async () => {
    const { result, warned } = await run(
      "module",
      `import { createCometChat } from "cometchat-wasm";
       const reject = () => Promise.reject(new Error("no database"));
       const client = createCometChat({ storage: { ${methods} } });
       ${init("client")}
       const status = client.getStorageStatus();
       const user = await client.login(${uid}, ${key});
       await client.logout();
       ${tell("[status.state, user.uid]")}`,
    );
    assert.deepEqual(result, ["unavailable", "cometchat-uid-1"]);
    assert.equal(warned.length, 1);
    assert.match(
      warned[0],
      /^CometChat: the storage given to createCometChat\(\) returns promises\./,
    );
  });
}

test("a storage that reads at once and writes in the background is used, whatever its writes come to", async () => {
  const result = await node(
    "module",
    program(`
      const kept = new Map();
      const later = (act) => (key, value) => { act(key, value); return Promise.reject(new Error("no disk")); };
      const storage = {
        getItem: (key) => kept.get(key) ?? null,
        setItem: later((key, value) => kept.set(key, value)),
        removeItem: later((key) => kept.delete(key)),
      };
      const client = createCometChat({ storage });
      ${init("client")}
      await client.login(${uid}, ${key});
      const next = createCometChat({ storage });
      ${init("next")}
      ${tell("[client.getStorageStatus().state, (await next.getLoggedInUser()).uid]")}`),
  );
  assert.deepEqual(result, ["stored", "cometchat-uid-1"]);
});

for (const [what, reason, names] of /** @type {const} */ ([
  ["gives no reason", "WebAssembly.Module(): ", true],
  ["gives another", "WebAssembly.Module(): expected magic word", false],
])) {
  test(`a policy is named as what forbids WebAssembly where the engine ${what}`, async () => {
    const message = await node(
      "module",
      program(`
        WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError(${JSON.stringify(reason)}); } };
        const { message } = await caught(CometChat.init("app", { region: "eu" }));
        ${tell("message")}`),
    );
    assert.equal(/Content-Security-Policy needs 'wasm-unsafe-eval'/.test(message), names, message);
  });
}

test("foreign code gets ordinary objects", async () => {
  const result = await node(
    "module",
    program(`
      const strange = [];
      const look = (what, value) => {
        if (Object.getPrototypeOf(value) !== Object.prototype) strange.push(what);
        for (const [name, inner] of Object.entries(value)) {
          if (inner && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof AbortSignal)) look(what + "." + name, inner);
        }
      };
      const { fetch } = globalThis;
      globalThis.fetch = (url, options) => {
        look("options", options);
        if (options.headers.constructor.name !== "Object") throw new Error("strange");
        if (!options.headers.hasOwnProperty("appid")) throw new Error("no appid");
        return fetch(url, options);
      };
      ${init()}
      await CometChat.login(${uid}, ${key});
      look("profile", { ...(await CometChat.updateCurrentUserDetails({ name: "New", metadata: { a: { b: 1 } } })) });
      look("storage", CometChat.getStorageStatus());
      look("logout", await CometChat.logout());
      const error = await caught(CometChat.ensureLoggedIn({
        uid: ${uid},
        authToken: (request) => { look("request", request); return ""; },
      }));
      look("details", error.details);
      look("json", error.toJSON());
      globalThis.fetch = () => Promise.reject(new Error("down"));
      const unanswered = await caught(CometChat.login(${uid}, ${key}));
      look("details of an answer", unanswered.details);
      look("settings", { ...CometChat.getAppSettings() });
      ${tell("strange")}`),
  );
  assert.deepEqual(result, []);
});

test("a request is what it is, whatever a page put on every object", async () => {
  const user = await node(
    "module",
    program(`
      ${init()}
      await CometChat.login(${uid}, ${key});
      const values = { body: "{}", integrity: "sha256-AAAA", mode: "no-cors", referrer: "nowhere:" };
      const [read, taken] = [[], []];
      const { fetch } = globalThis;
      globalThis.fetch = (url, options) => {
        read.push(...Object.keys(values).map((name) => options[name] ?? null));
        for (const name of [...Object.keys(values), "authtoken"]) delete Object.prototype[name];
        return fetch(url, options);
      };
      Object.assign(Object.prototype, values);
      Object.defineProperty(Object.prototype, "authtoken", {
        configurable: true, get() {}, set: (value) => taken.push(value),
      });
      const user = await CometChat.getUser("cometchat-uid-2");
      ${tell("{ uid: user.uid, read, taken }")}`),
  );
  assert.deepEqual(user, { uid: "cometchat-uid-2", read: [null, null, null, null], taken: [] });
});

test("a number that is no text is an invalid argument, not a missing one", async () => {
  const codes = await node(
    "module",
    program(`
      ${init()}
      const ends = [];
      for (const value of [5n, NaN, Infinity]) {
        for (const call of [
          CometChat.login(value, ${key}),
          CometChat.login(${uid}, value),
          CometChat.loginWithAuthToken(value),
          CometChat.ensureLoggedIn({ uid: value, authKey: ${key} }),
          CometChat.getUser(value),
          CometChat.createUser({ uid: value, name: "N" }, ${key}),
          CometChat.init(value),
        ]) ends.push((await caught(call)).code);
      }
      ${tell("ends")}`),
  );
  const each = [
    ...["INVALID_UID", "INVALID_AUTH_KEY", "INVALID_AUTH_TOKEN"],
    ...["INVALID_UID", "INVALID_UID", "INVALID_UID", "INVALID_APP_ID"],
  ];
  assert.deepEqual(codes, [...each, ...each, ...each]);
});
