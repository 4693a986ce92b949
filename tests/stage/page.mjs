// @ts-check
/** Pages that use the packed package, and what they need around them. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch, packedPackage, serve, startEmulator } from "../harness/index.mjs";

const tests = fileURLToPath(new URL("..", import.meta.url));

/**
 * A page whose script imports `cometchat-wasm`.
 *
 * @param {Record<string, any>} manifest the package's
 * @param {string} program the script, a module
 * @param {string} [first] what comes before it
 * @param {string} [alias] another name for the package
 */
export function pageOf(manifest, program, first = "", alias = manifest.name) {
  const entry = manifest.exports["."].import.default.replace(/^\.\//, "");
  const url = `/node_modules/${manifest.name}/${entry}`;
  const imports = { [manifest.name]: url, [alias]: url };
  return `<!doctype html>
<meta charset="utf-8">
<title>application</title>
<body>
<script type="importmap">${JSON.stringify({ imports })}</script>
${first}
<script type="module">${program}</script>`;
}

/** The script of an application, which has the package's exports in its window, and `events` that listeners heard. */
export const application = `
  import * as sdk from "cometchat-wasm";
  window.events = [];
  const tell = (name, told) => events.push(told === undefined ? [name] : [name, told]);
  sdk.CometChat.addLoginListener("page", new sdk.CometChat.LoginListener({
    loginSuccess: (user) => tell("loginSuccess", user.uid),
    loginFailure: (exception) => tell("loginFailure", exception.code),
    logoutSuccess: () => tell("logoutSuccess"),
    logoutFailure: (exception) => tell("logoutFailure", exception.code),
  }));
  Object.assign(window, { ...sdk, sdk, ready: true });`;

/** @type {Map<string, Promise<string>>} */
const bundles = new Map();

/**
 * A module below tests/ with all that it imports, as one script.
 *
 * @param {string} module
 * @param {"iife" | "esm"} [format]
 */
export function bundled(module, format = "iife") {
  const made =
    bundles.get(module) ??
    build({ entryPoints: [tests + module], bundle: true, format, write: false }).then(
      ({ outputFiles: [{ text }] }) => text,
    );
  bundles.set(module, made);
  return made;
}

/**
 * Does something with a page that uses the package and an emulator, in a browser of its own.
 *
 * @template T
 * @param {object} stage
 * @param {import("../harness/engines.mjs").Engine} stage.engine
 * @param {(emulator: string) => string} stage.program the page's script
 * @param {string} [stage.first] what comes before it
 * @param {import("../harness/serve.mjs").Site["routes"]} [stage.routes] more of the site
 * @param {string} [stage.source] the folder of the package
 * @param {string[]} [stage.args] of the emulator
 * @param {(on: { page: import("../harness/engines.mjs").Page, site: import("../harness/serve.mjs").Server,
 *   emulator: import("../harness/emulator.mjs").Emulator }) => Promise<T>} act
 */
export async function onStage({ engine, program, first, routes, source, args }, act) {
  const { project, manifest } = await packedPackage(source);
  const emulator = await startEmulator({ args });
  const page = pageOf(manifest, program(emulator.url), first);
  const site = await serve({ folder: project, routes: { "/": page, ...routes } });
  const browser = await launch(engine);
  try {
    return await act({ page: await browser.open(`${site.url}/`), site, emulator });
  } finally {
    await browser.close();
    await site.close();
    await emulator.stop();
  }
}
