// @ts-check
/** `npm run demo -- --static`: files that any web server serves, with nothing behind them. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { ask, root } from "../../scripts/lib/process.mjs";
import { startChromium } from "../harness/chromium.mjs";
import { scratchFolder, serve } from "../harness/index.mjs";
import { loggedInAs, loggedOut, logIn, logOut, openAt, press, pressed } from "./start.mjs";

/** @type {{ folder: string, remove: () => void }} */
let scratch;
/** @type {import("../harness/serve.mjs").Server} */
let site;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  const { ok, stdout, stderr } = ask(process.execPath, [
    ...["scripts/demo.mjs", "--static", "--no-build"],
  ]);
  assert.ok(ok, `${stdout}${stderr}`);
  // A folder of a site, as on the pages of a repository.
  scratch = scratchFolder("static");
  cpSync(path.join(root, "www-demo/dist"), path.join(scratch.folder, "demo"), { recursive: true });
  site = await serve(scratch.folder);
  browser = await startChromium();
});
after(async () => {
  await browser?.close();
  await site?.close();
  scratch?.remove();
});

const open = () => openAt(browser, `${site.url}/demo/`);

test("its Service Worker type-checks against the package", () => {
  const compiler = path.join(root, "node_modules/.bin/tsc");
  const { ok, stdout } = ask(compiler, ["--project", "www-demo/static"]);
  assert.ok(ok, stdout);
});

test("logs in, with the steps and the second tab, stays logged in, and logs out", async () => {
  const page = await open();
  await loggedOut(page);
  await logIn(page);
  await page.locator('.step[data-state="good"]').nth(2).waitFor();
  await page.locator("#holdings").getByText("this session").waitFor();
  await page.frameLocator("#second-tab").getByText("Andrew Joseph").waitFor();
  mkdirSync(path.join(root, "target/screenshots"), { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(root, "target/screenshots/static in.png") });

  await page.reload();
  await loggedInAs(page);
  await logOut(page);
  await page.context().close();

  const asked = new Set(site.requests.map((request) => request.split(" ")[1]));
  assert.deepEqual(
    [...asked].filter((file) => /api|_emulator|users|\/me$/.test(file)),
    [],
    "nothing but files was asked of the server",
  );
});

test("faults, and the development way of logging in, work as well", async () => {
  const page = await open();
  await press(page, "error");
  await pressed(page, "error");
  await page.getByRole("radio", { name: /Auth key/ }).check();
  await page.locator("#log-in-button").click();
  await page.locator("#problem-code").getByText("ERR_SERVER_ERROR").waitFor();
  await pressed(page, "error", false);
  await logIn(page);
  await page.context().close();
});
