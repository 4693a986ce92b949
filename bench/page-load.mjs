// @ts-check
/**
 * Measures page loads in Chromium: from the moment when the application's script has arrived until the
 * user is known, on the first visit and on those that follow, by a slow processor.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { findProgram } from "../scripts/lib/browsers.mjs";
import { patience, serve } from "../tests/harness/index.mjs";
import { median } from "./bench.mjs";
import { bundle } from "./subjects.mjs";

/** How many times slower than this machine. */
const slowdown = 4;

/** The visits of one browser. */
const visits = ["first", "second", "third"];

/** What an application does before it shows anything. */
const application = (/** @type {string} */ module) => `
  import { CometChat } from ${JSON.stringify(module)};
  const { AppSettingsBuilder } = CometChat;
  const settings = AppSettingsBuilder
    ? new AppSettingsBuilder().setRegion("us").build()
    : { region: "us" };
  await CometChat.init("bench", settings);
  const user = await CometChat.getLoggedinUser();
  const known = performance.now();
  const [script] = performance.getEntriesByName(import.meta.url);
  window.found = { name: user?.name ?? user?.getName?.(), ms: known - script.responseEnd };
`;

const page = `<!doctype html><meta charset="utf-8"><title>bench</title>
<script type="module" src="/app.js"></script>`;

const user = { uid: "cometchat-uid-1", name: "Andrew Joseph", status: "offline", role: "default" };

/** What a visit before these left in the storage: a session. */
const stored = {
  "bench:common_store/appId": JSON.stringify("bench"),
  "bench:common_store/user": JSON.stringify({ ...user, authToken: `${user.uid}_1700000000abcdef` }),
};

/**
 * The table of medians, as Markdown.
 *
 * @param {import("./subjects.mjs").Subject[]} subjects
 * @param {number} runs
 */
export async function pageLoads(subjects, runs) {
  const scripts = await Promise.all(
    subjects.map(({ module, folder }) => bundle(application(module), folder)),
  );
  const profile = await mkdtemp(path.join(os.tmpdir(), "bench-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findProgram("chromium"),
    headless: true,
    timeout: patience,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
      // Nobody is asked but this machine.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  try {
    /** @type {number[][][]} by subject, by visit: a value of each run */
    const times = subjects.map(() => visits.map(() => []));
    for (let run = -1; run < runs; run++) {
      for (const [index, script] of scripts.entries()) {
        const measured = await visitAgainAndAgain(context, script);
        // The first run of each warms the browser up.
        if (run >= 0) measured.forEach((ms, visit) => void times[index][visit].push(ms));
      }
    }
    const version = context.browser()?.version();
    return `Chromium ${version}, ${slowdown}× slower than this machine, ${runs} runs of each.

| script there → user known, median | ${visits.map((visit) => `${visit} visit`).join(" | ")} |
|---|${visits.map(() => "---:|").join("")}
${subjects.map(({ name }, index) => line(name, times[index])).join("\n")}`;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {number[][]} times by visit
 */
const line = (name, times) =>
  `| ${name} | ${times.map((values) => `${median(values).toFixed(1)} ms`).join(" | ")} |`;

/**
 * The visits of a browser to a site that it does not know.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {Uint8Array} script
 */
async function visitAgainAndAgain(context, script) {
  const type = "text/javascript; charset=utf-8";
  const cached = { "cache-control": "public, max-age=31536000, immutable" };
  const site = await serve({
    routes: {
      "/": page,
      "/empty": "<!doctype html>",
      "/app.js": { body: script, type, headers: cached },
    },
  });
  try {
    const before = await context.newPage();
    await before.goto(`${site.url}/empty`);
    await before.evaluate((items) => {
      for (const [key, value] of Object.entries(items)) localStorage.setItem(key, value);
    }, stored);
    await before.close();
    return await visitInOneTab(context, site.url);
  } finally {
    await site.close();
  }
}

/**
 * How long each visit took. Between them the tab is elsewhere.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url
 */
async function visitInOneTab(context, url) {
  const tab = await context.newPage();
  try {
    const session = await context.newCDPSession(tab);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    const times = [];
    for (const _ of visits) {
      await tab.goto(url);
      await tab.waitForFunction(() => "found" in window);
      const found = await tab.evaluate(() => /** @type {any} */ (window).found);
      if (found.name !== user.name) throw new Error(`The user is ${found.name}.`);
      times.push(found.ms);
      // The browser keeps what it has compiled once the page is quiet.
      await tab.waitForTimeout(500);
      await tab.goto("about:blank");
    }
    return times;
  } finally {
    await tab.close();
  }
}
