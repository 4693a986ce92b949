import { expect, test } from "@playwright/test";
import { createEmulator } from "cometchat-emulator";
import { routeToEmulator } from "cometchat-emulator/playwright";

let emulator;
test.beforeEach(async ({ page }) => {
  emulator = await createEmulator();
  await routeToEmulator(page, emulator);
});
test.afterEach(() => emulator.dispose());

test("greets, and is still logged in after a reload", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("h1")).toHaveText("Hello, Andrew Joseph");
  await page.reload();
  await expect(page.locator("h1")).toHaveText("Hello, Andrew Joseph");
  expect(emulator.requests({ route: "PUT /me" })).toHaveLength(1);
});

test("says sorry when the plan is exhausted", async ({ page }) => {
  emulator.fault({ route: "PUT /me", fault: { kind: "error", code: "ERR_PLAN_RESTRICTION" } });
  await page.goto("/");
  await expect(page.locator("h1")).toHaveText("Sorry: ERR_PLAN_RESTRICTION");
});
