// @ts-check
/**
 * Checks the emulator, native and for npm, against the OpenAPI document that it serves, with requests that
 * Schemathesis makes up from it. Makes a Python environment for that in target/.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "../tests/harness/emulator.mjs";
import { main, must } from "./lib/process.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The version that has been tried. */
const SCHEMATHESIS = "schemathesis==4.32.5";

const environment = path.join(root, "target/schemathesis");

/** A token that the emulator starts with. */
const token = "token-of-the-tester";

/** Who asks, and for what. */
const callers = [
  { name: "with the REST API Key", headers: { apikey: "emulator-rest-api-key" }, options: [] },
  {
    name: "with an auth token",
    headers: { authtoken: token },
    // Whoever logs out cannot go on.
    options: [
      ...["/me", "/settings", "/conversations", "/groups", "/messages"],
      ...["messages", "conversation", "conversation/read"].map((path) => `/users/{uid}/${path}`),
    ]
      .flatMap((path) => ["--include-path", path])
      .concat("--exclude-method", "DELETE"),
  },
];

async function setup() {
  if (existsSync(path.join(environment, "bin/schemathesis"))) return;
  await must("python3", ["-m", "venv", environment]);
  const pip = ["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS];
  await must(path.join(environment, "bin/pip"), pip);
}

/** @param {string | undefined} program the emulator's; the native one unless told */
async function check(program) {
  if (program) process.env.COMETCHAT_EMULATOR = program;
  for (const { name, headers, options } of callers) {
    console.log(`${program ?? "the native emulator"}, ${name}`);
    const emulator = await startEmulator({ args: ["--token", `cometchat-uid-5=${token}`] });
    try {
      const args = [
        ...["--config-file", path.join(root, "tests/openapi/schemathesis.toml")],
        ...["run", `${emulator.url}/_emulator/openapi.json`, "--max-examples", "25"],
        ...["--seed", "1", "--warnings", "off", "--header", "appid: emulator-app"],
        ...Object.entries(headers).flatMap(([header, value]) => [
          "--header",
          `${header}: ${value}`,
        ]),
        ...options,
      ];
      // It keeps a cache where it runs.
      await must(path.join(environment, "bin/schemathesis"), args, { cwd: environment });
    } finally {
      await emulator.stop();
    }
  }
}

await main(async () => {
  await setup();
  await check(undefined);
  await check(path.join(root, "pkg-emulator/cli.js"));
});
