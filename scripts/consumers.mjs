// @ts-check
/**
 * `npm run consumers`: shows that the package works with the tools that applications are built with,
 * and writes docs/consumers.md. It installs those tools from npm, into folders that it removes.
 *
 *     npm run consumers -- --only webpack,Next.js    some of them, and docs/consumers.md as it is
 */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { main, must, Problem, root, say } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
  const only = (values.only ?? []).flatMap((names) => names.split(","));
  await setup(["emulator", "chromium"]);
  if (!existsSync(path.join(root, "pkg/package.json"))) await build();
  await must("cargo", ["build", "--quiet", "--package", "cometchat-emulator"]);

  // Not before npm packages are installed.
  const { consumers, show } = await import("../tests/consumers/consumers.mjs");
  const { openStage } = await import("../tests/consumers/stage.mjs");
  const picked = consumers.filter(({ name }) => only.length === 0 || only.includes(name));
  if (picked.length === 0) {
    const names = [...new Set(consumers.map(({ name }) => name))].join(", ");
    throw new Problem(`There is no consumer ${only.join(", ")}; there are ${names}.`);
  }

  const stage = await openStage();
  /** @type {string[][]} */
  const rows = [];
  let failed = 0;
  try {
    for (const consumer of picked) {
      const entry = consumer.slim ? "slim" : "default";
      try {
        const { version, size } = await show(stage, consumer);
        const sizes = size ? [size.raw, size.gzip].map(thousands) : ["", ""];
        rows.push([consumer.name, version, entry, consumer.shown, ...sizes]);
        say(`${consumer.name} (${version}), ${entry} entry point: ${consumer.shown}`);
      } catch (error) {
        failed += 1;
        console.error(`${consumer.name}, ${entry} entry point: failed`, error);
      }
    }
  } finally {
    await stage.close();
  }

  say(`${rows.length} of ${picked.length} consumers work`);
  if (only.length === 0 && failed === 0) {
    writeFileSync(path.join(root, "docs/consumers.md"), page(rows));
    say("docs/consumers.md is written.");
  }
  return failed === 0 ? 0 : 1;
});

/** @param {number} bytes */
function thousands(bytes) {
  return bytes.toLocaleString("en-GB");
}

/** @param {string[][]} rows */
function page(rows) {
  return `# Consumers

See whether it works with your tools. Each row is a project that installed the packed package, was built with that tool,
and logged in against the emulator. Sizes are those of everything that the tool made for the browser, including its own
runtime; each output contains the WebAssembly once. Versions are those of the tool, or else of the browser or of Node.

Written by \`npm run consumers\`; do not edit.

| consumer | version | entry point | what was shown | bytes | gzip |
|---|---|---|---|---:|---:|
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}
`;
}
