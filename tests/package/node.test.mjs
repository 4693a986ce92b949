// @ts-check
/** The packed package in plain Node: on a server, in a build, under test. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { app, packedPackage } from "../harness/index.mjs";
import { programs } from "./programs.mjs";

const { node, run, emulator, project } = programs();

test("require defines the same names as import, and below CometChat the same members", async () => {
  const look = `console.log(JSON.stringify([sdk, sdk.CometChat, sdk.CometChatCalls].map(
    (it) => Object.getOwnPropertyNames(it).filter((name) => name !== "__esModule").sort())));`;
  const imported = await node("module", `import * as sdk from "cometchat-wasm"; ${look}`);
  assert.ok(imported[0].includes("createCometChat") && imported[1].includes("ensureLoggedIn"));
  const required = await node("commonjs", `const sdk = require("cometchat-wasm"); ${look}`);
  assert.deepEqual(required, imported);
});

for (const entry of ["cometchat-wasm", "cometchat-wasm/slim"]) {
  test(`importing ${entry} does nothing else`, async () => {
    const seen = await node(
      "module",
      `const seen = [];
     const before = Object.getOwnPropertyNames(globalThis);
     globalThis.fetch = () => { seen.push("fetch"); return Promise.reject(new Error("no")); };
     for (const name of ["compile", "instantiate", "Module", "Instance"]) {
       const original = WebAssembly[name];
       WebAssembly[name] = function (...args) { seen.push(name); return Reflect.apply(original, this, args); };
     }
     await import(${JSON.stringify(entry)});
     const names = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
     const handles = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
     console.log(JSON.stringify({ seen, names, handles }));`,
    );
    assert.deepEqual(seen, { seen: [], names: [], handles: [] });
  });
}

test("the data classes work before anything is loaded", async () => {
  const made = await node(
    "module",
    `import { CometChat } from "cometchat-wasm";
     const user = new CometChat.User("ada", "Ada");
     const settings = new CometChat.AppSettingsBuilder().setRegion("in").build();
     const error = new CometChat.CometChatException({ code: "C", name: "N", message: "M" });
     console.log(JSON.stringify({
       user: [user.getUid(), user.getName(), structuredClone(user).uid],
       region: settings.getRegion(),
       error: [error instanceof Error, error.code, error.message],
     }));`,
  );
  assert.deepEqual(made, { user: ["ada", "Ada", "ada"], region: "in", error: [true, "C", "M"] });
});

for (const [type, load] of /** @type {const} */ ([
  ["module", `const { CometChat } = await import("cometchat-wasm");`],
  ["commonjs", `const { CometChat } = require("cometchat-wasm");`],
])) {
  test(`without Web Storage a session lives in memory, with a warning that it is everybody's (${type})`, async () => {
    const { result, said, warned } = await run(
      type,
      `(async () => {
        ${load}
        CometChat.useEmulator(${JSON.stringify(emulator().url)});
        await CometChat.init(${JSON.stringify(app.appId)}, { region: "eu" });
        const user = await CometChat.login("cometchat-uid-1", ${JSON.stringify(app.authKey)});
        const current = await CometChat.getLoggedinUser();
        await CometChat.logout();
        const last = await CometChat.getLoggedinUser();
        await CometChat.login("cometchat-uid-2", ${JSON.stringify(app.authKey)});
        console.log(JSON.stringify([user.getUid(), current.getUid(), last]));
      })();`,
    );
    assert.deepEqual(result, ["cometchat-uid-1", "cometchat-uid-1", null]);
    assert.deepEqual([said.length, warned.length], [1, 1]);
    assert.match(said[0], /^CometChat: an emulator is in use/);
    assert.match(warned[0], /^CometChat: .*shared by everybody.*createCometChat\(\)/);
  });

  test(`each request of a server has a client of its own, without a warning (${type})`, async () => {
    const { result, warned } = await run(
      type,
      `(async () => {
        ${load.replace("CometChat", "createCometChat")}
        const serve = async (uid) => {
          const client = createCometChat();
          client.useEmulator(${JSON.stringify(emulator().url)});
          await client.init(${JSON.stringify(app.appId)}, { region: "eu" });
          await client.login(uid, ${JSON.stringify(app.authKey)});
          await new Promise((resolve) => setTimeout(resolve));
          return (await client.getLoggedInUser()).getUid();
        };
        const users = ["cometchat-uid-1", "cometchat-uid-2", "cometchat-uid-3"];
        console.log(JSON.stringify(await Promise.all(users.map(serve))));
      })();`,
    );
    assert.deepEqual(result, ["cometchat-uid-1", "cometchat-uid-2", "cometchat-uid-3"]);
    assert.deepEqual(warned, []);
  });
}

