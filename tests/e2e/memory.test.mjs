// @ts-check
/** What a page still has in its memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { app, scene, uids } from "./application.mjs";

const at = scene();

const [uid] = uids;
const isChromium = (process.env.COMETCHAT_ENGINE ?? "chromium") === "chromium";

/** Whether a text of the page's memory has this in it. @param {string} part */
const has = async (part) => (await at.page.texts?.())?.some((text) => text.includes(part));

test("after a logout, nothing in the page's memory has the token", {
  skip: isChromium ? false : "only Chromium tells what is reachable",
}, async () => {
  await at.application.init();
  await at.page.evaluate(`void (await CometChat.login("${uid}", "${app.authKey}"))`);
  const token = await at.page.evaluate("CometChat.getUserAuthToken()");
  assert.ok(await has(token), "it is in use");
  await at.page.evaluate("void (await CometChat.logout())");
  assert.equal(await has(token), false);
});
