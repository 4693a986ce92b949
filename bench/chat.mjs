// @ts-check
/**
 * How soon a page knows its user, and how soon after a click the chat's list is there: with the official
 * SDK and the UI Kit at once, with the official SDK first, and with this package first. Each visit is
 * that of a user who was there before, with nothing cached, by a slow processor on a slow network.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import { run } from "../tests/consumers/stage.mjs";
import { app, packedPackage, scratchFolder, serve } from "../tests/harness/index.mjs";
import { openNetwork } from "../tests/official/network.mjs";
import { median } from "./bench.mjs";
import { install } from "./subjects.mjs";

/** Chromium's "slow 4G", and how many times slower than this machine. */
const [bytesPerSecond, roundTrip, slowdown] = [200_000, 150, 4];

const uid = "cometchat-uid-1";
const authToken = `${uid}_1700000000abcdef`;
const user = { uid, name: "Andrew Joseph", status: "offline", role: "default", authToken };
/** What a visit before these left in the storage. */
const stored = {
  [`${app.appId}:common_store/appId`]: JSON.stringify(app.appId),
  [`${app.appId}:common_store/user`]: JSON.stringify(user),
};

const chat = `
import { CometChatConversations, CometChatProvider } from "@cometchat/chat-uikit-react";
import "@cometchat/chat-uikit-react/styles";
export { CometChat } from "@cometchat/chat-sdk-javascript";
export { CometChatUIKit, UIKitSettingsBuilder } from "@cometchat/chat-uikit-react";
export default () => <CometChatProvider><CometChatConversations /></CometChatProvider>;
`;

const page = (/** @type {string} */ imports, /** @type {string} */ known, opens = "open(true)") => `
${imports}
import { lazy, Suspense, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
const app = ${JSON.stringify(app.appId)};
const kitSettings = (Builder) => new Builder().setAppId(app).setRegion("us").build();
function App({ user }) {
  const [isOpen, open] = useState(false);
  useEffect(() => { window.known = performance.now(); }, []);
  return <>
    <h1>{user.getName()}</h1>
    <button onClick={async () => { ${opens} }}>Open chat</button>
    {isOpen && <Shown />}
  </>;
}
${known}
createRoot(document.querySelector("main")).render(<App user={user} />);
`;

/** The same page, in different orders. */
const pages = {
  "the official SDK and the UI Kit at once": page(
    `import Chat, { CometChatUIKit, UIKitSettingsBuilder } from "./chat";`,
    `const Shown = Chat;
     const user = await CometChatUIKit.init(kitSettings(UIKitSettingsBuilder));`,
  ),
  "the official SDK first, the UI Kit later": page(
    `import { CometChat } from "@cometchat/chat-sdk-javascript";`,
    `let Shown;
     const settings = new CometChat.AppSettingsBuilder().setRegion("us").build();
     await CometChat.init(app, settings);
     const user = await CometChat.getLoggedinUser();`,
    `const chat = await import("./chat");
     await chat.CometChatUIKit.init(kitSettings(chat.UIKitSettingsBuilder));
     Shown = chat.default;
     open(true);`,
  ),
  "`cometchat-wasm` first, both later": page(
    `import { CometChat } from "cometchat-wasm";
     import { keepInStep } from "cometchat-wasm/companion";
     import { WhenChatReady } from "cometchat-wasm/companion/react";`,
    `const companion = keepInStep(CometChat, () => import("./chat"), { uiKit: () => import("./chat") });
     const Chat = lazy(() => import("./chat"));
     const Shown = () => <WhenChatReady companion={companion}><Chat /></WhenChatReady>;
     await CometChat.init(app, { region: "us" });
     const user = await CometChat.getLoggedinUser();
     requestIdleCallback(companion.preload);`,
  ),
};

/**
 * When the button is clicked, in milliseconds after the user is known, by when that is: at once, at one moment of the
 * visit for all pages, or when the page has had time for what it loads meanwhile.
 *
 * @type {Record<string, (known: number) => number>}
 */
const clicks = {
  "at once": () => 0,
  "3 s into the visit": (known) => Math.max(3_000 - known, 0),
  "after 10 s": () => 10_000,
};

/**
 * The table of medians, as Markdown.
 *
 * @param {unknown} _
 * @param {number} runs of each
 */
