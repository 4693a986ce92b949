// @ts-check
/**
 * `npm run size`: builds the package, and prints how large it is, as every build does.
 */
import { build } from "./build.mjs";
import { main } from "./lib/process.mjs";

await main(build);
