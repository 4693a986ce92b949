// @ts-check
/**
 * `npm run reliability`: runs all that tells how much was tried and survived, and writes
 * docs/reliability.md from what they print. It takes a while.
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
      "the core against a model of it, with random operations, faults and interleavings; natively",
    called: "cargo test --test core -- --nocapture model",
    command: ["cargo", "test", "--quiet", "--test", "core", "--", "--nocapture", "model"],
  },
  {
    names: ["soak"],
    about: "logins and logouts of the core, and the memory that they leave in use; natively",
    called: "cargo test --test core -- --nocapture soak",
    command: ["cargo", "test", "--quiet", "--test", "core", "--", "--nocapture", "soak"],
  },
  {
    names: ["matrix"],
    about:
      "every fault under every operation, in a browser; [what became of each](fault-matrix.md)",
    called: "npm run matrix",
    command: [process.execPath, "scripts/matrix.mjs"],
  },
  {
    names: ["reload"],
    about: "a reload in the turn in which `await login()` is over, and the session found after it",
    called: "npm run reload",
    command: [process.execPath, "scripts/reload.mjs"],
  },
  {
    names: ["soak"],
    about:
      "logins and logouts in one page, and the objects, handles, listeners and timers that they leave behind",
    called: "npm run soak",
    command: [process.execPath, "scripts/soak.mjs"],
  },
];

await main(async () => {
  await setup({ rust: true, browsers: ["chromium", "firefox", "webkit"] });
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
    "What it was put through: each row is a run, and how it ended. Written by `npm run reliability`.",
    "",
    "| | figures | what was tried | command |",
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
