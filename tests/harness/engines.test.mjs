// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { scratchFolder } from "./cleanup.mjs";
import { engines, launch } from "./engines.mjs";
import { listen } from "./ports.mjs";
import { serve } from "./serve.mjs";

const strict = { "content-security-policy": "default-src 'none'; connect-src 'self'" };

/** @type {import("./serve.mjs").Server} */
let site;
before(async () => {
  site = await serve({
    routes: {
      "/": "<!doctype html><title>one</title><h1>One</h1>",
      "/two": "<!doctype html><title>two</title><h1>Two</h1>",
      "/strict": { body: "<!doctype html><title>strict</title>", headers: strict },
    },
  });
});
after(() => site.close());

for (const engine of engines) {
  describe(engine, () => {
    /** @type {import("./engines.mjs").Browser} */
    let browser;
    before(async () => {
      browser = await launch(engine);
    });
    after(() => browser?.close());

    test("opens a page and evaluates in it", async () => {
      const page = await browser.open(`${site.url}/`);
      assert.equal(await page.evaluate(() => 1 + 1), 2);
      assert.equal(await page.evaluate("document.title"), "one");
      assert.equal(await page.evaluate("await Promise.resolve(7)"), 7);
      assert.equal(
        await page.evaluate((/** @type {any} */ a, /** @type {any} */ b) => a.x + b, { x: 1 }, 2),
        3,
      );
      assert.equal(await page.evaluate(() => undefined), undefined);
      assert.equal(await page.url(), `${site.url}/`);
      await page.close();
    });

    test("waits for asynchronous code", async () => {
      const page = await browser.open(`${site.url}/`);
      const text = await page.evaluate(async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return (await fetch("/two")).text();
      });
      assert.match(text, /<h1>Two/);
      await page.close();
    });

    test("an error in the page is an error here", async () => {
      const page = await browser.open(`${site.url}/`);
      await assert.rejects(
        page.evaluate(async () => {
          throw Object.assign(new TypeError("no"), { code: "E" });
        }),
        { name: "TypeError", message: "no", fields: { code: "E" } },
      );
      await page.close();
    });

    test("evaluates under a policy that forbids scripts", async () => {
      const page = await browser.open(`${site.url}/strict`);
      assert.equal(await page.evaluate(async () => (await fetch("/two")).status), 200);
      const ran = await page.evaluate(() => {
        const inline = document.createElement("script");
        inline.textContent = "window.ran = true";
        document.head.append(inline);
        return "ran" in window;
      });
      assert.equal(ran, false);
      await page.close();
    });

    test("localStorage survives a reload", async () => {
      const page = await browser.open(`${site.url}/`);
      await page.evaluate(() => {
        localStorage.setItem("key", "value");
        Object.assign(window, { gone: true });
      });
      await page.reload();
      assert.equal(await page.evaluate(() => localStorage.getItem("key")), "value");
      assert.equal(await page.evaluate(() => "gone" in window), false);
      await page.close();
    });

    test("tabs share storage and channels", async () => {
      const first = await browser.open(`${site.url}/`);
      const second = await browser.open(`${site.url}/two`);
      await first.evaluate(() => localStorage.setItem("shared", "yes"));
      assert.equal(await second.evaluate(() => localStorage.getItem("shared")), "yes");
      const heard = second.evaluate(
        () =>
          new Promise((resolve) => {
            Object.assign(window, { listening: true });
            new BroadcastChannel("test").onmessage = (event) => resolve(event.data);
          }),
      );
      await second.waitFor(() => "listening" in window);
      await first.evaluate(() => new BroadcastChannel("test").postMessage("hello"));
      assert.equal(await heard, "hello");
      await second.close();
      await first.close();
    });

    test("window.open gives a tab to talk to", async () => {
      const page = await browser.open(`${site.url}/`);
      const popup = await browser.popup(() =>
        page.evaluate(() => {
          window.open("/two");
        }),
      );
      assert.equal(await popup.evaluate("document.title"), "two");
      await popup.evaluate(() => {
        window.opener.document.title = "changed";
      });
      assert.equal(await page.evaluate("document.title"), "changed");
      await popup.close();
      await page.close();
    });

    test("reports what the page prints and throws", async () => {
      const page = await browser.open(`${site.url}/`);
      await page.evaluate(() => {
        console.log("printed");
        setTimeout(() => {
          throw new Error("thrown");
        }, 0);
      });
      await page.waitFor(() => new Promise((resolve) => setTimeout(() => resolve(true), 20)));
      const messages = await page.messages();
      assert.ok(messages.some(({ type, text }) => type === "log" && text === "printed"));
      assert.ok(messages.some(({ type, text }) => type === "error" && text.includes("thrown")));
      await page.close();
    });

    test("takes a picture", async () => {
      const page = await browser.open(`${site.url}/`);
      const scratch = scratchFolder("pictures");
      const file = path.join(scratch.folder, "page.png");
      await page.screenshot(file);
      assert.equal(readFileSync(file).subarray(1, 4).toString(), "PNG");
      scratch.remove();
      await page.close();
    });

    test("goes through a proxy to all hosts but this machine", async () => {
      const proxy = http.createServer((request, response) => {
        response.writeHead(200, { "access-control-allow-origin": "*", connection: "close" });
        response.end(`the proxy was asked for ${request.url}`);
      });
      const port = await listen(proxy);
      const guided = await launch(engine, { proxy: `http://127.0.0.1:${port}` });
      const page = await guided.open(`${site.url}/`);
      assert.equal(await page.evaluate("document.title"), "one");
      const text = await page.evaluate(
        `await fetch("http://somewhere.example/x").then((answer) => answer.text())`,
      );
      assert.equal(text, "the proxy was asked for http://somewhere.example/x");
      await guided.close();
      proxy.closeAllConnections();
      proxy.close();
    });
  });
}
