// @ts-check
/**
 * Where a tool that applications are built with shows that the package works with it: a project of
 * its own with the packed package installed, a browser, and an emulator.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import {
  app,
  freePort,
  launch,
  packedPackage,
  scratchFolder,
  scratchProject,
  serve,
  startEmulator,
  until,
} from "../harness/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

/** Tools neither ask nor tell anybody anything. */
const quiet = {
  CI: "1",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NO_COLOR: "1",
  NO_UPDATE_NOTIFIER: "1",
  npm_config_update_notifier: "false",
};

/** The name of the user who logs in. */
const name = "Andrew Joseph";

/**
 * @typedef {object} Size of what a tool made: scripts, pages and WebAssembly
 * @property {number} raw bytes
 * @property {number} gzip bytes of `gzip -9`, file by file
 */

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** @typedef {Awaited<ReturnType<Stage["project"]>>} Project */

/** Starts a browser and an emulator. */
export async function openStage() {
  const browser = await launch("chromium");
  const emulator = await startEmulator();

  return {
    emulator: emulator.url,
    /** The browser, with its version. */
    browser: `Chromium ${browser.version}`,

    /**
     * A project with the application, the packed package, and the files of `tests/consumers/{pins}`;
     * the packages that are pinned there are installed too.
     *
     * @param {object} [options]
     * @param {string} [options.pins]
     * @param {boolean} [options.slim] the application imports the slim entry point
     */
    project: async ({ pins, slim } = {}) => {
      const { folder, remove } = pins ? scratchFolder(pins) : await scratchProject();
      await cp(path.join(here, "application"), folder, { recursive: true });
      const main = path.join(folder, "main.js");
      if (slim) {
        const text = await readFile(main, "utf8");
        await writeFile(main, text.replace('"cometchat-wasm"', '"cometchat-wasm/slim"'));
      }
      if (pins) {
        await cp(path.join(here, pins), folder, { recursive: true });
        const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
        manifest.dependencies["cometchat-wasm"] = `file:${(await packedPackage()).tarball}`;
        await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
        await run(folder, "npm", [
          ...["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"],
          ...["--no-audit", "--no-fund", "--loglevel=error"],
        ]);
      }
      const tools = path.join(pins ? folder : root, "node_modules");
      /** @param {string} tool */
      const bin = (tool) => path.join(tools, ".bin", tool);
      return {
        folder,
        remove,
        /** The version of a tool. @param {string} tool */
        version: async (tool) =>
          JSON.parse(await readFile(path.join(tools, tool, "package.json"), "utf8")).version,
        /**
         * Runs a tool to its end.
         *
         * @param {string} tool
         * @param {string[]} args
         */
        run: (tool, ...args) => run(folder, bin(tool), args, { EMULATOR: emulator.url }),
        /**
         * Runs a tool to its end with more variables, and gives what it printed.
         *
         * @param {NodeJS.ProcessEnv} env
         * @param {string} tool
         * @param {string[]} args
         */
        runWith: (env, tool, ...args) =>
          run(folder, bin(tool), args, { EMULATOR: emulator.url, ...env }),
        /**
         * Runs Node to its end, and gives what it printed.
         *
         * @param {string[]} args
         */
        node: (...args) => run(folder, process.execPath, args, { EMULATOR: emulator.url }),
        /**
         * Runs a tool that serves, until the action has ended.
         *
         * @template T
         * @param {string} tool
         * @param {(port: number) => string[]} args
         * @param {(url: string) => Promise<T>} action
         * @param {(port: number) => NodeJS.ProcessEnv} [env] more variables
         */
        serving: async (tool, args, action, env) => {
          const port = await freePort();
          const program = tool === "node" ? process.execPath : bin(tool);
          const server = spawnIn(folder, program, args(port), env?.(port));
          try {
            const url = `http://127.0.0.1:${port}`;
            await until(async () => {
              if (server.child.exitCode !== null)
                throw new Error(`${tool} ended:\n${server.text()}`);
              return fetch(url).then(
                () => true,
                () => false,
              );
            }, `${tool} to answer`);
            return await action(url);
          } finally {
            server.stop();
          }
        },
      };
    },

    /**
     * Opens a page of the application, and waits until it has logged in.
     *
     * @param {string} url
     */
    logsIn: async (url) => {
      await emulator.reset();
      const page = await browser.open(`${url}/?emulator=${encodeURIComponent(emulator.url)}`);
      try {
        await page.waitFor("window.shown");
        assert.equal(await page.evaluate("shown"), name);
        const errors = (await page.messages()).filter(({ type }) => type === "error");
        assert.deepEqual(errors, []);
      } finally {
        await page.close();
      }
    },

    /**
     * The same with the files in a folder, served.
     *
     * @param {string | import("../harness/serve.mjs").Site} site
     */
    logsInAt: async function (site) {
      const served = await serve(site);
      try {
        await this.logsIn(served.url);
      } finally {
        await served.close();
      }
    },

    /** What an application's server is told. */
    server: {
      COMETCHAT_APP_ID: app.appId,
      COMETCHAT_REST_API_KEY: app.restApiKey,
      COMETCHAT_EMULATOR: emulator.url,
    },

    /**
     * Asks a server's token route, which knows the cookie of Ada, as her and as others.
     *
     * @param {string} url
     */
    givesTokens: async (url) => {
      await emulator.reset();
      /** @param {RequestInit} [options] */
      const ask = async (options) => {
        const answer = await fetch(`${url}/api/cometchat-token`, { method: "POST", ...options });
        return [answer.status, (await answer.text()).slice(0, 4)];
      };
      const ada = { cookie: "session=1" };
      const together = await Promise.all(Array.from({ length: 10 }, () => ask({ headers: ada })));
      assert.deepEqual(together, Array(10).fill([200, "ada_"]));
      assert.deepEqual(await ask(), [401, "Nobo"]);
      const evil = { ...ada, "sec-fetch-site": "cross-site" };
      assert.deepEqual(await ask({ headers: evil }), [403, "This"]);
      // A uid in the request says nothing.
      const body = JSON.stringify({ uid: "cometchat-uid-1" });
      assert.deepEqual(await ask({ headers: ada, body }), [200, "ada_"]);
      const { users } = await emulator.state();
      assert.equal(users.filter((/** @type {any} */ user) => user.uid === "ada").length, 1);
    },

    /**
     * What a server of the application answers.
     *
     * @param {string} url
     */
    answers: async (url) => {
      const response = await fetch(`${url}?emulator=${encodeURIComponent(emulator.url)}`);
      assert.equal(await response.text(), name);
    },

    close: async () => {
      await browser.close();
      await emulator.stop();
    },
  };
}

