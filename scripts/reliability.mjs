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
 * Commands that print lines such as `reload firefox: 100/100 sessions kept`: what each is about, and how it is called.
 *
 * @type {Record<string, string>}
 */
const sources = {
  "cargo test --test core -- --nocapture model":
    "the core beside a small model of it, with random operations, faults and interleavings; natively",
  "cargo test --test core -- --nocapture soak":
    "logins and logouts of the core, and how much memory in use grows; natively",
  "npm run matrix":
    "every fault during every operation, in a browser; [all results](fault-matrix.md)",
  "npm run reload":
    "a reload in the very turn in which `await login()` resolves: is the user still logged in?",
  "npm run soak":
    "logins and logouts on one page: are objects, handles, listeners or timers left behind?",
};

await main(async () => {
  await setup(["wasm", "chromium", "firefox", "webkit"]);
  await build();
  await must("cargo", ["build", "--quiet", "--package", "cometchat-emulator"]);
  /** @type {string[]} */
  const rows = [];
  let failed = false;
  for (const [called, about] of Object.entries(sources)) {
    say(`\n──── ${called}`);
    const [program, ...args] = called.split(" ");
    const { ok, output } = await run(program, args);
    failed ||= !ok;
    for (const [, name, figures] of output.matchAll(
      /^[.\s]*((?:model|soak|matrix|reload)(?: \w+)?): (.*\d.*)$/gm,
    )) {
      rows.push(`| ${name} | ${figures} | ${about} | \`${called}\` |`);
    }
  }
  const page = path.join(root, "docs/reliability.md");
  // The rest is of `cargo test --package crowd -- --ignored`.
  const [, crowd = ""] = /(\n## A crowd\n[\s\S]*)/.exec(readFileSync(page, "utf8")) ?? [];
  const head = `# Reliability

How much this SDK has been tested against faults, and with what result. \`npm run reliability\` repeats all of it and
writes this table.

| run | result | what it tries | command |
|---|---|---|---|
`;
  writeFileSync(page, `${head}${rows.join("\n")}\n${crowd}`);
  say(`\n${rows.join("\n")}`);
  return failed ? 1 : 0;
});
