// @ts-check
/** The companion keeps the official SDK in step, whoever logs in, switches and logs out, and where. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agree, first, heard, login, logout, sdks, second } from "./agreement.mjs";
import { openStage, useStage } from "./stage.mjs";

const stage = useStage(openStage);

/** @param {number} count of tabs, each with the official SDK in step */
async function tabs(count) {
  const opened = [];
  for (let index = 0; index < count; index += 1) {
    const tab = await stage.open();
    await tab.run("accompany()");
    opened.push(tab);
  }
  return opened;
}

const names = { Here: "this SDK", Official: "the official one" };

for (const count of [1, 2]) {
  const places = sdks.flatMap((sdk) =>
    Array.from({ length: count }, (_, tab) => ({
      tab,
      sdk,
      name: count === 1 ? names[sdk] : `${names[sdk]} of tab ${tab + 1}`,
    })),
  );
  describe(count === 1 ? "in one page" : "in two tabs", () => {
    // The tabs are alike: the first login may as well be in the first.
    for (const one of places.filter(({ tab }) => tab === 0)) {
      for (const two of places) {
        for (const three of places) {
          test(`login in ${one.name}, switch in ${two.name}, logout in ${three.name}`, async () => {
            const open = await tabs(count);
            await login(open[one.tab], one.sdk, first);
            await agree(stage.emulator, open, first);
            await login(open[two.tab], two.sdk, second);
            await agree(stage.emulator, open, second);
            await logout(open[three.tab], three.sdk);
            await agree(stage.emulator, open, null);
            for (const tab of open) {
              assert.deepEqual(await heard(tab), [
                `here loginSuccess ${first}`,
                `here loginSuccess ${second}`,
                "here logoutSuccess",
              ]);
            }
          });
        }
      }
    }
  });
}
