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
import { parseArgs } from "node:util";
import { build, buildEmulator } from "./build.mjs";
import { main, must, Problem, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

const folder = path.join(root, "www-demo");
const host = "127.0.0.1";
const cargoArgs = ["--quiet", "--package", "cometchat-emulator"];

/** What the emulator has unless told otherwise. */
const app = {
  appId: "emulator-app",
  region: "us",
  authKey: "emulator-auth-key",
};
const restApiKey = "emulator-rest-api-key";

await main(async () => {
  const { port, dev, built, files } = options();
  if (!built) {
    say("Building the package and the emulator.");
    await build();
    if (files) await buildEmulator();
  }
  await setup(["emulator"]);
  if (!built && !files) await must("cargo", ["build", ...cargoArgs]);
  await installPackages(files);
  if (files) {
    await buildFiles();
    say(
      "The demo is in www-demo/dist: serve it with any web server, by https or from this machine.",
    );
    return;
  }

  const emulator = await startEmulator(built);
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
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "4180" },
        dev: { type: "boolean", default: false },
        static: { type: "boolean", default: false },
        "no-build": { type: "boolean", default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new Error(`--port takes a number from 0 to 65535, not ${values.port}`);
    }
    return { port, dev: values.dev, built: values["no-build"], files: values.static };
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}.`);
  }
}

/**
 * Installs pkg/ into the demo as a published package would be: packed, and unpacked. Anew each time,
 * since npm takes the same version for the same package. So is pkg-emulator/, if the page holds it.
 *
 * @param {boolean} emulator
 */
async function installPackages(emulator) {
  for (const built of emulator ? ["pkg", "pkg-emulator"] : ["pkg"]) {
    if (!existsSync(path.join(root, built, "package.json"))) {
      throw new Problem(`There is no ${built}/ yet: leave --no-build out.`);
    }
  }
  rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
  const quietly = ["--no-audit", "--no-fund", "--loglevel=error"];
  await must(
    "npm",
    ["install", ...quietly, ...(emulator ? ["--no-save", "../pkg-emulator"] : [])],
    {
      cwd: folder,
    },
  );
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
 * Starts the emulator on a free port, in a process group of its own: Ctrl-C is for this script, which
 * then stops the emulator by closing its standard input. So does the end of this process, however it
 * comes about.
 *
 * @param {boolean} built whether to take it as it was built last
 */
async function startEmulator(built) {
  const [program, ...args] = emulatorCommand(built);
  const child = spawn(program, [...args, "--port", "0", "--exit-with-stdin"], {
    cwd: root,
    detached: process.platform !== "win32",
    env: { RUST_LOG: "warn", ...process.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let stopping = false;
  /** @type {Promise<never>} */
  const ended = new Promise((_resolve, reject) => {
    child.once("error", (error) => {
      reject(new Problem(`The emulator could not be started: ${error.message}.`));
    });
    child.once("exit", (code) => {
      if (!stopping) reject(new Problem(`The emulator has stopped (exit code ${code}).`));
    });
  });
  const url = await Promise.race([listening(child.stdout), ended]);
  return {
    url,
    ended,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.stdin.end();
      await exit;
    },
  };
}

/**
 * What runs the emulator, which is then neither compiled again nor looked at, if it is to be taken as it is.
 *
 * @param {boolean} built
 */
function emulatorCommand(built) {
  const file = process.platform === "win32" ? "cometchat-emulator.exe" : "cometchat-emulator";
  const last = path.join(root, "target/debug", file);
  return built && existsSync(last) ? [last] : ["cargo", "run", ...cargoArgs, "--"];
}

/**
 * The address that the emulator prints when it is ready.
 *
 * @param {import("node:stream").Readable} output
 * @returns {Promise<string>}
 */
function listening(output) {
  return new Promise((resolve) => {
    createInterface({ input: output }).on("line", (line) => {
      const address = /listening on (http:\S+)/.exec(line)?.[1];
      if (address) resolve(address.replace(/\/$/, ""));
    });
  });
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
  const shared = {
    root: folder,
    clearScreen: false,
    logLevel: /** @type {const} */ ("warn"),
    plugins: [
      appServer({
        config: { emulator, control: emulator, ...app },
        api: emulator,
        restApiKey,
        ask: fetch,
      }),
    ],
  };
  const address = { host, port, strictPort: false };
  if (dev) {
    const server = await vite.createServer({ ...shared, server: address });
    await server.listen();
    return { port: portOf(server.httpServer), close: () => server.close() };
  }
  await vite.build(shared);
  const server = await vite.preview({ ...shared, preview: address });
  return { port: portOf(server.httpServer), close: () => server.close() };
}

/** @param {{ address(): import("node:net").AddressInfo | string | null } | null} server */
function portOf(server) {
  const address = server?.address();
  if (!address || typeof address === "string") throw new Problem("The page has no address.");
  return address.port;
}

/** Waits until somebody wants this to end. */
function interrupted() {
  return Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
}