/**
 * Checks that the files in a folder hold the WebAssembly once: inside a script, or as a file.
 *
 * @param {string} folder
 * @param {"inline" | "file"} how
 * @returns {Promise<Size>}
 */
export async function holdsItOnce(folder, how) {
  const installed = (await packedPackage()).folder;
  const wasm = hash(await readFile(path.join(installed, "cometchat.wasm")));
  const piece = carriedPiece(await readFile(path.join(installed, "index.js"), "utf8"));
  const size = { raw: 0, gzip: 0 };
  let inline = 0;
  let scripts = 0;
  let files = 0;
  for (const file of await readdir(folder, { recursive: true })) {
    if (!/\.([cm]?js|html|wasm)$/.test(file)) continue;
    const bytes = await readFile(path.join(folder, file));
    size.raw += bytes.length;
    size.gzip += gzipSync(bytes, { level: 9 }).length;
    if (file.endsWith(".wasm")) {
      assert.equal(hash(bytes), wasm, `${file} is not the package's`);
      files += 1;
    } else {
      const text = bytes.toString("latin1");
      inline += text.split(piece).length - 1;
      scripts += text.split("WASM_LOAD_FAILED").length - 1;
    }
  }
  const expected = how === "inline" ? { inline: 1, files: 0 } : { inline: 0, files: 1 };
  assert.deepEqual({ inline, files, scripts }, { ...expected, scripts: 1 });
  return size;
}

/**
 * A piece from the middle of the longest literal, which is the inlined WebAssembly: one that every
 * bundler writes alike.
 *
 * @param {string} text
 */
function carriedPiece(text) {
  const literals = text.match(/(["'`])(?:(?!\1)[^\\]|\\.){5000,}\1/g) ?? [];
  const longest = literals.reduce((a, b) => (b.length > a.length ? b : a), "");
  const pieces = longest.match(/[^"'`\\$<]{60}/g) ?? [];
  return pieces[Math.floor(pieces.length / 2)];
}

/** @param {Uint8Array} bytes */
function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Starts a program in a group of its own, so that what it starts ends with it.
 *
 * @param {string} folder
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function spawnIn(folder, program, args, env = {}) {
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...quiet, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let printed = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    printed += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const stop = () => {
    process.off("exit", stop);
    try {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.on("exit", stop);
  return { child, text: () => text, printed: () => printed, stop };
}

/**
 * Runs a program to its end, and gives what it printed.
 *
 * @param {string} folder
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export async function run(folder, program, args, env) {
  const { child, text, printed, stop } = spawnIn(folder, program, args, env);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  stop();
  assert.equal(code, 0, `${path.basename(program)} ${args.join(" ")}:\n${text()}`);
  return printed().trim();
}
