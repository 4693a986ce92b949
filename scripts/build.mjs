// @ts-check
/**
 * `npm run build`: makes pkg/ and pkg-emulator/, exactly what `npm publish` would send. `npm run size`: pkg/ alone. Both
 * print how large it is.
 */
import { pathToFileURL } from "node:url";
import { emulator, sdk } from "./lib/builds.mjs";
import { main, must } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

/** Builds a package, setting up what that needs. @param {import("./lib/builds.mjs").Build} built */
async function make({ xtask, commands }) {
  await setup(["wasm"]);
  await must("cargo", ["run", "--quiet", "--package", "xtask", "--", ...xtask]);
  for (const [program, ...args] of commands) await must(program, args);
}

/** Builds pkg/, and prints how large it is. */
export const build = () => make(sdk);

/** Builds pkg-emulator/. */
export const buildEmulator = () => make(emulator);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await build();
    if (process.argv[2] !== "sdk") await buildEmulator();
  });
}
