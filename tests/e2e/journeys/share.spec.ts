// Sharing: what a link holds, and what opening one does and does not do.
import { readFile } from "node:fs/promises";
import { App } from "./app";
import { expect, test } from "./fixtures";
import type { Page } from "@playwright/test";

const KEY = "sk-canary-do-not-leak-4242424242";

/** Opens the share dialog and reads the link. */
async function linkOf(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\..+/);
  return link.inputValue();
}

test("the dialog shows the link, its length and what is in it", async ({ app, page }) => {
  const url = await linkOf(page);
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  await expect(dialog).toContainText(`${url.length.toLocaleString("en-US")} characters`);
  const contents = dialog.getByRole("list", { name: "What is in the link" });
  await expect(contents).toContainText(/prompt\s*2 items · \d+ chars/);
  await expect(contents).toContainText(/variables\s*4 items · \d+ chars/);
  await expect(dialog).toContainText("Keys, addresses and connections are never in a link.");
  await contents.getByRole("switch", { name: "variables" }).uncheck({ force: true });
  await expect(contents).toContainText(/variables\s*left out/);
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).not.toHaveValue(url);
  expect((await link.inputValue()).length).toBeLessThan(url.length);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Share" })).toBeFocused();
  await expect(app.title).toHaveValue("Release notes for people");
});

test("a link opens elsewhere as a preview that runs nothing, then as a copy", async ({ app, page, server, freshContext }) => {
  await app.prepare({ url: server.baseUrl(), key: KEY, name: "My server" }, "local-large", "Tell me about {{topic}}.");
  await app.variable("topic").fill("locks");
  const url = await linkOf(page);
  const before = (await server.requests()).length;
  const other = await (await freshContext()).newPage();
  const there = new App(other);
  await other.goto(url);
  const preview = other.getByRole("dialog", { name: /^Shared with you/ });
  await expect(preview).toContainText("Tell me about {{topic}}.");
  await expect(preview).toContainText("local-large");
  await expect(preview).toContainText("Nothing has been run");
  await expect(there.title).toHaveValue("Release notes for people");
  expect(new URL(other.url()).hash).toBe("");
  await preview.getByRole("button", { name: "Open as a copy" }).click();
  await expect(preview).toBeHidden();
  await expect(there.title).toHaveValue("Test");
  await expect(there.editor(1)).toHaveText("Tell me about {{topic}}.");
  await expect(there.variable("topic")).toHaveValue("locks");
  await there.saved();
  await there.go("Settings");
  await expect(other.getByRole("article", { name: /^Connection / })).toHaveCount(0);
  await there.go("Library");
  await expect(other.getByRole("button", { name: /Tell me about/ })).toBeVisible();
  await expect(other.getByRole("button", { name: /You write release notes/ })).toBeVisible();
  expect((await server.requests()).length).toBe(before);
});

test("discarding a link leaves everything as it was", async ({ app, page }) => {
  const url = await linkOf(page);
  await page.keyboard.press("Escape");
  await app.editor(2).fill("My own words.");
  await app.saved();
  await page.goto("about:blank");
  await page.goto(url);
  const preview = page.getByRole("dialog", { name: /^Shared with you/ });
  await preview.getByRole("button", { name: "Discard" }).click();
  await expect(preview).toBeHidden();
  await expect(app.editor(2)).toHaveText("My own words.");
});

test("a link pasted over the address of the open page opens too", async ({ app, page }) => {
  const url = await linkOf(page);
  await page.keyboard.press("Escape");
  await app.editor(2).fill("My own words.");
  await page.evaluate((hash) => location.assign(hash), new URL(url).hash);
  await expect(page.getByRole("dialog", { name: /^Shared with you/ })).toContainText("Turn this list of changes");
});

test("answers travel only when they are switched on", async ({ app, page, freshContext }) => {
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  const without = await linkOf(page);
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  // The list is drawn anew with the link.
  const outputs = dialog.getByRole("switch", { name: "outputs" });
  await outputs.click({ force: true });
  await expect(outputs).toBeChecked();
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).not.toHaveValue(without);
  const other = await (await freshContext()).newPage();
  await other.goto(await link.inputValue());
  await other.getByRole("button", { name: "Open as a copy" }).click();
  await expect(new App(other).answer(1)).toContainText("This is a dry run");
});

test("a secret in the text is pointed at before the link is copied", async ({ app, page }) => {
  await app.write("Use the key sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxyz01AA please");
  await linkOf(page);
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Look at this before you share");
});

test("bad links say what is wrong and change nothing", async ({ app, page }) => {
  const good = await linkOf(page);
  await page.keyboard.press("Escape");
  const [origin, fragment] = [good.slice(0, good.indexOf("#")), good.slice(good.indexOf("#"))];
  const cases: [string, string][] = [
    [fragment.slice(0, -40), "The link was cut after character"],
    [fragment.replace("#p1.", "#p9."), "made by a newer version of Nshot"],
    [`${fragment.slice(0, 40)}${fragment[40] === "A" ? "B" : "A"}${fragment.slice(41)}`, "This link can't be opened"],
    ["#p1.AAAA0", "This link can't be opened"],
    [`#p1.${"A".repeat(40_000)}0`, "This link can't be opened"],
    ["#p1.<script>alert(1)</script>", "This link can't be opened"],
  ];
  for (const [hash, words] of cases) {
    await page.goto("about:blank");
    await page.goto(`${origin}${hash}`);
    const dialog = page.getByRole("dialog", { name: "This link can't be opened" });
    await expect(dialog).toContainText(words);
    await expect(dialog).toContainText("Your own work is as it was.");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
    await expect(app.title).toHaveValue("Release notes for people");
  }
});

test("a file takes the playground away and brings it back", async ({ app, page }) => {
  await page.getByRole("button", { name: "Share" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Release-notes-for-people.nshot.json");
  const text = await readFile(await download.path(), "utf8");
  await page.keyboard.press("Escape");
  await app.write("Something else.");
  await app.go("Library");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByLabel("Choose a file").setInputFiles({ name: "a.nshot.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.getByRole("dialog", { name: /^Shared with you/ }).getByRole("button", { name: "Open as a copy" }).click();
  await expect(app.title).toHaveValue("Release notes for people");
  await expect(app.variable("limit")).toHaveValue("4");
});

test("a file that is no playground says so", async ({ app, page }) => {
  await app.go("Library");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByLabel("Choose a file").setInputFiles({ name: "cat.json", mimeType: "application/json", buffer: Buffer.from("{\"meow\": 1}") });
  const dialog = page.getByRole("dialog", { name: "Import" });
  await expect(dialog.getByRole("alert")).toContainText("none of the formats that can be read");
});
