// @ts-check
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
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

for (const engine of engines)
  describe(engine, () => {
    /** @type {import("./engines.mjs").Browser} */
    let browser;
    before(async () => {
      browser = await launch(engine);
    });
    after(() => browser?.close());

    /**
     * @param {string} what
     * @param {(page: import("./engines.mjs").Page) => Promise<void>} body
     */
    const inPage = (what, body, path = "/") =>
      test(what, async () => {
        const page = await browser.open(site.url + path);
        await body(page);
        await page.close();
      });

    inPage("evaluates functions and expressions, and waits for their promises", async (page) => {
      assert.equal(await page.evaluate("await Promise.resolve(document.title)"), "one");
      const add = async (/** @type {any} */ a, /** @type {any} */ b) => a.x + b;
      assert.equal(await page.evaluate(add, { x: 1 }, 2), 3);
      assert.equal(await page.evaluate(() => undefined), undefined);
      await assert.rejects(
        page.evaluate(async () => {
          throw Object.assign(new TypeError("no"), { code: "E" });
        }),
        { name: "TypeError", message: "no", fields: { code: "E" } },
      );
    });

    inPage(
      "evaluates under a policy that forbids scripts",
      async (page) => {
        assert.equal(await page.evaluate(async () => (await fetch("/two")).status), 200);
        const ran = await page.evaluate(() => {
          const textContent = "window.ran = true";
          document.head.append(Object.assign(document.createElement("script"), { textContent }));
          return "ran" in window;
        });
        assert.equal(ran, false);
      },
      "/strict",
    );

    inPage("tabs share storage and channels, and keep them over a reload", async (first) => {
      const second = await browser.open(`${site.url}/two`);
      await first.evaluate(() => {
        localStorage.setItem("shared", "yes");
        Object.assign(window, { gone: true });
      });
      await first.reload();
      assert.equal(await first.evaluate(() => "gone" in window), false);
      for (const tab of [first, second])
        assert.equal(await tab.evaluate(() => localStorage.getItem("shared")), "yes");
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
    });

    inPage("reports what the page prints and throws", async (page) => {
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
      const asked = "http://somewhere.example/x";
      const text = await page.evaluate(`await fetch("${asked}").then((answer) => answer.text())`);
      assert.equal(text, `the proxy was asked for ${asked}`);
      await guided.close();
      proxy.closeAllConnections();
      proxy.close();
    });
  });
