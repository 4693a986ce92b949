// @ts-check
/**
 * Pages that use this package and the official SDK, as its users install them both, with the emulator in
 * place of CometChat: whatever a page sends to a host of CometChat's goes there. The official SDK
 * is only run.
 */
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findProgram } from "../../scripts/lib/browsers.mjs";
import { chromiumArguments } from "../harness/chromium.mjs";
import {
  app,
  packedPackage,
  patience,
  scratchFolder,
  serve,
  startEmulator,
} from "../harness/index.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The hosts of CometChat. */
const hosts = /\.cometchat\.io$/;

/**
 * Who is logged in to the SDKs of a tab.
 *
 * @typedef {object} State
 * @property {string | null} here
 * @property {string | null} official
 * @property {(string | undefined)[]} sockets who each open WebSocket of the official SDK is for
 */

/**
 * A WebSocket that the official SDK has open, and what that has said about itself.
 *
 * @typedef {object} Socket
 * @property {string} [uid]
 * @property {string} [presence]
 */

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** @typedef {Awaited<ReturnType<Stage["open"]>>} Tab */

/** Starts a browser and an emulator, and builds the application. */
export async function openStage() {
  const folder = await application();
  const emulator = await startEmulator();
  const browser = await chromium.launch({
    executablePath: findProgram("chromium"),
    args: chromiumArguments,
  });
  /** @type {import("../harness/serve.mjs").Server | undefined} */
  let site;
  /** @type {import("playwright-core").BrowserContext | undefined} */
  let context;

  /** Closes all tabs, and forgets what they stored. */
  const clear = async () => {
    await context?.close();
    context = undefined;
    await site?.close();
    site = undefined;
    await emulator.reset();
  };

  /** How many requests that register a device are under way. */
  let registering = 0;
  /** Waits until there have been none for a moment. */
  const registered = async () => {
    for (let calm = 0; calm < 3; calm = registering === 0 ? calm + 1 : 0) await sleep(30);
  };

  /** A profile of its own, whose requests to CometChat's hosts go to the emulator. */
  const newContext = async () => {
    const created = await browser.newContext();
    created.setDefaultTimeout(patience);
    await created.route(
      (url) => hosts.test(url.hostname),
      async (route) => {
        const request = route.request();
        const { pathname, search } = new URL(request.url());
        const registers = request.method() === "PUT";
        if (registers) registering += 1;
        try {
          await route.fulfill({
            response: await route.fetch({ url: `${emulator.url}${pathname}${search}` }),
          });
        } catch {
          // The emulator drops the connection, or the page has gone.
          await route.abort().catch(() => {});
        }
        if (registers) registering -= 1;
      },
    );
    return created;
  };

  return {
    emulator,
    /** Where both SDKs are installed. */
    folder,
    clear,

    /**
     * Opens the application in a new tab.
     *
     * @param {string} [init] how it initialises this SDK
     */
    open: async (init = initHere) => {
      site ??= await serve({ folder, routes: { "/": document } });
      context ??= await newContext();
      const page = await context.newPage();
      /** @type {Set<Socket>} */
      const sockets = new Set();
      await page.routeWebSocket(
        (url) => hosts.test(url.hostname),
        async (route) => {
          /** @type {Socket} */
          const socket = {};
          sockets.add(socket);
          route.onMessage((message) => {
            const { type, sender, body } = JSON.parse(String(message));
            if (type !== "auth") return;
            socket.uid = sender;
            socket.presence = body.presenceSubscription;
          });
          route.onClose(() => sockets.delete(socket));
          // A handshake takes longer than such a request, as on a network.
          await registered();
        },
      );
      /**
       * Runs code in the page, waits for what it gives, and gives that.
       *
       * @param {string} code
       */
      const run = (code) => page.evaluate(`(async () => (${code}))()`);
      const load = async () => {
        sockets.clear();
        await page.waitForFunction("window.Here");
        await run(init);
      };
      await page.goto(site.url);
      await load();
      return {
        run,
        clock: page.clock,
        /** The open WebSockets of the official SDK. */
        sockets: () => [...sockets],
        /** Loads the page again. */
        reload: async () => {
          await page.reload();
          await load();
        },
        /** @returns {Promise<State>} */
        state: async () => ({
          ...(await run(`{
            here: (await Here.getLoggedinUser())?.getUid() ?? null,
            official: (await Official.getLoggedinUser())?.getUid() ?? null,
          }`)),
          sockets: [...sockets].map(({ uid }) => uid),
        }),
        close: () => page.close(),
      };
    },

    close: async () => {
      await clear();
      await browser.close();
      await emulator.stop();
    },
  };
}

const initHere = `Here.init("${app.appId}",
  new Here.AppSettingsBuilder().setRegion("us").subscribePresenceForAllUsers().build())`;

const document = `<!doctype html>
<meta charset="utf-8">
<title>application</title>
<script type="module" src="/dist/application.js"></script>`;

/** Installs both SDKs, and bundles the application. */
async function application() {
  const { folder } = scratchFolder("official");
  const manifest = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
  manifest.dependencies["cometchat-wasm"] = `file:${(await packedPackage()).tarball}`;
  await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
  await promisify(execFile)(
    "npm",
    [
      ...["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"],
      ...["--no-audit", "--no-fund", "--loglevel=error"],
    ],
    { cwd: folder },
  );
  await cp(path.join(here, "application.js"), path.join(folder, "application.js"));
  await build({
    absWorkingDir: folder,
    bundle: true,
    entryPoints: ["application.js"],
    format: "esm",
    logLevel: "warning",
    minify: true,
    outdir: "dist",
    splitting: true,
  });
  return folder;
}
