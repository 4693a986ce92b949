// @ts-check
/**
 * `examples/uikit-react` as it is, with the real UI Kit on the real SDK, both from npm and only run. It
 * is built with React for development, under StrictMode, and talks to the emulator.
 */
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run as runProgram } from "../consumers/stage.mjs";
import { packedPackage, scratchFolder } from "../harness/index.mjs";
import { install, isCometChat, openNetwork } from "./network.mjs";

const example = fileURLToPath(new URL("../../examples/uikit-react", import.meta.url));

/** @typedef {Awaited<ReturnType<typeof openKitStage>>} KitStage */
/** @typedef {Awaited<ReturnType<KitStage["open"]>>} Tab */

/** In place of the example's `main.tsx`, which starts an emulator in the page. */
const main = `
import { CometChat } from "cometchat-wasm";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import App from "./App";
import { companion } from "./cometchat";

Object.assign(window, { Here: CometChat, companion, chat: () => import("./chat"),
  sdk: () => import("@cometchat/chat-sdk-javascript") });
createRoot(document.getElementById("app")).render(<StrictMode><App /></StrictMode>);
`;

/** Starts a browser and an emulator, and builds the example. */
export async function openKitStage() {
  const folder = await built();
  const { newPage, ...network } = await openNetwork();
  return {
    ...network,

    /**
     * Opens the example in a new tab.
     *
     * @param {string} [hash] `#chat` opens the chat at once
     */
    open: async (hash = "") => {
      const { page, run, url } = await newPage({ folder: path.join(folder, "dist") });
      /** @type {string[]} */
      const thrown = [];
      page.on("pageerror", ({ message }) => thrown.push(message));
      page.on("console", (message) => {
        // What React says of a component that threw, and of its own mistakes.
        if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) {
          thrown.push(message.text());
        }
      });
      await page.routeWebSocket(isCometChat, () => {});
      await page.goto(`${url}/index.html${hash}`);
      await page.waitForFunction("window.companion");
      return {
        page,
        /** What was thrown and not caught, and what React has printed. */
        thrown,
        run,
        /** @param {string} name of a button */
        click: (name) => page.getByRole("button", { name, exact: true }).click(),
        /** @param {boolean} offline */
        setOffline: (offline) => page.context().setOffline(offline),
        /** The status of the companion. */
        status: () => page.evaluate("companion.getState().status"),
        /** What the page says beside the chat. */
        heading: () => page.locator("h1").first().innerText(),
        /** Whether both lists are there. */
        hasLists: async () =>
          (await page.locator(".cometchat-conversations").count()) > 0 &&
          (await page.locator(".cometchat-message-list").count()) > 0,
      };
    },
  };
}

/** Installs the example and builds it. */
async function built() {
  const { folder } = scratchFolder("official-kit");
  await cp(example, folder, {
    recursive: true,
    filter: (file) => !/node_modules|\bdist\b/.test(path.relative(example, file)),
  });
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.dependencies["cometchat-wasm"] = `file:${(await packedPackage()).tarball}`;
  // It is not used: the emulator is outside of the page.
  delete manifest.devDependencies["cometchat-emulator"];
  await writeFile(file, JSON.stringify(manifest));
  await install(folder);
  await writeFile(path.join(folder, "src/tested.tsx"), main);
  const page = path.join(folder, "index.html");
  await writeFile(page, (await readFile(page, "utf8")).replace("main.tsx", "tested.tsx"));
  const vite = path.join(folder, "node_modules/.bin/vite");
  await runProgram(folder, vite, ["build"], { NODE_ENV: "development" });
  return folder;
}