/** A server in the process: every user logs in, and out. Node loads what answers at the first use of it. */
const answering = `new Response("");
globalThis.fetch = async (url, { method, headers }) => {
  const uid = "ada";
  const data = method === "POST" ? { uid, authToken: "ada_token_0123456789" } : { uid, name: "Ada" };
  return new Response(JSON.stringify({ data: method === "DELETE" ? { success: true } : data }));
};`;

/** Lets the SDK's deadlines come a hundred times as soon. */
const hurry = `{
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, delay, ...rest) => setTimeout(run, delay / 100, ...rest);
}`;

/** What never settles, the call that waits for it, and how that ends. */
const hanging = /** @type {const} */ ([
  ["a fetch", "globalThis.fetch = () => new Promise(() => {});", `login("ada", "key")`],
  [
    "a body",
    "globalThis.fetch = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));",
    `login("ada", "key")`,
  ],
  [
    "a function for tokens",
    answering,
    `ensureLoggedIn({ uid: "ada", authToken: () => new Promise(() => {}) })`,
  ],
]);

for (const [name, prelude, call] of hanging) {
  test(`${name} that never settles holds Node until the deadline, and no longer`, async () => {
    const source = (/** @type {string} */ load, /** @type {string} */ wait) => `
      ${hurry} ${prelude}
      ${load}
      const left = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout");
      const tell = (end) => setImmediate(() => console.log(JSON.stringify([end, left()])));
      const begin = async () => {
        await CometChat.init("app", { region: "eu" });
        return CometChat.${call};
      };
      ${wait}`;
    const settled = "begin().then(() => tell('resolved'), ({ code }) => tell(code));";
    const awaited = `try { await begin(); tell("resolved"); } catch ({ code }) { tell(code); }`;
    const imported = `const { CometChat } = await import("cometchat-wasm");`;
    const required = `const { CometChat } = require("cometchat-wasm");`;
    const expected = [
      name === "a function for tokens" ? "AUTH_TOKEN_UNAVAILABLE" : "REQUEST_TIMEOUT",
      [],
    ];
    assert.deepEqual(await run("module", source(imported, settled)).then(last), expected);
    assert.deepEqual(await run("module", source(imported, awaited)).then(last), expected);
    assert.deepEqual(await run("commonjs", source(required, settled)).then(last), expected);

    // Under Node's test runner, which counts what has not settled as a failure.
    const file = path.join(project().folder, "hanging.test.mjs");
    await writeFile(
      file,
      `${hurry} ${prelude}
      import { test } from "node:test";
      import assert from "node:assert/strict";
      import { CometChat } from "cometchat-wasm";
      test("settles", async () => {
        await CometChat.init("app", { region: "eu" });
        await assert.rejects(CometChat.${call}, { code: ${JSON.stringify(expected[0])} });
      });`,
    );
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    await promisify(execFile)(process.execPath, ["--test", file], { cwd: project().folder, env });
  });
}

/** @param {{ result: any }} ran */
function last({ result }) {
  return result;
}

for (const [name, prelude] of Object.entries({
  "a document without addEventListener": "globalThis.document = {};",
  "a document whose addEventListener throws":
    "globalThis.document = { addEventListener() { throw new Error(); } };",
  "a window without addEventListener": "globalThis.window = globalThis; globalThis.document = {};",
  "no performance": `Object.defineProperty(globalThis, "performance", { value: undefined });`,
  "a performance.now that throws": "performance.now = () => { throw new Error(); };",
  "no performance.now": "performance.now = undefined;",
  "no AbortController": "globalThis.AbortController = undefined;",
  "an AbortController that throws":
    "globalThis.AbortController = class { constructor() { throw new Error(); } };",
  "no AbortSignal": "globalThis.AbortSignal = undefined;",
  "no setTimeout": "globalThis.setTimeout = undefined;",
  "a setTimeout that throws": "globalThis.setTimeout = () => { throw new Error(); };",
  "no clearTimeout": "globalThis.clearTimeout = undefined;",
  "no BroadcastChannel": "globalThis.BroadcastChannel = undefined;",
  "a BroadcastChannel that throws":
    "globalThis.BroadcastChannel = class { constructor() { throw new Error(); } };",
  "no navigator": `Object.defineProperty(globalThis, "navigator", { value: undefined });`,
  "no crypto": `Object.defineProperty(globalThis, "crypto", { value: undefined });`,
  "no console": "globalThis.console = undefined;",
})) {
  test(`${name} costs nothing else`, async () => {
    for (const isFirst of [true, false]) {
      const { result } = await run(
        "module",
        `const { log } = console;
        ${hurry} ${answering}
        ${isFirst ? prelude : ""}
        const { CometChat } = await import("cometchat-wasm");
        ${isFirst ? "" : prelude}
        const ends = [];
        for (const call of [
          () => CometChat.init("app", { region: "eu" }),
          () => CometChat.login("ada", "key"),
          () => CometChat.getLoggedInUser(),
          () => CometChat.logout(),
        ])
          ends.push(await call().then((value) => value?.uid ?? true, ({ code }) => code));
        log(JSON.stringify(ends));`,
      );
      assert.deepEqual(result, [true, "ada", "ada", true], `first: ${isFirst}`);
    }
  });
}

