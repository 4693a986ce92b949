// @ts-check
/**
 * `npm run demo`: builds the package, starts the emulator, and serves the demo application until it is
 * interrupted.
 *
 *     npm run demo -- --port 8000    another port than 4180; 0 takes any free one
 *     npm run demo -- --static       files for any web server, in www-demo/dist, with the emulator inside
 *     npm run demo -- --dev          Vite's development server: edits to www-demo/src show at once
 *     npm run demo -- --no-build     take pkg/ and the emulator as they were built last
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build, buildEmulator } from "./build.mjs";
import { main, must, Problem, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

const folder = path.join(root, "www-demo");
const host = "127.0.0.1";
const windows = process.platform === "win32";

/** What the emulator has unless told otherwise. */
const app = { appId: "emulator-app", region: "us", authKey: "emulator-auth-key" };
const restApiKey = "emulator-rest-api-key";

await main(async () => {
  const { port, dev, built, files } = options();
  if (!built) {
    say("Building the package and the emulator.");
    await build();
    if (files) await buildEmulator();
  }
  await setup(["emulator"]);
  if (!built && !files) {
    await must("cargo", ["build", "--quiet", "--package", "cometchat-emulator"]);
  }
  await installPackages(files ? ["pkg", "pkg-emulator"] : ["pkg"]);
  if (files) {
    await buildFiles();
    say(
      "The demo is in www-demo/dist: serve it with any web server, by https or from this machine.",
    );
    return;
  }

  const emulator = await startEmulator();
  const page = await serve(emulator.url, port, dev);
  if (port !== 0 && page.port !== port) say(`Port ${port} is taken, so here is another.`);
  say(`demo ready at http://${host}:${page.port}/`);
  say(`The emulator listens on ${emulator.url}. Ctrl-C stops both.`);

  try {
    await Promise.race([interrupted(), emulator.ended]);
  } finally {
    await Promise.all([page.close(), emulator.stop()]);
  }
});

/** Reads the command line. */
function options() {
  const off = /** @type {const} */ ({ type: "boolean", default: false });
  const port = /** @type {const} */ ({ type: "string", default: "4180" });
  const { values } = parseArgs({ options: { port, dev: off, static: off, "no-build": off } });
  const number = Number(values.port);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new Problem(`--port takes a number from 0 to 65535, not ${values.port}.`);
  }
  return { ...values, port: number, built: values["no-build"], files: values.static };
}

/**
 * Installs packages into the demo as published ones would be: packed, and unpacked. Anew each time, since npm takes the
 * same version for the same package.
 *
 * @param {string[]} packages
 */
async function installPackages(packages) {
  const absent = packages.find((name) => !existsSync(path.join(root, name, "package.json")));
  if (absent) throw new Problem(`There is no ${absent}/ yet: leave --no-build out.`);
  rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
  // The first is in the demo's package.json.
  const others = packages.slice(1).map((name) => `../${name}`);
  const command = "install --no-audit --no-fund --loglevel=error --no-save".split(" ");
  await must("npm", [...command, ...others], { cwd: folder });
}

/** Builds the demo as files, with the emulator and the app server in a Service Worker. */
async function buildFiles() {
  const vite = await import("vite");
  const esbuild = await import("esbuild");
  await vite.build({ root: folder, mode: "static", clearScreen: false, logLevel: "warn" });
  await esbuild.build({
    entryPoints: [path.join(folder, "static/service-worker.ts")],
    outfile: path.join(folder, "dist/service-worker.js"),
    bundle: true,
    minify: true,
    format: "iife",
    logLevel: "warning",
  });
}

/**
 * Starts the emulator on a free port, in a process group of its own: Ctrl-C is for this script, which then stops the
 * emulator by closing its standard input. So does the end of this process, however it comes about.
 */
async function startEmulator() {
  const program = path.join(root, `target/debug/cometchat-emulator${windows ? ".exe" : ""}`);
  if (!existsSync(program)) throw new Problem("There is no emulator yet: leave --no-build out.");
  const child = spawn(program, ["--port", "0", "--exit-with-stdin"], {
    cwd: root,
    detached: !windows,
    env: { RUST_LOG: "warn", ...process.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  /** Fails when it ends by itself. */
  const ended = exit.then(
    ([code]) => Promise.reject(new Problem(`The emulator has stopped (exit code ${code}).`)),
    ({ message }) => Promise.reject(new Problem(`The emulator could not be started: ${message}.`)),
  );
  /** @type {Promise<string>} */
  const listening = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /listening on (http:\S+)/.exec(line)?.[1];
      if (address) resolve(address.replace(/\/$/, ""));
    });
  });
  const url = await Promise.race([listening, ended]);
  const stop = async () => {
    child.stdin.end();
    await exit;
  };
  return { url, ended, stop };
}

/**
 * Serves the page and its app server, built, or from the sources.
 *
 * @param {string} emulator
 * @param {number} port
 * @param {boolean} dev
 */
async function serve(emulator, port, dev) {
  // Imported here, because there is nothing to import before the packages are installed.
  const vite = await import("vite");
  const { appServer } = await import("../www-demo/server/vite.mjs");
  const { createCometChatServer } = await import(
    pathToFileURL(path.join(root, "pkg/server.js")).href
  );
  const { createAuthToken } = createCometChatServer({ ...app, apiKey: restApiKey, emulator });
  const shared = {
    root: folder,
    clearScreen: false,
    logLevel: /** @type {const} */ ("warn"),
    plugins: [
      appServer({
        config: { emulator, control: emulator, ...app },
        api: emulator,
        createAuthToken,
      }),
    ],
  };
  const where = { host, port, strictPort: false };
  if (!dev) await vite.build(shared);
  const server = dev
    ? await (await vite.createServer({ ...shared, server: where })).listen()
    : await vite.preview({ ...shared, preview: where });
  const address = server.httpServer?.address();
  if (!address || typeof address === "string") throw new Problem("The page has no address.");
  return { port: address.port, close: () => server.close() };
}

/** Waits until somebody wants this to end. */
function interrupted() {
  return Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
}
