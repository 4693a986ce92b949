// @ts-check
/**
 * WebKitGTK, driven by selenium-webdriver and WebKitWebDriver, on a virtual display.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Builder, Capabilities } from "selenium-webdriver";
import { background, scratchFolder } from "./cleanup.mjs";
import { outcome, script } from "./evaluation.mjs";
import { freePort } from "./ports.mjs";
import { patience, until } from "./waiting.mjs";

/**
 * @param {{ driver: string, browser: string, xvfb: string }} programs paths
 * @param {import("./engines.mjs").LaunchOptions} [options]
 * @returns {Promise<import("./engines.mjs").Browser>}
 */
export async function launchWebkit(programs, { proxy } = {}) {
  const profile = scratchFolder("webkit");
  const screen = await startDisplay(programs.xvfb);
  const service = await startDriver(programs.driver, screen.display, profile.folder);
  const stop = () => {
    service.stop();
    screen.stop();
    profile.remove();
  };
  try {
    const session = await new Builder()
      .usingServer(service.url)
      .withCapabilities(
        new Capabilities({
          browserName: "MiniBrowser",
          ...(proxy && { acceptInsecureCerts: true }),
          "webkitgtk:browserOptions": {
            binary: programs.browser,
            args: [
              ...["--automation", "--javascript-can-open-windows-automatically=true"],
              ...(proxy ? [`--proxy=${proxy}`, "--ignore-host=127.0.0.1"] : []),
            ],
          },
        }),
      )
      .build();
    await session.manage().setTimeouts({ pageLoad: patience, script: patience });
    const version = (await session.getCapabilities()).getBrowserVersion() ?? "";
    return browserOf(session, await session.getWindowHandle(), version, stop);
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * @param {import("selenium-webdriver").WebDriver} session
 * @param {string} first the tab that the browser started with. It stays unused, because a session
 *   ends with its last tab.
 * @param {string} version
 * @param {() => void} stop
 * @returns {import("./engines.mjs").Browser}
 */
function browserOf(session, first, version, stop) {
  // A session talks to one window at a time, so commands for different tabs wait in a queue.
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();
  /** @type {string | undefined} */
  let current;
  /**
   * @template T
   * @param {() => Promise<T>} command
   * @returns {Promise<T>}
   */
  const enqueue = (command) => {
    const result = queue.then(command);
    queue = result.catch(() => {});
    return result;
  };
  return {
    engine: "webkit",
    version,
    open: async (url) => {
      const handle = await enqueue(async () => {
        await session.switchTo().window(first);
        // A window, because WebKitGTK draws no tab in the background and lets it open no windows.
        await session.switchTo().newWindow("window");
        current = await session.getWindowHandle();
        return current;
      });
      const page = wrap(session, (command) =>
        enqueue(async () => {
          if (current !== handle) await session.switchTo().window(handle);
          current = handle;
          return command();
        }),
      );
      await page.goto(url);
      return page;
    },
    close: async () => {
      await enqueue(() => session.quit()).catch(() => {});
      stop();
    },
  };
}

/**
 * @param {import("selenium-webdriver").WebDriver} session
 * @param {<T>(command: () => Promise<T>) => Promise<T>} inTab runs a command in this page's tab
 * @returns {import("./engines.mjs").Page}
 */
function wrap(session, inTab) {
  /** @type {import("./engines.mjs").Message[]} */
  const earlier = [];
  const listen = () => inTab(() => session.executeScript(collector));
  const collect = async () => {
    const collected = await inTab(() =>
      session.executeScript("return (window.__messages ?? []).splice(0)"),
    );
    earlier.push(.../** @type {import("./engines.mjs").Message[]} */ (collected));
  };
  /** @type {import("./engines.mjs").Page["evaluate"]} */
  const evaluate = async (code, ...values) => {
    // Waiting in the driver would block the other tabs, so the page keeps the outcome until asked.
    const id = await inTab(() =>
      session.executeScript(`
        const outcomes = window.__outcomes ??= [];
        const id = outcomes.push(undefined) - 1;
        ${script(code, values)}.then((text) => { outcomes[id] = text; });
        return id;`),
    );
    const text = await until(async () => {
      const state = await inTab(() =>
        session.executeScript(
          "return window.__outcomes ? window.__outcomes[arguments[0]] ?? '' : null",
          id,
        ),
      );
      if (state === null) throw new Error("The page went away while code was running in it.");
      return /** @type {string} */ (state);
    }, String(code));
    return outcome(text);
  };
  return {
    evaluate,
    waitFor: (code, ...values) => until(() => evaluate(code, ...values), String(code)),
    goto: async (url) => {
      await collect();
      await inTab(() => session.get(url));
      await listen();
    },
    reload: async () => {
      await collect();
      await inTab(() => session.navigate().refresh());
      await listen();
    },
    close: () => inTab(() => session.close()),
    retire: () => inTab(() => session.close()),
    messages: async () => {
      await collect();
      return [...earlier];
    },
  };
}

/** Runs in the page: gathers what it prints and throws from now on. */
const collector = `
  if (window.__messages) return;
  const messages = window.__messages = [];
  for (const [method, type] of Object.entries({
    debug: "debug", error: "error", info: "info", log: "log", warn: "warning",
  })) {
    const original = console[method];
    console[method] = (...values) => {
      messages.push({ type, text: values.map(String).join(" ") });
      original.apply(console, values);
    };
  }
  addEventListener("error", (event) => {
    messages.push({ type: "error", text: String(event.error ?? event.message) });
  });
  addEventListener("unhandledrejection", (event) => {
    messages.push({ type: "error", text: String(event.reason) });
  });`;

/** @param {string} program */
async function startDisplay(program) {
  const { child, stop } = background(
    program,
    ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const numbers = /** @type {import("node:stream").Readable} */ (child.stdio[3]);
  const signal = AbortSignal.timeout(patience);
  const [number] = await once(createInterface({ input: numbers }), "line", { signal });
  numbers.destroy();
  return { display: `:${number}`, stop };
}

/**
 * @param {string} program
 * @param {string} display
 * @param {string} home
 */
async function startDriver(program, display, home) {
  const port = await freePort();
  const { stop } = background(program, [`--port=${port}`, "--host=127.0.0.1"], {
    env: {
      DISPLAY: display,
      GDK_BACKEND: "x11",
      HOME: home,
      NO_AT_BRIDGE: "1",
      XDG_CACHE_HOME: `${home}/cache`,
      XDG_CONFIG_HOME: `${home}/config`,
      XDG_DATA_HOME: `${home}/data`,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    const answer = await fetch(`${url}/status`).catch(() => undefined);
    return answer?.ok;
  }, "WebKitWebDriver to answer");
  return { url, stop };
}
