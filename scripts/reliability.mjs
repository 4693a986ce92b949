// @ts-check
/**
 * `npm run reliability`: runs what tries the SDK against faults, and writes docs/reliability.md from
 * what it prints. It takes about half an hour.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { main, must, root, run, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

/**
 * Commands that print lines such as `reload firefox: 100/100 sessions kept`: a name from the list, what
 * it is about if need be, a colon, and the figures.
 *
 * @type {{ names: string[], about: string, called: string, command: string[] }[]}
 */
const sources = [
  {
    names: ["model"],
    about:
      "the core beside a small model of it, with random operations, faults and interleavings; natively",
    called: "cargo test --test core -- --nocapture model",
    command: ["cargo", "test", "--quiet", "--test", "core", "--", "--nocapture", "model"],
  },
  {
    names: ["soak"],
    about: "logins and logouts of the core, and how much memory in use grows; natively",
    called: "cargo test --test core -- --nocapture soak",
    command: ["cargo", "test", "--quiet", "--test", "core", "--", "--nocapture", "soak"],
  },
  {
    names: ["matrix"],
    about: "every fault during every operation, in a browser; [all results](fault-matrix.md)",
    called: "npm run matrix",
    command: [process.execPath, "scripts/matrix.mjs"],
  },
  {
    names: ["reload"],
    about:
      "a reload in the very turn in which `await login()` resolves: is the user still logged in?",
    called: "npm run reload",
    command: [process.execPath, "scripts/reload.mjs"],
  },
  {
    names: ["soak"],
    about: "logins and logouts on one page: are objects, handles, listeners or timers left behind?",
    called: "npm run soak",
    command: [process.execPath, "scripts/soak.mjs"],
  },
];

await main(async () => {
  await setup(["wasm", "chromium", "firefox", "webkit"]);
  await build();
  await must("cargo", ["build", "--quiet", "--package", "cometchat-emulator"]);

  /** @type {string[]} */
  const rows = [];
  let failed = false;
  for (const { names, about, called, command } of sources) {
    const [program, ...args] = command;
    say(`\n──── ${called}`);
    const { ok, output } = await run(program, args);
    failed ||= !ok;
    const line = new RegExp(`^[.\\s]*((?:${names.join("|")})(?: \\w+)?): (.*\\d.*)$`, "gm");
    for (const [, name, figures] of output.matchAll(line)) {
      rows.push(`| ${name} | ${figures} | ${about} | \`${called}\` |`);
    }
  }
  const lines = [
    "# Reliability",
    "",
    "How much this SDK has been tested against faults, and with what result. `npm run reliability` repeats all of it and",
    "writes this table.",
    "",
    "| run | result | what it tries | command |",
    "|---|---|---|---|",
    ...rows,
  ];
  const page = path.join(root, "docs/reliability.md");
  // The rest is of `cargo test --package crowd -- --ignored`.
  const [, crowd = ""] = /(\n## A crowd\n[\s\S]*)/.exec(readFileSync(page, "utf8")) ?? [];
  writeFileSync(page, `${lines.join("\n")}\n${crowd}`);
  say("");
  for (const row of rows) say(row);
  return failed ? 1 : 0;
});