test("a source that fails with anything fails the load, and the next one loads", async () => {
  const ends = await node(
    "module",
    `import { CometChat } from "cometchat-wasm/slim";
     const ends = [];
     const end = (promise) => promise.then(() => "resolved", ({ code }) => code);
     const { proxy, revoke } = Proxy.revocable({}, {});
     revoke();
     const causes = [Symbol("no"), Object.create(null), { toString() { throw 1; } }, undefined, proxy];
     for (const cause of causes) {
       globalThis.fetch = () => Promise.reject(cause);
       for (const source of [() => Promise.reject(cause), () => "https://example.com/x.wasm"]) {
         const loading = CometChat.load(source());
         const initializing = CometChat.init("app", { region: "eu" });
         ends.push(await end(loading), await end(initializing));
       }
     }
     const failures = ends.filter((each) => each === "WASM_LOAD_FAILED").length;
     const source = new URL("cometchat.wasm", import.meta.resolve("cometchat-wasm/slim"));
     const loaded = await end(CometChat.load(source));
     const initialized = await end(CometChat.init("app", { region: "eu" }));
     console.log(JSON.stringify([failures, loaded, initialized]));`,
  );
  assert.deepEqual(ends, [20, "resolved", "resolved"]);
});

test("the tarball has what the manifest promises, and nothing by accident", async () => {
  const { files, manifest } = await packedPackage();
  /** @type {string[]} */
  const promised = [];
  const collect = (/** @type {unknown} */ entry) => {
    if (typeof entry === "string") promised.push(entry.replace(/^\.\//, ""));
    else for (const value of Object.values(entry ?? {})) collect(value);
  };
  collect([manifest.exports, manifest.main, manifest.module, manifest.types].filter(Boolean));
  for (const file of promised) assert.ok(files.includes(file), `${file} is not in the tarball`);
  const expected = await readFile(new URL("contents.txt", import.meta.url), "utf8");
  assert.deepEqual([...files].sort(), expected.trim().split("\n"));
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
});

test("no script evaluates text, and each has a map with its sources", async () => {
  const { folder, files } = await packedPackage();
  for (const file of files.filter((name) => /\.(c?js|map)$/.test(name))) {
    const text = await readFile(path.join(folder, file), "utf8");
    assert.doesNotMatch(text, /\beval\(|new Function\b/, file);
    if (file.endsWith(".map")) {
      const { sources, sourcesContent } = JSON.parse(text);
      assert.equal(sourcesContent.filter(Boolean).length, sources.length, file);
      for (const source of sources) assert.match(source, /^\.\.\/(pkg-template|target)\//);
    } else {
      assert.ok(text.trimEnd().endsWith(`//# sourceMappingURL=${file}.map`), file);
    }
  }
});

test("what the scripts hold inlined is cometchat.wasm, byte for byte", async () => {
  const { folder } = await packedPackage();
  const wasm = await readFile(path.join(folder, "cometchat.wasm"));
  assert.ok(WebAssembly.validate(wasm));
  for (const file of ["index.js", "index.cjs", "cometchat.global.js"]) {
    const text = await readFile(path.join(folder, file), "utf8");
    const inlined = [...text.matchAll(/[`'"](0061736d[0-9a-f]+)[`'"]/g)].map(
      ([, digits]) => digits,
    );
    assert.equal(inlined.length, 1, file);
    assert.ok(Buffer.from(inlined[0], "hex").equals(wasm), file);
  }
});

test("the default entry point has nothing that only the slim one needs", async () => {
  const { folder } = await packedPackage();
  for (const only of ["compileStreaming", "getBuiltinModule", "import.meta", "cometchat.wasm"]) {
    assert.ok((await readFile(path.join(folder, "slim.js"), "utf8")).includes(only), only);
    assert.ok(!(await readFile(path.join(folder, "index.js"), "utf8")).includes(only), only);
  }
});

test("the classic script defines two names", async () => {
  const { folder } = await packedPackage();
  const names = await node(
    "commonjs",
    `const before = Object.getOwnPropertyNames(globalThis);
     const script = require("node:fs").readFileSync(${JSON.stringify(path.join(folder, "cometchat.global.js"))}, "utf8");
     require("node:vm").runInThisContext(script);
     const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
     console.log(JSON.stringify(added));`,
  );
  assert.deepEqual(names, ["CometChat", "CometChatCalls"]);
});
