// @ts-check
/**
 * `npm run size`: builds the package, and prints how large it is and what for.
 */
import { main, must } from "./lib/process.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  await setup({ rust: true });
  await must("cargo", ["run", "--quiet", "--package", "xtask", "--", "size"]);
});
