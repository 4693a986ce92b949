// @ts-check
/**
 * The browsers that tests run in, and where they are.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { aptCommand, aptInstall, aptVersion, aptWorks, hasApt } from "./apt.mjs";
import { isAtLeast, lowest, versionIn } from "./needs.mjs";
import { ask, Problem, say, which } from "./process.mjs";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/**
 * One program that an engine needs.
 *
 * @typedef {object} Program
 * @property {string} env the variable that says where it is, ahead of all else
 * @property {string[]} names names on PATH, or full paths
 * @property {string} debian the Debian package that has it
 * @property {string} called what people call it
 * @property {string} [lowest] version that works
 * @property {"itself" | "package"} [tells] where its version is read; nowhere unless told
 */

/** @type {Program} */
const chromium = {
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
  called: "Chromium",
  lowest: lowest.chromium,
  tells: "itself",
};

/** @type {Record<string, Program>} */
const programs = {
  chromium,
  // The engine without the application around it: a page opens in a third of the time.
  headlessShell: {
    ...chromium,
    names: ["chromium-headless-shell", "chrome-headless-shell", ...chromium.names],
    debian: "chromium-headless-shell",
  },
  chromedriver: {
    env: "CHROMEDRIVER",
    names: ["chromedriver", "/usr/lib/chromium/chromedriver", "/snap/bin/chromium.chromedriver"],
    debian: "chromium-driver",
    called: "ChromeDriver",
    tells: "itself",
  },
  firefox: {
    env: "COMETCHAT_FIREFOX",
    names: ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian: "firefox-esr",
    called: "Firefox",
    lowest: lowest.firefox,
    tells: "itself",
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
    lowest: lowest.webkit,
    tells: "package",
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
 * Sees to it that the browsers are there and new enough: finds them, or installs Debian's. The tests
 * are told where they are.
 *
 * @param {Engine[]} engines
 * @param {{ headlessShell?: boolean }} [options] whether Chromium's headless shell will do for Chromium
 */
export async function setupBrowsers(engines, { headlessShell = false } = {}) {
  const names = engines
    .flatMap((engine) => needed[engine])
    .map((name) => (name === "chromium" && headlessShell ? "headlessShell" : name));
  let wrong = lookAll(names);
  if (wrong.length > 0 && aptWorks()) {
    for (const { why } of wrong) say(`${why}.`);
    await aptInstall([...new Set(wrong.map(({ name }) => programs[name].debian))]);
    programs.webkit.names = debianMiniBrowsers();
    wrong = lookAll(names);
  }
  if (wrong.length === 0) return;
  const whys = wrong.map(({ why }) => why).join("; ");
  const packages = [...new Set(wrong.map(({ name }) => programs[name].debian))];
  const variables = wrong.map(({ name }) => programs[name].env).join(", ");
  throw new Problem(
    hasApt()
      ? `${whys}: run ${aptCommand(packages)}.`
      : `${whys}: install what is missing, or set ${variables} to its path.`,
  );
}

/**
 * Finds programs that do, and sets their variables for the programs that this one starts.
 *
 * @param {string[]} names
 * @returns {{ name: string, why: string }[]} those that do not, and what is wrong
 */
function lookAll(names) {
  return names.flatMap((name) => {
    const { file, why } = look(name);
    if (file !== undefined) process.env[programs[name].env] = file;
    return why === "" ? [] : [{ name, why }];
  });
}

/**
 * The first program of that name that is new enough.
 *
 * @param {string} name
 * @returns {{ file?: string, why: string }} `why`: what is wrong if there is none
 */
function look(name) {
  const { called, lowest: least, env } = programs[name];
  const needs = `the tests in browsers need it${least ? `, in version ${least} or later` : ""}`;
  let why = `${called} was not found, and ${needs}`;
  for (const file of candidates(name)) {
    const version = versionOf(name, file);
    if (version === null) why = `${file} does not run, and ${needs}`;
    else if (version === undefined || isNewEnough(name, version)) return { file, why: "" };
    else if (name === "chromedriver") {
      why = `ChromeDriver ${version} (${file}) is for another Chromium, and the tests need the same version of both`;
    } else why = `${called} ${version} (${file}) is too old, and ${needs}`;
  }
  if (process.env[env]) throw new Problem(`${why}: set ${env} to another, or to nothing.`);
  return { why };
}

/**
 * @param {string} name
 * @param {string} version
 */
function isNewEnough(name, version) {
  if (name !== "chromedriver") return isAtLeast(version, programs[name].lowest ?? "0");
  // It drives the Chromium of its own version.
  const { file } = look("chromium");
  const browser = file === undefined ? undefined : versionOf("chromium", file);
  return !browser || browser.split(".")[0] === version.split(".")[0];
}

/**
 * The version of a program; undefined if it does not tell, null if it does not run.
 *
 * @param {string} name
 * @param {string} file
 */
function versionOf(name, file) {
  const { tells, debian } = programs[name];
  if (tells === "package") return aptVersion(debian);
  if (!tells || process.platform === "win32") return undefined;
  const { ok, stdout } = ask(file, ["--version"]);
  return ok ? (versionIn(stdout) ?? undefined) : null;
}

/**
 * The path of a browser or driver that is installed.
 *
 * @param {string} name a key of the table above
 * @returns {string | undefined}
 */
export function findProgram(name) {
  return candidates(name)[0];
}

/**
 * The paths where a program is, best first.
 *
 * @param {string} name
 * @returns {string[]}
 */
function candidates(name) {
  const { env, names } = programs[name];
  const told = process.env[env];
  if (told) {
    const file = which(told);
    if (!file) throw new Problem(`${env} is set to ${told}, which is not a program.`);
    return [file];
  }
  return names.flatMap((candidate) => which(candidate) ?? []);
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
