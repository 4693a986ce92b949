// @ts-check
/**
 * Pages that use this package and the official SDK, as its users install them both, with the emulator in
 * place of CometChat: whatever a page sends to a host of CometChat's goes there. The official SDK
 * is only run.
 */
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { app, packedPackage, scratchFolder } from "../harness/index.mjs";
import { install, isCometChat, openNetwork } from "./network.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

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
  const { newPage, registered, ...network } = await openNetwork();
  return {
    ...network,
    /** Where both SDKs are installed. */
    folder,

    /**
     * Opens the application in a new tab.
     *
     * @param {string} [init] how it initialises this SDK
     */
    open: async (init = initHere) => {
      const { page, run, url } = await newPage({ folder, routes: { "/": document } });
      /** @type {Set<Socket>} */
      const sockets = new Set();
      await page.routeWebSocket(isCometChat, async (route) => {
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
      });
      const load = async () => {
        sockets.clear();
        await page.waitForFunction("window.Here");
        await run(init);
      };
      await page.goto(url);
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
  };
}

/**
 * Call at the top of a test file: gives its tests a stage, which is cleared after each.
 *
 * @template {{ clear: () => Promise<void>, close: () => Promise<void> }} Opened
 * @param {() => Promise<Opened>} open
 * @returns {Opened}
 */
export function useStage(open) {
  const stage = /** @type {Opened} */ ({});
  before(async () => {
    Object.assign(stage, await open());
  });
  afterEach(() => stage.clear?.());
  after(() => stage.close?.());
  return stage;
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
  await install(folder);
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
