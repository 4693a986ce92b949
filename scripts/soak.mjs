// @ts-check
/**
 * `npm run soak`: 2,000 logins and logouts in one page of Chromium, and what they leave behind.
 *
 * `npm run soak -- --cycles 10000` does more.
 */
import { parseArgs } from "node:util";
import { growth, soak } from "../tests/matrix/soak.mjs";
import { main, say } from "./lib/process.mjs";

await main(async () => {
  const { values } = parseArgs({
    options: { cycles: { type: "string", default: "2000" }, package: { type: "string" } },
  });
  const cycles = Number(values.cycles);
  const { before, after } = await soak(cycles, {
    source: values.package,
    tell: (done) => {
      if (done % 500 === 0) say(`${done} cycles`);
    },
  });
  const grown = growth(before, after, cycles);
  for (const sentence of grown) say(sentence);
  const verdict = grown.length === 0 ? "nothing left behind" : "it grows";
  say(`soak chromium: ${cycles} cycles of login and logout, ${verdict}`);
  return grown.length === 0 ? 0 : 1;
});
