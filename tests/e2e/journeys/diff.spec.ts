// Two answers side by side: what differs, in signs and words, by words, sentences, lines and JSON paths.
import type { App } from "./app";
import { expect, test } from "./fixtures";
import type { FaultServer } from "./fault-server";

/** Two models' different answers to one question. */
async function twoAnswers(app: App, server: FaultServer, url = server.baseUrl()): Promise<void> {
  await app.prepare({ url, name: "Here" }, "local-large");
  await app.page.getByRole("button", { name: "Add a model" }).click();
  await app.choose(2, "local-small", "Here");
}

async function runBoth(app: App): Promise<void> {
  await app.run.click();
  for (const column of [1, 2]) await expect(app.column(column)).toContainText("Finished");
}

test("the starred answer is the baseline of the other", async ({ app, page, server }) => {
  await twoAnswers(app, server);
  await runBoth(app);
  const panel = await app.show("Diff");
  await app.column(1).getByRole("button", { name: "Baseline" }).click();
  await expect(panel).toContainText("Baseline: 1. local-large");
  const diff = panel.getByRole("region", { name: "2. local-small against the baseline" });
  await expect(diff).toContainText(/\d+ changes/);
  await expect(diff.getByRole("deletion").filter({ hasText: "box" })).toBeVisible();
  await expect(diff.getByRole("insertion").filter({ hasText: "chamber" })).toBeVisible();
  await app.column(2).getByRole("button", { name: "Baseline" }).click();
  await expect(panel).toContainText("Baseline: 2. local-small");
  const turned = panel.getByRole("region", { name: "1. local-large against the baseline" });
  await expect(turned.getByRole("insertion").filter({ hasText: "box" })).toBeVisible();
  await expect(page.getByRole("tab", { name: /^Diff \d+/ })).toBeVisible();
});

test("removed and added are told apart without color", async ({ app, server }) => {
  await twoAnswers(app, server);
  await runBoth(app);
  const panel = await app.show("Diff");
  const removed = panel.getByRole("deletion").first();
  const added = panel.getByRole("insertion").first();
  await expect(removed).toContainText("removed:");
  await expect(added).toContainText("added:");
  const line = (element: Element): string => getComputedStyle(element).textDecorationLine;
  expect(await removed.evaluate(line)).toContain("line-through");
  expect(await added.evaluate(line)).toContain("underline");
});

test("compares by words, sentences and lines", async ({ app, server }) => {
  await twoAnswers(app, server);
  await runBoth(app);
  const panel = await app.show("Diff");
  const diff = panel.getByRole("region", { name: /against the baseline$/ });
  await expect(diff).toContainText(/changes/);
  for (const granularity of ["Sentences", "Lines", "Words"]) {
    await panel.getByRole("radio", { name: granularity }).check({ force: true });
    await expect(diff.getByRole("deletion").first()).toBeVisible();
  }
});

test("what is equal is folded until it is asked for", async ({ app, page }) => {
  await app.column(2).getByRole("button", { name: "Parameters" }).click();
  await page.getByRole("textbox", { name: "Temperature" }).fill("0.3");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await runBoth(app);
  const panel = await app.show("Diff");
  await expect(panel.getByRole("insertion").last()).toContainText("0.3");
  const folded = panel.getByRole("button", { name: /equal (characters|lines)$/ });
  await expect(folded).toHaveCount(1);
  await expect(panel).not.toContainText("nothing left this page");
  await folded.click();
  await expect(folded).toHaveCount(0);
  await expect(panel).toContainText("nothing left this page");
});

test("JSON answers are compared by path, not by spelling", async ({ app, page, server }) => {
  await twoAnswers(app, server, server.baseUrl("schema"));
  await page.getByRole("switch", { name: "JSON Schema" }).check({ force: true });
  await runBoth(app);
  for (const column of [1, 2]) await expect(app.column(column).getByTitle("The answer fits the JSON Schema")).toBeVisible();
  const panel = await app.show("Diff");
  await panel.getByRole("radio", { name: "JSON" }).check({ force: true });
  const table = panel.getByRole("table");
  await expect(table.getByRole("columnheader", { name: "Path" })).toBeVisible();
  await expect(table.getByRole("row").nth(1)).toContainText(/changed|added|removed/);
});

test("equal answers say that there is no difference", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), name: "Here" }, "local-large");
  await page.getByRole("button", { name: "Add a model" }).click();
  await runBoth(app);
  await expect(await app.show("Diff")).toContainText("No difference.");
});

test("with one answer it says what to do", async ({ app }) => {
  const panel = await app.show("Diff");
  await expect(panel).toContainText("Run two or more models");
  await app.column(2).getByRole("button", { name: "Remove column" }).click();
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(panel).toContainText("Only the baseline has an answer so far.");
});
