#!/usr/bin/env node
/**
 * `npx cometchat-emulator`: the emulator as a program, with the flags of the native one.
 */
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { isIP } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createEmulator } from "./node.js";

const HELP = `A local CometChat for its users' authentication. Not affiliated with CometChat.

Usage: cometchat-emulator [OPTIONS]
       cometchat-emulator init FOLDER   Copy the Service Worker there

Options:
  --app-id ID          The app id that requests must carry [default: emulator-app]
  --auth-key KEY       The key of scope authOnly, the "Auth Key" [default: emulator-auth-key]
  --rest-api-key KEY   The key of scope fullAccess, the "REST API Key" [default: emulator-rest-api-key]
  --region REGION      The region that the settings speak of [default: us]
  --host ADDRESS       The address to listen on; any other than a loopback address lets the network in
                       [default: 127.0.0.1]
  --port PORT          The port to listen on; 0 takes a free one [default: 9770]
  --user UID=NAME      A user to start with, besides the five sample users (repeatable)
  --token UID=TOKEN    An auth token to start with; its user is created if there is none (repeatable)
  --role ROLE          A role that users may have, besides "default" (repeatable)
  --allow-host HOST    A host, besides this machine, whose pages may use the control API, and under whose name
                       it can be reached (repeatable)
  --keep-alive         Keep connections open between requests, as the real service does
  --exit-with-stdin    End when standard input ends, so that a test runner never leaves the emulator behind
  --help               Print this
  --version            Print the version`;

/** The name of the Service Worker where a site serves it. */
const WORKER = "cometchat-emulator-worker.js";

const text = (value: string) => ({ type: "string", default: value }) as const;
const several = { type: "string", multiple: true, default: [] as string[] } as const;
const flag = { type: "boolean", default: false } as const;

function read(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      "app-id": text("emulator-app"),
      "auth-key": text("emulator-auth-key"),
      "rest-api-key": text("emulator-rest-api-key"),
      region: text("us"),
      host: text("127.0.0.1"),
      port: text("9770"),
      user: several,
      token: several,
      role: several,
      "allow-host": several,
      "keep-alive": flag,
      "exit-with-stdin": flag,
      help: { ...flag, short: "h" },
      version: { ...flag, short: "V" },
    },
  });
}

type Flags = ReturnType<typeof read>["values"];

function pair(name: string, value: string): [string, string] {
  const at = value.indexOf("=");
  if (at < 0) throw new Error(`invalid value '${value}' for '--${name}': there is no "=" in it`);
  return [value.slice(0, at), value.slice(at + 1)];
}

function portOf(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65535) {
    throw new Error(`invalid value '${value}' for '--port': a port is a number from 0 to 65535`);
  }
  return port;
}

function hostOf(value: string): string {
  if (isIP(value) === 0) {
    throw new Error(`invalid value '${value}' for '--host': it is not an IP address`);
  }
  return value;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(flags: Flags): Promise<void> {
  const [host, port] = [hostOf(flags.host), portOf(flags.port)];
  const emulator = await createEmulator({
    appId: flags["app-id"],
    authKey: flags["auth-key"],
    restApiKey: flags["rest-api-key"],
    region: flags.region,
    roles: flags.role,
    allowedHosts: flags["allow-host"],
    users: flags.user.map((user) => {
      const [uid, name] = pair("user", user);
      return { uid, name };
    }),
    tokens: flags.token.map((seed) => {
      const [uid, token] = pair("token", seed);
      return { uid, token };
    }),
  });
  const listening = await emulator
    .listen({ host, port, keepAlive: flags["keep-alive"] })
    .catch((error: Error) => {
      throw new Error(`cannot listen on ${host}, port ${port}: ${error.message}`);
    });
  if (!/^127\.|^::1$/.test(host)) {
    say(` WARN ${host} is not a loopback address: everybody on the network can use this`);
  }
  for (const line of banner(flags, listening.url, emulator.state().users)) say(line);
  const ending = end(flags["exit-with-stdin"]);
  // The one line on standard output. Nobody needs to read it, so that a closed pipe is no failure.
  process.stdout.on("error", () => {});
  process.stdout.write(`cometchat-emulator listening on ${listening.url}\n`);
  say(`${await ending}: ending`);
  process.stdin.destroy();
  await emulator.dispose();
}

function banner(flags: Flags, url: string, users: { uid: string; name: string }[]): string[] {
  return [
    `CometChat emulator: API below ${url}/v3.0, control API below ${url}/_emulator`,
    `  app id        ${flags["app-id"]}`,
    `  auth key      ${flags["auth-key"]}`,
    `  REST API key  ${flags["rest-api-key"]}`,
    `  users         ${users.map(({ uid, name }) => `${uid} (${name})`).join(", ")}`,
    "Log in:",
    `  curl -s -X POST ${url}/v3.0/users/${users[0]?.uid}/auth_tokens -H 'appid: ${flags["app-id"]}' -H 'apikey: ${flags["auth-key"]}'`,
  ];
}

/** Waits for what ends the program, and names it. */
function end(withStdin: boolean): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => resolve(signal));
    if (withStdin) {
      process.stdin.on("close", () => resolve("standard input ended"));
      process.stdin.on("end", () => resolve("standard input ended"));
      process.stdin.resume();
    }
  });
}

/** Copies the Service Worker to where a site serves it. */
async function initialise(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error("init needs the folder that the site serves");
  await mkdir(folder, { recursive: true });
  const file = join(folder, WORKER);
  await copyFile(fileURLToPath(new URL("service-worker.js", import.meta.url)), file);
  say(`wrote ${file}; register it with navigator.serviceWorker.register("/${WORKER}")`);
}

async function main(): Promise<void> {
  const { values, positionals } = read(process.argv.slice(2));
  const [command, folder, ...more] = positionals;
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
  } else if (values.version) {
    const { version } = createRequire(import.meta.url)("./package.json");
    process.stdout.write(`cometchat-emulator ${version}\n`);
  } else if (command === "init" && more.length === 0) {
    await initialise(folder);
  } else if (command !== undefined) {
    throw new Error(`unexpected argument '${command}' found; see --help`);
  } else {
    await run(values);
  }
}

main().catch((error: Error) => {
  say(`error: ${error.message}`);
  // It ends by itself when all has been written, even to a pipe.
  process.exitCode = 1;
});
