// @ts-check
/**
 * Whether a session survives a reload that comes straight after `await login()`.
 */
import { app, launch, packedPackage, serve, startEmulator, until } from "../harness/index.mjs";

/** @typedef {import("../harness/engines.mjs").Engine} Engine */

const uid = "cometchat-uid-1";

/**
 * Logs in, reloads in the same turn, and looks who is logged in; again and again.
 *
 * @param {Engine} engine
 * @param {number} times
 * @param {{ source?: string }} [options] `source`: the folder of the package
 * @returns {Promise<{ kept: number, times: number }>}
 */
export async function reloadAfterLogin(engine, times, { source } = {}) {
  const { project, manifest } = await packedPackage(source);
  const emulator = await startEmulator();
  /** @type {string | undefined} how many sessions were kept, as the page tells in the end */
  let told;
  const site = await serve({
    folder: project,
    routes: {
      "/": pageFor(manifest, emulator.url, times),
      "/kept": (request) => {
        told = new URL(request.url ?? "", "http://localhost").search.slice(1);
        return "";
      },
    },
  });
  const browser = await launch(engine);
  try {
    await browser.open(`${site.url}/`);
    // Asking the page would meet one of its reloads. It asks for something each time it loads.
    while (told === undefined) {
      const before = site.requests.length;
      await until(() => told !== undefined || site.requests.length > before, "another reload");
    }
    return { kept: Number(told), times };
  } finally {
    await browser.close();
    await site.close();
    await emulator.stop();
  }
}

/**
 * A page that logs in and reloads itself in the same turn, until it has done so often enough.
 *
 * @param {Record<string, any>} manifest
 * @param {string} emulator
 * @param {number} times
 */
function pageFor(manifest, emulator, times) {
  const entry = manifest.exports["."].import.default.replace(/^\.\//, "");
  return `<!doctype html>
<meta charset="utf-8">
<title>reload</title>
<script type="module">
  import { CometChat } from "/node_modules/${manifest.name}/${entry}";
  let [done, kept] = JSON.parse(sessionStorage.getItem("rounds") ?? "[-1, 0]");
  CometChat.useEmulator("${emulator}");
  await CometChat.init("${app.appId}");
  const user = await CometChat.getLoggedinUser();
  if (user?.getUid() === "${uid}") {
    kept += 1;
    await CometChat.logout();
  }
  done += 1;
  sessionStorage.setItem("rounds", JSON.stringify([done, kept]));
  if (done === ${times}) await fetch("/kept?" + kept);
  else {
    await CometChat.login("${uid}", "${app.authKey}");
    location.reload();
  }
</script>`;
}
