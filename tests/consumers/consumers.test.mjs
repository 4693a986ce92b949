// @ts-check
/** The packed package, in the applications of those consumers that need nothing but this repository. */
import { after, before, test } from "node:test";
import { consumers, show } from "./consumers.mjs";
import { openStage } from "./stage.mjs";

/** @type {import("./stage.mjs").Stage} */
let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

for (const consumer of consumers.filter(({ pins }) => !pins)) {
  const entry = consumer.slim ? ", slim" : "";
  test(`${consumer.name}${entry}: ${consumer.shown}`, async () => {
    await show(stage, consumer);
  });
}
