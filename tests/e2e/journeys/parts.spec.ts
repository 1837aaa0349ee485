// Parts that come late, or not at all: what a person does before they are there is done when they are, and the page says what is missing.
import { App } from "./app";
import { expect, test } from "./fixtures";

const RUN = "**/split_run.wasm";

test("a run that is pressed before its code is there waits for it", async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(RUN, async (route) => {
    await released;
    await route.continue();
  });
  const app = new App(page);
  await app.open();
  await app.run.click();
  await expect(app.stop).toBeVisible();
  await expect(app.column(1)).toContainText("No answer yet.");
  release();
  await expect(app.answer(1)).toContainText("This is a dry run");
  await expect(app.run).toBeVisible();
});

test("a run that is stopped before its code is there does not start", async ({ page }) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(RUN, async (route) => {
    await released;
    await route.continue();
  });
  const app = new App(page);
  await app.open();
  await app.run.click();
  await app.stop.click();
  release();
  await expect(app.run).toBeVisible();
  await app.allParts();
  await expect(app.column(1)).toContainText("No answer yet.");
});

test("a part that can't be had is said to be missing, and the next try can go well", async ({ page, expected }) => {
  expected.push(/split_run\.wasm|Failed to load resource|Failed to fetch|ERR_FAILED/);
  await page.route(RUN, (route) => route.abort());
  const app = new App(page);
  await app.open();
  await app.run.click();
  await expect(page.getByRole("region", { name: "Messages" }).getByText("A part of the page could not be loaded.")).toBeVisible();
  await expect(app.run).toBeVisible();
  await page.unroute(RUN);
  await app.run.click();
  await expect(app.answer(1)).toContainText("This is a dry run");
});

test("what is typed before the store is open is kept", async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.title.fill("The one before");
  await app.saved();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/split_stored.wasm", async (route) => {
    await released;
    await route.continue();
  });
  await page.reload();
  await app.title.fill("Typed at once");
  release();
  await app.saved();
  await expect(app.title).toHaveValue("Typed at once");
  await app.go("Library");
  await expect(page.getByRole("button", { name: /The one before/ }).first()).toBeVisible();
});
