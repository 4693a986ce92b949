// @ts-check
/**
 * The ways in which applications take the package, and how each shows that it works.
 */
import assert from "node:assert/strict";
import { cp, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { holdsItOnce } from "./stage.mjs";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {import("./stage.mjs").Project} Project */

/**
 * @typedef {object} Consumer
 * @property {string} name
 * @property {string} [tool] the npm package whose version is told; without it, a browser or Node
 * @property {string} [pins] the folder with its package.json; without it, the tool is one of this
 *   repository's own, and it is quick
 * @property {boolean} [slim] it imports the slim entry point
 * @property {string} shown what the run shows
 * @property {(stage: Stage, project: Project) => Promise<import("./stage.mjs").Size | void>} show
 */

/** The npm package that is Node itself, in a version with Web Storage. */
const node25 = `node-${process.platform}-${process.arch}`;

const script = `<!doctype html><link rel="icon" href="data:,">`;

const esbuild =
  "esbuild main.js --bundle --minify --format=esm --outdir=dist --log-level=warning".split(" ");

/**
 * What makes dist/ of the application: its name, its npm package, the folder with its package.json, and its command.
 * Those that are `bare` are told of the script alone, so the page is put beside it.
 *
 * @type {{ name: string, tool: string, pins?: string, entries?: boolean[], bare?: boolean, command: string[] }[]}
 */
const tools = [
  { name: "esbuild", tool: "esbuild", entries: [false], bare: true, command: esbuild },
  { name: "Vite", tool: "vite", command: ["vite", "build", "--logLevel", "warn"] },
  {
    ...{ name: "webpack", tool: "webpack", pins: "webpack", bare: true },
    command: ["webpack", "--mode", "production", "--entry", "./main.js"],
  },
  {
    ...{ name: "Rspack", tool: "@rspack/core", pins: "rspack", bare: true },
    command: ["rspack", "build", "--mode", "production", "--entry", "./main.js"],
  },
  {
    ...{ name: "Rollup", tool: "rollup", pins: "rollup", entries: [false], bare: true },
    command: ["rollup", "main.js", "-d", "dist", "-f", "es", "-p", "node-resolve"],
  },
  {
    ...{ name: "Parcel", tool: "parcel", pins: "parcel" },
    command: "parcel build index.html --dist-dir dist --no-cache --no-source-maps".split(" "),
  },
];

/** @type {Consumer[]} */
const bundlers = tools.flatMap(({ entries = [false, true], bare, command, ...named }) =>
  entries.map((slim) => ({
    ...named,
    slim,
    shown: "builds, logs in",
    show: async (stage, project) => {
      const [program = "", ...args] = command;
      await project.run(program, ...args);
      if (bare) await page(project);
      return built(stage, project, slim ? "file" : "inline");
    },
  })),
);

/** @type {Consumer[]} */
export const consumers = [
  {
    name: "a classic script",
    shown: "logs in",
    show: async (stage, { folder }) => {
      await writeFile(
        path.join(folder, "index.html"),
        `${script}
         <script src="/node_modules/cometchat-wasm/cometchat.global.js"></script>
         <script type="module">
           import { login } from "/login.js";
           if (typeof CometChatCalls !== "function") throw new Error("no CometChatCalls");
           const emulator = new URLSearchParams(location.search).get("emulator");
           window.shown = login(CometChat, emulator);
         </script>`,
      );
      await stage.logsInAt(folder);
    },
  },
  ...[false, true].map((slim) => ({
    name: "a module script",
    slim,
    shown: "logs in",
    show: async (/** @type {Stage} */ stage, /** @type {Project} */ { folder }) => {
      const installed = "/node_modules/cometchat-wasm";
      const imports = {
        "cometchat-wasm": `${installed}/index.js`,
        "cometchat-wasm/slim": `${installed}/slim.js`,
      };
      await writeFile(
        path.join(folder, "index.html"),
        `${script}
         <script type="importmap">${JSON.stringify({ imports })}</script>
         <script type="module" src="/main.js"></script>`,
      );
      await stage.logsInAt(folder);
    },
  })),
  {
    name: "a dedicated worker",
    shown:
      "logs in, in a worker that imports and in one that calls importScripts; session in memory",
    show: async (stage, { folder }) => {
      // It is no server: nothing is to be warned of.
      const tell = "(message) => postMessage(warned ?? message)";
      const answer = `let warned; console.warn = (text) => { warned = text; };
        onmessage = ({ data }) =>
        login(CometChat, data).then(${tell}, (error) => postMessage(String(error)));`;
      await writeFile(
        path.join(folder, "module.js"),
        `import { CometChat } from "/node_modules/cometchat-wasm/index.js";
         import { login } from "/login.js";
         ${answer}`,
      );
      await writeFile(
        path.join(folder, "classic.js"),
        `importScripts("/node_modules/cometchat-wasm/cometchat.global.js");
         const login = async (...given) => (await import("/login.js")).login(...given);
         ${answer}`,
      );
      for (const [file, type] of [
        ["/module.js", "module"],
        ["/classic.js", "classic"],
      ]) {
        await writeFile(
          path.join(folder, "index.html"),
          `${script}
           <script>
             const worker = new Worker(${JSON.stringify(file)}, { type: ${JSON.stringify(type)} });
             worker.postMessage(new URLSearchParams(location.search).get("emulator"));
             window.shown = new Promise((resolve, reject) => {
               worker.onmessage = ({ data }) => resolve(data);
               worker.onerror = reject;
             });
           </script>`,
        );
        await stage.logsInAt(folder);
      }
    },
  },
  {
    name: "a page with a Content-Security-Policy",
    shown: "logs in under `script-src 'self' 'wasm-unsafe-eval'`",
    show: async (stage, project) => {
      await project.run("esbuild", ...esbuild.slice(1));
      await page(project);
      await stage.logsInAt({
        folder: path.join(project.folder, "dist"),
        headers: { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" },
      });
    },
  },
  ...bundlers.filter(({ pins }) => !pins),
  ...[false, true].map((slim) => ({
    name: "Vite's development server",
    tool: "vite",
    slim,
    shown: "logs in",
    show: (/** @type {Stage} */ stage, /** @type {Project} */ project) =>
      project.serving(
        "vite",
        (port) => ["--port", `${port}`, "--host", "127.0.0.1", "--strictPort"],
        (url) => stage.logsIn(url),
      ),
  })),
  ...[false, true].map((slim) => ({
    name: "Node",
    slim,
    shown: "logs in with `import` and with `require`, session in memory",
    show: async (/** @type {Stage} */ _, /** @type {Project} */ project) => {
      const entry = JSON.stringify(slim ? "cometchat-wasm/slim" : "cometchat-wasm");
      await writeFile(
        path.join(project.folder, "import.mjs"),
        `import { CometChat } from ${entry};
         import { login } from "./login.js";
         console.log(await login(CometChat, process.env.EMULATOR));`,
      );
      await writeFile(
        path.join(project.folder, "require.cjs"),
        `const { CometChat } = require(${entry});
         import("./login.js")
           .then(({ login }) => login(CometChat, process.env.EMULATOR))
           .then(console.log);`,
      );
      for (const file of ["import.mjs", "require.cjs"]) {
        const said = (await project.node(file)).split("\n");
        // The last line is the application's, after what the SDK says of the emulator.
        assert.equal(said.pop(), "Andrew Joseph");
        assert.match(said.join("\n"), /^CometChat: an emulator is in use\. .*\.$/);
      }
    },
  })),
  ...bundlers.filter(({ pins }) => pins),
  {
    name: "Next.js",
    tool: "next",
    pins: "next",
    shown: "renders on the server, logs in from the page and from a route in the edge runtime",
    show: async (stage, project) => {
      await project.run("next", "build");
      await project.serving(
        "next",
        (port) => ["start", "--port", `${port}`, "--hostname", "127.0.0.1"],
        async (url) => {
          const rendered = await (await fetch(url)).text();
          assert.match(rendered, /<p id="server">in<\/p><p id="client">local<\/p>/);
          await stage.logsIn(url);
          await stage.answers(`${url}/api/edge`);
        },
      );
      return holdsItOnce(path.join(project.folder, ".next/static"), "inline");
    },
  },
  {
    name: "Vitest with jsdom",
    tool: "vitest",
    pins: "vitest",
    shown: "logs in, session in jsdom's storage",
    show: async (_, project) => {
      await project.run("vitest", "run");
    },
  },
  {
    name: "Vitest with happy-dom",
    tool: "happy-dom",
    pins: "happy-dom",
    shown: "logs in, session in happy-dom's storage",
    show: async (_, project) => {
      await project.run("vitest", "run");
    },
  },
  {
    name: "Jest with jsdom",
    tool: "jest",
    pins: "jest",
    shown:
      "logs in, with the WebAssembly inlined and as a file; session in jsdom's storage; with `jest-fixed-jsdom`",
    show: async (_, project) => {
      await project.run("jest", "--ci");
    },
  },
  ...[false, true].flatMap((slim) =>
    [
      { name: "Deno", tool: "deno", command: ["deno", "run", "--allow-all"] },
      { name: "Bun", tool: "bun", command: ["bun"] },
      { name: "Node with --localstorage-file", tool: node25, command: [`../${node25}/bin/node`] },
    ].map(({ name, tool, command }) => ({
      name,
      tool,
      pins: "runtimes",
      slim,
      shown: "logs in, session in memory, also in a second process; no warning of the runtime's",
      show: async (/** @type {Stage} */ _, /** @type {Project} */ project) => {
        if (tool === "bun") await project.node("node_modules/bun/install.js");
        const [program, ...args] = command;
        const hasStorage = tool !== "bun";
        const file = tool === node25 ? ["--localstorage-file=storage.sqlite"] : [];
        const env = { ENTRY: slim ? "cometchat-wasm/slim" : "cometchat-wasm" };
        for (const options of hasStorage ? [file, file] : [[]]) {
          const more = hasStorage ? { ...env, LOCAL_STORAGE: "1" } : env;
          assertServed(await project.runWith(more, program, ...args, ...options, "server.mjs"));
        }
        assertServed(await project.runWith(env, program, ...args, "server.mjs"));
      },
    })),
  ),
  {
    name: "Angular",
    tool: "@angular/core",
    pins: "angular",
    shown: "logs in from outside of Angular's zone; a signal follows the session in it",
    show: async (_, { folder, node }) => {
      // It has no types of its own, and so is JavaScript, too.
      await cp(
        new URL("../../examples/angular/session.ts", import.meta.url),
        `${folder}/session.js`,
      );
      assert.equal((await node("zone.mjs")).split("\n").pop(), "Andrew Joseph");
    },
  },
  {
    name: "workerd",
    tool: "workerd",
    pins: "workerd",
    shown: "logs in, session in memory",
    show: async (stage, project) => {
      await bundleWorker(project);
      await project.serving(
        "workerd",
        (port) => ["serve", "config.capnp", "--socket-addr", `http=127.0.0.1:${port}`],
        (url) => stage.answers(url),
      );
      return holdsItOnce(path.join(project.folder, "dist"), "file");
    },
  },
  ...[
    { name: "Express", tool: "express", command: ["node", "express.js"] },
    { name: "Deno", tool: "deno", command: ["deno", "run", "--allow-all", "fetch.js"] },
    { name: "Bun", tool: "bun", command: ["bun", "fetch.js"] },
  ].map(({ name, tool, command: [program = "", ...args] }) => ({
    name: `${name} with the server's half`,
    tool,
    pins: "server",
    shown: "gives tokens to who is logged in, and to nobody else",
    show: async (/** @type {Stage} */ stage, /** @type {Project} */ project) => {
      if (tool === "bun") await project.node("node_modules/bun/install.js");
      const env = (/** @type {number} */ port) => ({ ...stage.server, PORT: `${port}` });
      await project.serving(program, () => args, stage.givesTokens, env);
    },
  })),
  {
    name: "Hono under workerd with the server's half",
    tool: "hono",
    pins: "server",
    shown: "gives tokens to who is logged in, and to nobody else",
    show: async (stage, project) => {
      await bundleWorker(project);
      const config = path.join(project.folder, "config.capnp");
      const text = await readFile(config, "utf8");
      await writeFile(config, text.replace("http://127.0.0.1:9770", stage.emulator));
      await project.serving(
        "workerd",
        (port) => ["serve", "config.capnp", "--socket-addr", `http=127.0.0.1:${port}`],
        stage.givesTokens,
      );
    },
  },
];

/**
 * Bundles worker.js into dist/, with the WebAssembly beside it.
 *
 * @param {Project} project
 */
async function bundleWorker(project) {
  await writeFile(
    path.join(project.folder, "bundle.mjs"),
    `import { build } from ${JSON.stringify(import.meta.resolve("esbuild"))};
     await build({
       entryPoints: ["worker.js"], bundle: true, minify: true, format: "esm", outdir: "dist",
       conditions: ["workerd"], loader: { ".wasm": "copy" }, assetNames: "[name]",
     });`,
  );
  await project.node("bundle.mjs");
}

/**
 * Checks what a server's program said: of itself nothing but that an emulator is in use, and that all
 * visitors share the session.
 *
 * @param {string} text
 */
function assertServed(text) {
  const said = text.split("\n").filter((line) => !line.startsWith("CometChat: "));
  assert.deepEqual(said, ["Andrew Joseph"]);
}

/**
 * Puts the application's page beside what a tool has made of its script.
 *
 * @param {Project} project
 */
async function page({ folder }) {
  await cp(path.join(folder, "index.html"), path.join(folder, "dist/index.html"));
}

/**
 * Checks what a tool has put into dist/: one copy of the WebAssembly, and it logs in.
 *
 * @param {Stage} stage
 * @param {Project} project
 * @param {"inline" | "file"} how
 */
async function built(stage, { folder }, how) {
  const dist = path.join(folder, "dist");
  const size = await holdsItOnce(dist, how);
  // Nothing of it may depend on where it was built.
  const moved = path.join(folder, "moved");
  await rename(dist, moved);
  await stage.logsInAt(moved);
  return size;
}

/**
 * Lets a consumer show that the package works for it.
 *
 * @param {Stage} stage
 * @param {Consumer} consumer
 * @returns {Promise<{ version: string, size: import("./stage.mjs").Size | void }>}
 */
export async function show(stage, { pins, slim, tool, name, show }) {
  const project = await stage.project({ ...(pins && { pins }), ...(slim && { slim }) });
  try {
    const size = await show(stage, project);
    const version = tool
      ? await project.version(tool)
      : name === "Node"
        ? process.version.slice(1)
        : stage.browser;
    return { version, size };
  } finally {
    project.remove();
  }
}
