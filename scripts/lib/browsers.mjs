// @ts-check
/**
 * The browsers that tests run in, and where they are.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { aptInstall, aptWorks } from "./apt.mjs";
import { Problem, which } from "./process.mjs";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/**
 * One program that an engine needs.
 *
 * @typedef {object} Program
 * @property {string} env the variable that says where it is, ahead of all else
 * @property {string[]} names names on PATH, or full paths
 * @property {string} debian the Debian package that has it
 * @property {string} called what people call it
 */

/** @type {Record<string, Program>} */
const programs = {
  chromium: {
    env: "COMETCHAT_CHROMIUM",
    names: [
      "chromium",
      "chromium-browser",
      "google-chrome",
      "google-chrome-stable",
      "/snap/bin/chromium",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    debian: "chromium",
    called: "Chromium or Chrome",
  },
  chromedriver: {
    env: "CHROMEDRIVER",
    names: ["chromedriver", "/usr/lib/chromium/chromedriver", "/snap/bin/chromium.chromedriver"],
    debian: "chromium-driver",
    called: "ChromeDriver",
  },
  firefox: {
    env: "COMETCHAT_FIREFOX",
    names: ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian: "firefox-esr",
    called: "Firefox",
  },
  webkitDriver: {
    env: "COMETCHAT_WEBKIT_DRIVER",
    names: ["WebKitWebDriver"],
    debian: "webkit2gtk-driver",
    called: "WebKitWebDriver of WebKitGTK",
  },
  webkit: {
    env: "COMETCHAT_WEBKIT",
    names: debianMiniBrowsers(),
    debian: "webkit2gtk-driver",
    called: "MiniBrowser of WebKitGTK",
  },
  xvfb: {
    env: "COMETCHAT_XVFB",
    names: ["Xvfb"],
    debian: "xvfb",
    called: "Xvfb",
  },
};

/** @type {Record<Engine, string[]>} */
const needed = {
  chromium: ["chromium", "chromedriver"],
  firefox: ["firefox"],
  webkit: ["webkitDriver", "webkit", "xvfb"],
};

/**
 * Sees to it that the browsers are there: finds them, or installs Debian's.
 *
 * @param {Engine[]} engines
 */
export async function setupBrowsers(engines) {
  const missing = () =>
    engines.flatMap((engine) => needed[engine]).filter((name) => findProgram(name) === undefined);
  const wanted = missing();
  if (wanted.length === 0) return;
  if (aptWorks()) {
    await aptInstall([...new Set(wanted.map((name) => programs[name].debian))]);
    programs.webkit.names = debianMiniBrowsers();
  }
  const still = missing().map((name) => programs[name]);
  if (still.length === 0) return;
  const names = still.map(({ called, env }) => `${called} (or set ${env} to its path)`).join(", ");
  const debian = [...new Set(still.map((program) => program.debian))].join(" ");
  throw new Problem(
    `For the tests in browsers, install ${names}; on Debian: \`apt-get install ${debian}\` as root.`,
  );
}

/**
 * The path of a browser or driver that is installed.
 *
 * @param {string} name a key of the table above
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const { env, names } = programs[name];
  const told = process.env[env];
  if (told) {
    const file = which(told);
    if (!file) throw new Problem(`${env} is set to ${told}, which is not a program.`);
    return file;
  }
  for (const candidate of names) {
    const file = which(candidate);
    if (file) return file;
  }
  return undefined;
}

/** Debian keeps WebKitGTK's browser for automation in a folder of the machine's architecture. */
function debianMiniBrowsers() {
  const libraries = "/usr/lib";
  if (process.platform !== "linux" || !existsSync(libraries)) return [];
  return readdirSync(libraries)
    .filter((name) => name.endsWith("-linux-gnu"))
    .flatMap((name) =>
      ["webkit2gtk-4.1", "webkit2gtk-4.0"].map((version) =>
        path.join(libraries, name, version, "MiniBrowser"),
      ),
    );
}
