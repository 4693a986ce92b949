// @ts-check
/**
 * `npm run reload`: a reload straight after `await login()`, 100 times in every engine.
 *
 * `npm run reload -- --engine firefox --times 10` does less.
 */
import { parseArgs } from "node:util";
import { engines } from "../tests/harness/index.mjs";
import { reloadAfterLogin } from "../tests/matrix/reload.mjs";
import { main, say } from "./lib/process.mjs";

await main(async () => {
  const { values } = parseArgs({
    options: {
      engine: { type: "string", multiple: true },
      times: { type: "string", default: "100" },
      package: { type: "string" },
    },
  });
  let failed = false;
  for (const engine of engines) {
    if (values.engine && !values.engine.includes(engine)) continue;
    const options = { source: values.package };
    const { kept, times } = await reloadAfterLogin(engine, Number(values.times), options);
    say(`reload ${engine}: ${kept}/${times} sessions kept`);
    failed ||= kept !== times;
  }
  return failed ? 1 : 0;
});
