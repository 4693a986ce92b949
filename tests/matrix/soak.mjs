// @ts-check
/**
 * Whether a page that logs in and out for a long time keeps anything of it.
 */
import { app, until } from "../harness/index.mjs";
import { onStage } from "../stage/page.mjs";

/**
 * What a page can reach, by kind, and how many `listeners` of DOM events, `timers` and bytes of WebAssembly
 * `memory` it has.
 *
 * @typedef {Record<string, number>} Usage
 */

/** Cycles before the first look. Until then the engine makes what it makes once. */
const warmUp = 100;

/**
 * Logs in and out in Chromium, so many times, against the emulator.
 *
 * @param {number} cycles
 * @param {object} [options]
 * @param {string} [options.source] the folder of the package
 * @param {string} [options.also] further code of each cycle
 * @param {(done: number) => void} [options.tell]
 * @returns {Promise<{ before: Usage, after: Usage }>}
 */
export async function soak(cycles, { source, also = "", tell = () => {} } = {}) {
  const stage = {
    ...{ engine: /** @type {const} */ ("chromium"), source, args: ["--keep-alive"], first },
    program: (/** @type {string} */ emulator) => programOf(emulator, also),
  };
  return onStage(stage, async ({ page, emulator }) => {
    await page.waitFor("window.ready === true");
    /** @param {number} count */
    const cycle = async (count) => {
      // In parts, since the emulator remembers every request.
      for (let done = 0; done < count; done += 100) {
        await page.evaluate(`cycle(${Math.min(100, count - done)})`);
        await emulator.clearRequests();
        tell(done);
      }
    };
    await cycle(warmUp);
    const before = await look(page);
    await cycle(cycles);
    return { before, after: await look(page) };
  });
}

/**
 * What a page has in use, once the deadlines of its requests are over: the engine keeps a signal for each
 * until then, though the request has long ended.
 *
 * @param {import("../harness/engines.mjs").Page} page
 * @returns {Promise<Usage>}
 */
async function look(page) {
  const { reachable, memory } = page;
  if (!reachable || !memory) throw new Error("This engine does not tell what is reachable.");
  const counts = await until(async () => {
    const counts = await reachable();
    return counts["native AbortSignal"] === undefined && counts;
  }, "the deadlines of requests to be over");
  const { listeners } = await memory();
  return { ...counts, listeners, ...(await page.evaluate("usage()")) };
}

/**
 * What there is more of, in a sentence each; nothing, if all is well. What each cycle leaves behind is there
 * as often as there were cycles; what the engine makes once or now and then is not.
 *
 * @param {Usage} before
 * @param {Usage} after
 * @param {number} cycles in between
 * @returns {string[]}
 */
export function growth(before, after, cycles) {
  return Object.entries(after).flatMap(([kind, count]) => {
    const had = before[kind] ?? 0;
    return count - had > allowed(kind, cycles)
      ? [`After ${cycles} more cycles there are ${count} (${kind}), where there were ${had}.`]
      : [];
  });
}

/**
 * How many more there may be.
 *
 * @param {string} kind
 * @param {number} cycles
 */
function allowed(kind, cycles) {
  if (["listeners", "timers", "memory"].includes(kind)) return 0;
  // The engine names what it compiles, and remembers numbers and texts that it has converted.
  return kind === "strings" ? cycles / 2 : cycles / 20;
}

/** Counts timers, and finds the WebAssembly. */
const first = `<script>
  // The package does not show its WebAssembly; whoever starts it does.
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...given) {
    const instance = new Instance(...given);
    const parts = Object.values(instance.exports);
    window.usage = () => ({
      timers: timers.size,
      memory: parts.find((it) => it instanceof WebAssembly.Memory).buffer.byteLength,
    });
    return instance;
  };
  const timers = new Set();
  const { setTimeout: start, clearTimeout: stop } = window;
  window.setTimeout = (code, ...given) => {
    const id = start((...told) => {
      timers.delete(id);
      code(...told);
    }, ...given);
    timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    stop(id);
  };
</script>`;

/**
 * @param {string} emulator
 * @param {string} also
 */
const programOf = (emulator, also) => `
  import { CometChat } from "cometchat-wasm";
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
      ${also}
    }
  };
  window.ready = true;`;
