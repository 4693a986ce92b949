// @ts-check
/** The two programs, native and for npm: their flags, what they print, and how they end. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { emulatorProgram } from "../harness/index.mjs";
import { built } from "./bodies.mjs";
import { session } from "./callers.mjs";

const programs = { native: emulatorProgram(), npm: fileURLToPath(new URL("cli.js", built)) };

for (const [name, program] of Object.entries(programs)) {
  /** @param {string[]} args */
  const run = (...args) => {
    const { RUST_LOG: _, ...env } = process.env;
    const child = spawn(program, args, { stdio: "pipe", env });
    const ended = Promise.all([once(child, "close"), text(child.stderr)]);
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      kill: (/** @type {NodeJS.Signals} */ signal) => child.kill(signal),
      ended: async () => {
        const [[code], log] = await ended;
        return { code, log };
      },
    };
  };

  /** @param {string[]} args */
  const start = async (...args) => {
    const child = run("--port", "0", ...args);
    const lines = createInterface(child.stdout);
    const [line] = await once(lines, "line");
    lines.on("line", (second) => assert.fail(`another line: ${second}`));
    const url = /^cometchat-emulator listening on (http:\/\/[\d.]+:[1-9]\d*)$/.exec(line)?.[1];
    assert.ok(url, line);
    /** @param {string} path @param {Record<string, string>} [headers] @returns {Promise<any>} */
    const get = async (path, headers) => (await fetch(`${url}${path}`, { headers })).json();
    return { ...child, url, get };
  };

  describe(name, () => {
    test("the only line on standard output says where it listens, and SIGTERM ends it", async () => {
      const { url, get, kill, ended } = await start();
      assert.match(url, /^http:\/\/127\.0\.0\.1:/);
      assert.equal((await get("/_emulator")).appId, "emulator-app");
      kill("SIGTERM");
      const { code, log } = await ended();
      assert.equal(code, 0, log);
      assert.match(log, /SIGTERM/);
    });

    test("an interrupt ends it cleanly", async () => {
      const { kill, ended } = await start();
      kill("SIGINT");
      assert.equal((await ended()).code, 0);
    });

    test("it can end with its standard input", async () => {
      const { get, stdin, ended } = await start("--exit-with-stdin");
      assert.equal((await get("/_emulator")).name, "cometchat-emulator");
      stdin.end();
      const { code, log } = await ended();
      assert.equal(code, 0, log);
      assert.match(log, /standard input ended/);
    });

    test("it outlives its standard input otherwise", async () => {
      const { get, stdin, kill, ended } = await start();
      stdin.end();
      assert.equal((await get("/_emulator")).name, "cometchat-emulator");
      kill("SIGTERM");
      assert.match((await ended()).log, /SIGTERM/);
    });

    test("flags set the credentials, and the first users and tokens", async () => {
      const { get, kill, ended } = await start(
        ...["--app-id", "my-app", "--auth-key", "k1", "--rest-api-key", "k2", "--region", "eu"],
        ...["--role", "manager", "--user", "zoe=Zoe = Z", "--user", "cometchat-uid-1=Andy"],
        ...["--token", "zoe=zoe-token", "--token", "ann=ann=token"],
      );
      const mine = { appid: "my-app" };
      const full = { ...mine, apikey: "k2" };
      const me = async (/** @type {string} */ token) =>
        (await get("/v3.0/me", { ...session(token), ...mine })).data;
      assert.equal((await get("/_emulator")).region, "eu");
      assert.equal((await me("zoe-token")).name, "Zoe = Z");
      assert.equal((await me("ann=token")).uid, "ann");
      assert.equal((await get("/v3.0/users", full)).data.length, 7);
      assert.equal((await get("/v3.0/users/cometchat-uid-1", full)).data.name, "Andy");
      const denied = await get("/v3.0/users", { ...mine, apikey: "k1" });
      assert.equal(denied.error.code, "AUTH_ERR_NO_ACCESS");
      kill("SIGTERM");
      await ended();
    });

    test("an address that is not loopback is warned of", async () => {
      const { url, kill, ended } = await start("--host", "0.0.0.0");
      assert.match(url, /^http:\/\/0\.0\.0\.0:/);
      kill("SIGTERM");
      assert.match((await ended()).log, /WARN.*not a loopback address/);
    });

    for (const [args, reason] of /** @type {[string[], RegExp][]} */ ([
      [["--user", "a b=Name"], /letters, numbers, dashes/],
      [["--user", "nobody"], /there is no "="/],
      [["--token", "u="], /is empty/],
      [["--port", "99999"], /99999/],
      [["--host", "localhost"], /localhost/],
      [["--unheard-of"], /--unheard-of/],
      [["start"], /unexpected argument 'start'/],
    ])) {
      test(`what it cannot start with is said, and fails: ${args.join(" ")}`, async () => {
        const { stdout, ended } = run(...args);
        assert.equal(await text(stdout), "");
        const { code, log } = await ended();
        assert.ok(code > 0, String(code));
        assert.match(log, reason);
      });
    }

    test("the README tells every flag and no other", async () => {
      const readme = readFileSync(new URL("../../emulator/README.md", import.meta.url), "utf8");
      const told = [...readme.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, flag]) => flag);
      const help = [...(await text(run("--help").stdout)).matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)];
      const offered = help.map(([, flag]) => flag).filter((flag) => !/help|version/.test(flag));
      assert.deepEqual(offered.sort(), told.sort());
    });
  });
}