export async function chats(_, runs) {
  const sites = await Promise.all(Object.values(pages).map(site));
  const network = await openNetwork();
  try {
    const lines = [];
    for (const [index, name] of Object.keys(pages).entries()) {
      const cells = [];
      /** @type {Visit[]} */
      const all = [];
      for (const waitFor of Object.values(clicks)) {
        const visits = [];
        for (let run = 0; run < runs; run += 1) {
          visits.push(await visit(network, sites[index], waitFor));
        }
        cells.push(seconds(median(visits.map(({ list }) => list))));
        all.push(...visits);
      }
      const [{ bytes, requests }] = all;
      const known = seconds(median(all.map((visit) => visit.known)));
      lines.push(`| ${[name, known, kilobytes(bytes), ...cells, requests].join(" | ")} |`);
    }
    return `Chromium, ${slowdown}× slower than this machine, slow 4G, ${runs} visits of each, medians.

| | user known | loaded until then | click ${Object.keys(clicks).join(" → list | click ")} → list | requests to CometChat |
|---|---:|---:|---:|---:|---:|
${lines.join("\n")}`;
  } finally {
    await network.close();
  }
}

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
/** @param {number} bytes */
const kilobytes = (bytes) => `${Math.round(bytes / 1_000)} kB`;

/**
 * @typedef {object} Visit
 * @property {number} known milliseconds until the page shows the user
 * @property {number} bytes what was loaded until then
 * @property {number} list milliseconds from the click until the list is there
 * @property {number} requests to CometChat's servers
 */

/**
 * One visit, with nothing cached.
 *
 * @param {import("../tests/official/network.mjs").Network} network
 * @param {Record<string, import("../tests/harness/serve.mjs").Answer>} routes
 * @param {(known: number) => number} waitFor
 * @returns {Promise<Visit>}
 */
async function visit(network, routes, waitFor) {
  await network.emulator.addToken(uid, authToken);
  await network.emulator.fault({ times: null, fault: { kind: "latency", ms: roundTrip } });
  const server = await serve({ routes });
  const context = await network.newContext();
  try {
    await context.addInitScript((items) => {
      for (const [key, value] of Object.entries(items)) localStorage.setItem(key, value);
    }, stored);
    const tab = await context.newPage();
    await tab.routeWebSocket(/cometchat\.io/, () => {});
    const devtools = await context.newCDPSession(tab);
    let bytes = 0;
    let requests = 0;
    tab.on("response", (response) => {
      if (/cometchat\.io/.test(response.url())) requests += 1;
    });
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: roundTrip,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond / 2,
    });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await tab.goto(server.url, { waitUntil: "commit" });
    await tab.waitForFunction("window.known");
    const known = Number(await tab.evaluate("window.known"));
    const loaded = bytes;
    await sleep(waitFor(known));
    const list = await tab.evaluate(
      () =>
        new Promise((resolve) => {
          const clicked = performance.now();
          document.querySelector("button")?.click();
          const look = () => {
            if (document.body.innerText.includes("No Conversations")) {
              resolve(performance.now() - clicked);
            } else requestAnimationFrame(look);
          };
          look();
        }),
    );
    return { known, bytes: loaded, list: Number(list), requests };
  } finally {
    await context.close();
    await server.close();
    await network.emulator.reset();
  }
}

/**
 * Builds a page, and compresses what it loads.
 *
 * @param {string} program
 */
async function site(program) {
  const { folder } = scratchFolder("bench-chat");
  await install(folder, [
    (await packedPackage()).tarball,
    "@cometchat/chat-sdk-javascript@4.2.0",
    "@cometchat/chat-uikit-react@7.2.1",
    "react@19.3.1",
    "react-dom@19.3.1",
    "vite@8.3.8",
  ]);
  await mkdir(path.join(folder, "src"));
  await writeFile(path.join(folder, "src/chat.jsx"), chat);
  await writeFile(path.join(folder, "src/page.jsx"), program);
  await writeFile(
    path.join(folder, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>bench</title><main></main>
<script type="module" src="/src/page.jsx"></script>`,
  );
  await run(folder, path.join(folder, "node_modules/.bin/vite"), ["build"]);
  const dist = path.join(folder, "dist");
  const files = await readdir(dist, { recursive: true, withFileTypes: true });
  /** @type {Record<string, import("../tests/harness/serve.mjs").Answer>} */
  const routes = {};
  for (const file of files.filter((file) => file.isFile())) {
    const found = path.join(file.parentPath, file.name);
    const body = zlib.gzipSync(await readFile(found), { level: 9 });
    const type = { ".js": "text/javascript", ".css": "text/css" }[path.extname(found)];
    const name = path.relative(dist, found);
    routes[name === "index.html" ? "/" : `/${name}`] = {
      body,
      type: type ?? "text/html",
      headers: { "content-encoding": "gzip" },
    };
  }
  return routes;
}
