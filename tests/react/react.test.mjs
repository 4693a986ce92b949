// @ts-check
/** `cometchat-wasm/react` and `cometchat-wasm/companion/react`, in an application under StrictMode. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { app, launch, scratchProject, serve, startEmulator } from "../harness/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const application = readFileSync(new URL("application.jsx", import.meta.url), "utf8");

/** @type {{ folder: string, remove: () => void }} */
let project;
/** @type {import("../harness/engines.mjs").Browser} */
let browser;
/** @type {import("../harness/emulator.mjs").Emulator} */
let emulator;
/** @type {import("../harness/serve.mjs").Server} */
let site;

before(async () => {
  project = await scratchProject({ "application.jsx": application });
  await build({
    absWorkingDir: project.folder,
    bundle: true,
    entryPoints: ["application.jsx"],
    format: "esm",
    jsx: "automatic",
    jsxDev: true,
    logLevel: "warning",
    nodePaths: [path.join(root, "node_modules")],
    outdir: "dist",
  });
  browser = await launch("chromium");
});
after(async () => {
  await browser?.close();
  project?.remove();
});
beforeEach(async () => {
  emulator = await startEmulator();
  const page = `<!doctype html><main></main><script type="module" src="/dist/application.js"></script>`;
  site = await serve({ folder: project.folder, routes: { "/": page } });
});
afterEach(async () => {
  await site?.close();
  await emulator?.stop();
});

async function open() {
  const { appId, authKey } = app;
  const query = new URLSearchParams({ emulator: emulator.url, appId, authKey });
  const page = await browser.open(`${site.url}/?${query}`);
  await page.waitFor("window.CometChat !== undefined");
  return page;
}

test("a component that logs in, mounted and unmounted ten times, logs in once", async () => {
  const page = await open();
  await page.evaluate("login()");
  for (let time = 0; time < 10; time += 1) {
    await page.evaluate("show(false)");
    await page.waitFor("text() === ''");
    await page.evaluate("show(true)");
    await page.waitFor("text() !== ''");
  }
  await page.waitFor("text() === 'loggedIn Andrew Joseph '");
  const requests = await emulator.requests();
  assert.deepEqual(
    requests.map(({ route }) => route),
    ["POST /users/cometchat-uid-1/auth_tokens", "PUT /me"],
  );
  assert.deepEqual(await problems(page), []);
  await page.close();
});

test("the session outlives a reload, and is that of a second tab", async () => {
  const page = await open();
  await page.evaluate("login()");
  await page.waitFor("text() === 'loggedIn Andrew Joseph '");
  await page.reload();
  await page.waitFor("window.CometChat !== undefined");
  await page.evaluate("showName()");
  await page.waitFor("text() === 'Andrew Joseph'");
  const other = await open();
  await other.evaluate("showName()");
  await other.waitFor("text() === 'Andrew Joseph'");
  await other.evaluate("await CometChat.logout()");
  for (const tab of [page, other]) await tab.waitFor("text() === 'loggedOut'");
  assert.equal((await emulator.requests({ route: "PUT /me" })).length, 1);
  await page.close();
  await other.close();
});

test("a server that refuses is a state to show, and trying again ends it", async () => {
  await emulator.fault({ fault: { kind: "error", code: "ERR_SUBSCRIPTION_EXPIRED" } });
  const page = await open();
  await page.evaluate("login()");
  await page.waitFor("text() === 'loggedOut  ERR_SUBSCRIPTION_EXPIRED'");
  await page.evaluate("show(false)");
  await page.waitFor("text() === ''");
  await page.evaluate("show(true)");
  await page.waitFor("text() === 'loggedIn Andrew Joseph '");
  await page.close();
});

test("takes over what a server has rendered, although somebody is logged in by then", async () => {
  const page = await open();
  await page.evaluate("login()");
  await page.waitFor("text() === 'loggedIn Andrew Joseph '");
  await page.reload();
  await page.waitFor("window.CometChat?.getSession().user");
  await page.evaluate("hydrate()");
  assert.equal(await page.evaluate("rendered"), "loading");
  await page.waitFor("text() === 'Andrew Joseph'");
  assert.deepEqual(await problems(page), []);
  await page.close();
});

describe("WhenChatReady", () => {
  test("asks for the chat, and shows it only while it has a user", async () => {
    const page = await open();
    await page.evaluate("openChat()");
    await page.waitFor("text() === 'idle'");
    // Under StrictMode, effects run twice.
    await page.waitFor("companion.asked === 2");
    await page.evaluate("companion.become('loading', 0, null)");
    await page.waitFor("text() === 'loading'");
    await page.evaluate("companion.become('ready', 1, 'ada')");
    await page.waitFor("text().startsWith('ada')");
    await page.evaluate("companion.become('waiting', 1, null, { code: 'CHAT_NOT_READY' })");
    await page.waitFor("text() === 'CHAT_NOT_READY'");
    assert.deepEqual(await problems(page), []);
    await page.close();
  });

  test("mounts the chat anew when the key changes, and only then", async () => {
    const page = await open();
    await page.evaluate("companion.become('ready', 1, 'ada')");
    await page.evaluate("openChat()");
    const first = await page.waitFor("text().startsWith('ada') && text()");
    await page.evaluate("companion.become('ready', 1, 'ada')");
    assert.equal(await page.evaluate("text()"), first);
    await page.evaluate("companion.become('ready', 2, 'ada')");
    await page.waitFor(`text().startsWith('ada') && text() !== '${first}'`);
    await page.close();
  });

  test("shows the fallback while the chat's components are loaded", async () => {
    const page = await open();
    await page.evaluate("companion.become('ready', 1, 'ada')");
    await page.evaluate("openLazyChat()");
    await page.waitFor("text() === 'ready'");
    await page.evaluate("loadChat()");
    await page.waitFor("text().startsWith('ada')");
    assert.deepEqual(await problems(page), []);
    await page.close();
  });
});

/** @param {import("../harness/engines.mjs").Page} page */
async function problems(page) {
  return (await page.messages()).filter(({ type }) => type === "error" || type === "warning");
}
