// Rows of values: imported, tried one at a time, edited, undone, kept, shared, and sent as a batch.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { App } from "./app";
import { expect, test } from "./fixtures";

async function addRows(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Import rows" }).click();
  const dialog = page.getByRole("dialog", { name: "Import" });
  await dialog.getByRole("textbox", { name: "Or paste its text" }).fill(text);
  await dialog.getByRole("button", { name: "Read the text" }).click();
  await dialog.getByRole("button", { name: "Add as dataset rows of this prompt" }).click();
  await expect(dialog).toBeHidden();
}

test("rows are imported, used, edited, undone and kept over a reload", async ({ app, page }) => {
  await app.write("Describe {{city}} in {{words}} words.");
  await page.locator("summary").filter({ hasText: "Dataset" }).click();
  await addRows(page, "city;words\nRome;10\n\"Oslo\nin winter\";=2\n");
  const rows = page.getByRole("region", { name: "Dataset rows" });
  await expect(rows.getByRole("textbox", { name: "Row 2: city" })).toHaveValue("Oslo\nin winter");
  await rows.getByRole("button", { name: "Use row 2" }).click();
  await expect(app.variable("city")).toHaveValue("Oslo\nin winter");
  await expect(rows.getByRole("button", { name: "Use row 2" })).toHaveAttribute("aria-pressed", "true");
  await rows.getByRole("textbox", { name: "Row 1: words" }).fill("12");
  await page.getByRole("button", { name: "Row", exact: true }).click();
  await expect(rows.getByRole("textbox", { name: "Row 3: words" })).toHaveValue("=2");
  await rows.getByRole("button", { name: "Delete row 1" }).click();
  await expect(rows.getByRole("textbox", { name: "Row 1: words" })).toHaveValue("=2");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows.getByRole("textbox", { name: "Row 1: words" })).toHaveValue("12");
  await app.saved();
  await page.reload();
  await app.ready();
  await expect(rows.getByRole("textbox", { name: "Row 1: words" })).toHaveValue("12");
  await expect(rows.getByRole("row")).toHaveCount(4);
});

test("a thousand rows are shown page by page", async ({ app, page }) => {
  await app.write("Say {{n}}.");
  await page.locator("summary").filter({ hasText: "Dataset" }).click();
  await addRows(page, ["n", ...Array.from({ length: 1_000 }, (_, n) => `number ${n + 1}`)].join("\n"));
  await page.getByRole("button", { name: "Next rows" }).click();
  const rows = page.getByRole("region", { name: "Dataset rows" });
  await expect(rows.getByRole("textbox", { name: "Row 21: n" })).toHaveValue("number 21");
  await expect(page.getByRole("group", { name: "Pages of rows" })).toContainText("21–40 of 1,000");
});

test("rows travel in a link only when they are switched on", async ({ app, page, freshContext }) => {
  await app.write("Describe {{city}}.");
  await page.locator("summary").filter({ hasText: "Dataset" }).click();
  await addRows(page, "[{\"city\": \"Rome\"}, {\"city\": \"Oslo\"}]");
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\./);
  const without = await link.inputValue();
  const rows = dialog.getByRole("switch", { name: "dataset rows" });
  await expect(rows).not.toBeChecked();
  await rows.click({ force: true });
  await expect(link).not.toHaveValue(without);
  const other = await (await freshContext()).newPage();
  await other.goto(await link.inputValue());
  await other.getByRole("button", { name: "Open as a copy" }).click();
  await expect(other.getByRole("textbox", { name: "Row 2: city" })).toHaveValue("Oslo");
  await new App(other).saved();
});

test("a batch has a request for each column and row", async ({ app, page }) => {
  await app.write("Describe {{city}}.");
  await page.locator("summary").filter({ hasText: "Dataset" }).click();
  await addRows(page, "city,country\nRome,Italy\nOslo,Norway\n");
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  await dialog.getByText("Export as…").click();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save Batch file for OpenAI, Chat Completions" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  expect(lines.map((line) => line.custom_id)).toEqual(["row-1-column-1", "row-2-column-1"]);
  expect(JSON.stringify(lines[1].body.messages)).toContain("Describe Oslo.");
});

test("a rating goes with its answer into a link and stays over a reload", async ({ app, page, freshContext }) => {
  await app.write("Hello.");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await app.column(1).getByText("Rate", { exact: true }).click();
  await app.column(1).getByRole("group", { name: /^Rating/ }).getByRole("button", { name: "4" }).click();
  await expect(app.column(1)).toContainText("Rated 4/5");
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\./);
  const without = await link.inputValue();
  await dialog.getByRole("switch", { name: "ratings" }).click({ force: true });
  await expect(dialog.getByRole("switch", { name: "outputs" })).toBeChecked();
  await expect(link).not.toHaveValue(without);
  const there = new App(await (await freshContext()).newPage());
  await there.page.goto(await link.inputValue());
  await there.page.getByRole("button", { name: "Open as a copy" }).click();
  await expect(there.column(1)).toContainText("Rated 4/5");
  await there.saved();
  await there.page.reload();
  await there.ready();
  await there.go("Library");
  await expect(there.page.getByText("rated 4/5").first()).toBeVisible();
});
