// @ts-check
/**
 * The browsers that tests run in, and where they are.
 */
import * as at from "./machine.mjs";
import { lowest, machine } from "./machine.mjs";
import { Problem } from "./process.mjs";

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

/**
 * One program that an engine needs.
 *
 * @typedef {object} Program
 * @property {string} called what people call it
 * @property {string} env the variable that says where it is, ahead of all else
 * @property {string} debian the Debian package that has it
 * @property {string[]} names names on PATH, or full paths
 * @property {string} [least] the lowest version that works
 * @property {boolean} [silent] whether it does not tell its version
 */

const apps = "/Applications";
const chromium = {
  ...{ called: "Chromium", env: "COMETCHAT_CHROMIUM", debian: "chromium", least: lowest.chromium },
  names: [
    ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    ...["/snap/bin/chromium", `${apps}/Chromium.app/Contents/MacOS/Chromium`],
    `${apps}/Google Chrome.app/Contents/MacOS/Google Chrome`,
  ],
};

/** @type {Record<string, Program>} */
const programs = {
  chromium,
  // The engine without the application around it: a page opens in a third of the time.
  headlessShell: {
    ...chromium,
    debian: "chromium-headless-shell",
    names: ["chromium-headless-shell", "chrome-headless-shell", ...chromium.names],
  },
  chromedriver: {
    ...{ called: "ChromeDriver", env: "CHROMEDRIVER", debian: "chromium-driver" },
    names: ["chromedriver", "/usr/lib/chromium/chromedriver", "/snap/bin/chromium.chromedriver"],
  },
  firefox: {
    ...{
      called: "Firefox",
      env: "COMETCHAT_FIREFOX",
      debian: "firefox-esr",
      least: lowest.firefox,
    },
    names: ["firefox-esr", "firefox", `${apps}/Firefox.app/Contents/MacOS/firefox`],
  },
  webkitDriver: {
    ...{ called: "WebKitWebDriver of WebKitGTK", env: "COMETCHAT_WEBKIT_DRIVER" },
    ...{ debian: "webkit2gtk-driver", names: ["WebKitWebDriver"], silent: true },
  },
  webkit: {
    ...{ called: "MiniBrowser of WebKitGTK", env: "COMETCHAT_WEBKIT", names: [], silent: true },
    ...{ debian: "webkit2gtk-driver", least: lowest.webkit },
  },
  xvfb: { called: "Xvfb", env: "COMETCHAT_XVFB", debian: "xvfb", names: ["Xvfb"], silent: true },
};

/** @type {Record<Engine, string[]>} */
const needed = {
  chromium: ["chromium", "chromedriver"],
  firefox: ["firefox"],
  webkit: ["webkitDriver", "webkit", "xvfb"],
};

/**
 * Sees to it that the browsers are there and new enough: finds them, or installs Debian's. The tests are told where
 * they are.
 *
 * @param {Engine[]} engines
 * @param {{ headlessShell?: boolean }} [options] whether Chromium's headless shell will do for Chromium
 */
export async function setupBrowsers(engines, { headlessShell = false } = {}) {
  const names = engines
    .flatMap((engine) => needed[engine])
    .map((name) => (name === "chromium" && headlessShell ? "headlessShell" : name));
  const { why, wrong, packages, trouble } = await at.obtain(() => {
    const wrong = names.map((name) => look(name)).filter(({ why }) => why !== "");
    const packages = [...new Set(wrong.map(({ program }) => program.debian))];
    return { why: wrong.map(({ why }) => why).join("; "), wrong, packages };
  }, [({ why, packages }) => at.aptInstall(packages, why)]);
  if (why === "") return;
  const variables = wrong.map(({ program }) => program.env).join(", ");
  const way = `install what is missing, or set ${variables} to its path`;
  throw new Problem(`${why}${trouble}: ${at.hasApt() ? `run ${at.aptCommand(packages)}` : way}.`);
}

/**
 * Finds the first program of that name that is new enough, and sets its variable for the programs that this one starts.
 *
 * @param {string} name
 * @returns {{ program: Program, why: string, version?: string }} `why`: what is wrong; empty if nothing is
 */
function look(name) {
  const program = programs[name];
  const { called, env, least = "0" } = program;
  const needs = `the tests in browsers need it${program.least ? `, in version ${least} or later` : ""}`;
  let why = `${called} was not found, and ${needs}`;
  for (const file of candidates(name)) {
    const version = versionOf(program, file);
    // A driver drives the Chromium of its own version.
    const browser = name === "chromedriver" ? look("chromium").version : undefined;
    if (version === undefined) why = `${file} does not run, and ${needs}`;
    else if (browser && browser.split(".")[0] !== version.split(".")[0]) {
      why = `ChromeDriver ${version} (${file}) is for another Chromium, and the tests need the same version of both`;
    } else if (version && !at.isAtLeast(version, least)) {
      why = `${called} ${version} (${file}) is too old, and ${needs}`;
    } else {
      machine.env[env] = file;
      return { program, why: "", version };
    }
  }
  if (machine.env[env]) throw new Problem(`${why}: set ${env} to another, or to nothing.`);
  return { program, why };
}

/** The version of a program: undefined if it does not run, empty if it does not tell. @type {(program: Program, file: string) => string | undefined} */
function versionOf({ silent, least, debian }, file) {
  if (machine.platform === "win32" || (silent && !least)) return "";
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this in.
  const query = ["-W", "-f=${Version}", debian];
  const { ok, stdout } = silent
    ? machine.ask("dpkg-query", query)
    : machine.ask(file, ["--version"]);
  return ok || silent ? at.versionIn(stdout) : undefined;
}

/**
 * The path of a browser or driver that is installed.
 *
 * @param {string} name a key of the table above
 * @returns {string | undefined}
 */
export const findProgram = (name) => candidates(name)[0];

/** The paths where a program is, best first. @param {string} name */
function candidates(name) {
  const { env, names } = programs[name];
  const told = machine.env[env];
  if (told) {
    const file = machine.which(told);
    if (!file) throw new Problem(`${env} is set to ${told}, which is not a program.`);
    return [file];
  }
  const places = name === "webkit" ? miniBrowsers() : names;
  return places.flatMap((place) => machine.which(place) ?? []);
}

/** Debian keeps WebKitGTK's browser for automation in a folder of the machine's architecture. */
const miniBrowsers = () =>
  ["4.1", "4.0"].flatMap((version) =>
    machine
      .list("/usr/lib")
      .map((folder) => `/usr/lib/${folder}/webkit2gtk-${version}/MiniBrowser`),
  );
