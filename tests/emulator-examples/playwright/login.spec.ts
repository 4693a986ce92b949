import { expect, test } from "@playwright/test";
import { createEmulator } from "cometchat-emulator";
import { routeToEmulator } from "cometchat-emulator/playwright";

test("logs in to CometChat, which is the emulator", async ({ page }) => {
  const emulator = await createEmulator({ users: [{ uid: "ada", name: "Ada" }] });
  await routeToEmulator(page, emulator);
  await page.route("https://app.example/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" }),
  );
  await page.goto("https://app.example/");
  await page.addScriptTag({ path: "node_modules/cometchat-wasm/cometchat.global.js" });
  await page.addScriptTag({
    content: `window.name = "";
      CometChat.init("emulator-app", new CometChat.AppSettingsBuilder().setRegion("us").build())
        .then(() => CometChat.login("ada", "emulator-auth-key"))
        .then((user) => { document.title = user.getName(); });`,
  });
  await expect(page).toHaveTitle("Ada");
  expect(emulator.requests().map(({ route }) => route)).toEqual([
    "POST /users/ada/auth_tokens",
    "PUT /me",
  ]);
});
