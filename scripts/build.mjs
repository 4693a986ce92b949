// @ts-check
/**
 * `npm run build`: makes pkg/ and pkg-emulator/, exactly what `npm publish` would send.
 */
import { pathToFileURL } from "node:url";
import { main, must } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

/** Builds pkg/, setting up what that needs. */
export async function build() {
  await setup({ rust: true });
  await must("cargo", ["run", "--quiet", "--package", "xtask", "--", "build"]);
}

/** Builds pkg-emulator/, setting up what that needs. */
export async function buildEmulator() {
  await setup({ rust: true });
  await must("cargo", ["run", "--quiet", "--package", "xtask", "--", "emulator"]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await build();
    await buildEmulator();
  });
}
