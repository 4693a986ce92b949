// @ts-check
/**
 * Whether a page that logs in and out for a long time keeps anything of it.
 */
import { app, launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";

/**
 * What a page has in use.
 *
 * @typedef {object} Usage
 * @property {number} heap bytes of JavaScript
 * @property {number} listeners of DOM events
 * @property {number} memory bytes of WebAssembly
 */

/** How often the page is looked at. */
const looks = 20;

/** Cycles before the first look. Until then the engine compiles and caches, in steps of many kB. */
const warmUp = 600;

/**
 * Logs in and out in Chromium, so many times, against the emulator.
 *
 * @param {number} cycles
 * @param {{ source?: string, tell?: (done: number, usage: Usage) => void }} [options] `source`: the
 *   folder of the package
 * @returns {Promise<Usage[]>} at the start, and after each twentieth part
 */
export async function soak(cycles, { source, tell = () => {} } = {}) {
  const { project, manifest } = await packedPackage(source);
  const emulator = await startEmulator({ args: ["--keep-alive"] });
  const site = await serve({ folder: project, routes: { "/": pageFor(manifest, emulator.url) } });
  const browser = await launch("chromium");
  try {
    const page = await browser.open(`${site.url}/`);
    await page.waitFor("window.ready === true");
    const look = async () => {
      if (!page.memory) throw new Error("This engine does not tell what it uses.");
      return { ...(await page.memory()), ...(await page.evaluate("usage()")) };
    };
    await page.evaluate(`cycle(${warmUp})`);
    await emulator.clearRequests();
    const usages = [await look()];
    for (let each = 1; each <= looks; each += 1) {
      await page.evaluate(`cycle(${Math.ceil(cycles / looks)})`);
      await emulator.clearRequests();
      const usage = await look();
      usages.push(usage);
      tell(Math.ceil(cycles / looks) * each, usage);
    }
    return usages;
  } finally {
    await browser.close();
    await site.close();
    await emulator.stop();
  }
}

/**
 * What has grown, in a sentence each; nothing, if all is well. The first half may grow, while the
 * engine compiles and caches; the second must not. Listeners must not grow at all.
 *
 * @param {Usage[]} usages
 * @returns {string[]}
 */
export function growth(usages) {
  const half = Math.ceil(usages.length / 2);
  const first = usages.slice(0, half);
  const second = usages.slice(half);
  /** @type {(part: Usage[], key: keyof Usage) => number} */
  const most = (part, key) => Math.max(...part.map((usage) => usage[key]));
  const grown = [];
  // What one look differs from the next by, without any leak.
  const tolerance = 32_768;
  if (most(second, "heap") > most(first, "heap") + tolerance) {
    grown.push(`JavaScript uses ${most(second, "heap")} bytes, after ${most(first, "heap")}.`);
  }
  if (most(second, "memory") > most(first, "memory")) {
    grown.push(`WebAssembly uses ${most(second, "memory")} bytes, after ${most(first, "memory")}.`);
  }
  const last = usages.at(-1)?.listeners ?? 0;
  if (last > usages[0].listeners) {
    grown.push(`${last} listeners of DOM events, after ${usages[0].listeners}.`);
  }
  return grown;
}

/**
 * @param {Record<string, any>} manifest
 * @param {string} emulator
 */
function pageFor(manifest, emulator) {
  const entry = manifest.exports["."].import.default.replace(/^\.\//, "");
  return `<!doctype html>
<meta charset="utf-8">
<title>soak</title>
<script>
  // The package does not show its WebAssembly; whoever starts it does.
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    const parts = Object.values(instance.exports);
    window.usage = () => ({
      memory: parts.find((it) => it instanceof WebAssembly.Memory).buffer.byteLength,
    });
    return instance;
  };
</script>
<script type="module">
  import { CometChat } from "/node_modules/${manifest.name}/${entry}";
  CometChat.useEmulator("${emulator}");
  await CometChat.init("${app.appId}");
  window.cycle = async (times) => {
    for (let each = 0; each < times; each += 1) {
      // Under a name of its own, as a component does that comes and goes.
      const id = crypto.randomUUID();
      CometChat.addLoginListener(id, { loginSuccess() {} });
      const abort = new AbortController();
      await CometChat.login("cometchat-uid-1", "${app.authKey}", { signal: abort.signal });
      await CometChat.getLoggedinUser();
      await CometChat.logout();
      CometChat.removeLoginListener(id);
    }
  };
  window.ready = true;
</script>`;
}
