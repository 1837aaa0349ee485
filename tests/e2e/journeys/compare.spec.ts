// Compare, versions, undo across reloads, and files of other tools: nothing is lost, and nothing is dropped in silence.
import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";

test("a version is compared with the prompt as it is, by keys, in every layout", async ({ app, page }) => {
  await app.write("First line.\nThe second line stays.\nThird line.");
  await app.saved();
  await page.keyboard.press("Control+s");
  await app.paste(1, "First line, changed.\nThe second line stays.\nThird line.\nA fourth line.");
  await app.saved();
  await app.go("Library");
  await page.getByRole("region", { name: "Versions of this prompt" }).getByRole("button", { name: "Compare" }).click();
  const differences = page.getByRole("region", { name: "Differences" });
  await expect(differences).toContainText("changes");
  await expect(app.announcer).toContainText("changes");
  await expect(differences.getByRole("insertion").filter({ hasText: "changed" })).toBeVisible();
  await differences.getByRole("button", { name: "Next difference" }).focus();
  await page.keyboard.press("n");
  await expect(app.announcer).toContainText("Difference 1 of");
  await page.keyboard.press("n");
  await expect(app.announcer).toContainText("Difference 2 of");
  await page.getByRole("radio", { name: "Side by side" }).check({ force: true });
  await expect(differences.getByText("added", { exact: true }).first()).toBeAttached();
  await page.getByRole("radio", { name: "Unified" }).check({ force: true });
  await expect(differences.getByText("removed", { exact: true }).first()).toBeAttached();
  await page.getByRole("combobox", { name: "Show" }).selectOption("Only in B");
  await expect(differences).toContainText("A fourth line.");
  await expect(differences.getByText("removed", { exact: true })).toHaveCount(0);
});

test("what was typed before a reload can be undone after it", async ({ app, page }) => {
  await app.write("One.");
  // Between the two, so that they are two steps however quickly they follow one another.
  await app.title.fill("Another name");
  await app.paste(1, "Two.");
  await app.saved();
  await page.reload();
  await app.ready();
  await expect.poll(() => app.text(1)).toBe("Two.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => app.text(1)).toBe("One.");
});

const PROMPTFOO = `description: Translations
prompts:
  - 'Translate to {{language}}: {{text}}'
providers:
  - id: openai:gpt-5.6-luna
    config: { temperature: 0.2, apiKey: sk-not-to-be-kept }
tests:
  - vars: { language: French, text: Hello }
    assert: [{ type: contains, value: Bonjour }]
`;

test("a promptfoo file opens, says what it can't keep, and is written back", async ({ app, page }) => {
  await app.command("Import a file");
  const dialog = page.getByRole("dialog", { name: "Import" });
  await dialog.getByRole("textbox", { name: "Or paste its text" }).fill(PROMPTFOO);
  await dialog.getByRole("button", { name: "Read the text" }).click();
  await expect(dialog.getByRole("heading", { name: "promptfoo configuration" })).toBeVisible();
  await expect(dialog).toContainText("tests[0].assert");
  await expect(dialog).toContainText("providers[0].config.apiKey");
  await dialog.getByRole("button", { name: "Open as a new prompt" }).click();
  await expect(app.title).toHaveValue("Translations");
  expect(await app.text(1)).toBe("Translate to {{language}}: {{text}}");
  await expect(app.variable("language")).toHaveValue("French");
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("Export as…").click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save promptfooconfig.yaml" }).click();
  const yaml = await readFile(await (await download).path(), "utf8");
  expect(yaml).toContain("Translate to {{language}}: {{text}}");
  expect(yaml).not.toContain("sk-not-to-be-kept");
});

test("a backup brings everything to another browser, and nothing twice", async ({ app, page, freshContext }) => {
  await app.write("Kept in a backup.");
  await app.title.fill("From the backup file");
  await app.saved();
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("Export as…").click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save Backup of everything in this browser" }).click();
  const path = await (await download).path();
  const { App } = await import("./app");
  const there = new App(await (await freshContext()).newPage());
  await there.open();
  for (const round of [1, 2]) {
    await there.command("Import a file");
    const dialog = there.page.getByRole("dialog", { name: "Import" });
    await dialog.getByLabel("Choose a file").setInputFiles(path);
    await dialog.getByRole("button", { name: "Add what is not here yet" }).click();
    await expect(dialog).toBeHidden();
    const prompts = there.page.getByRole("region", { name: "Prompts" });
    await expect(prompts.getByRole("listitem").filter({ hasText: "From the backup file" }), `round ${round}`).toHaveCount(1);
  }
});

test("a sealed link opens with its passphrase alone", async ({ app, page, freshContext }) => {
  await app.write("A secret question.");
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\./);
  const open = await link.inputValue();
  await dialog.getByRole("switch", { name: "Seal with a passphrase" }).check({ force: true });
  await dialog.getByLabel("Passphrase of the link").fill("correct horse");
  await dialog.getByLabel("Passphrase of the link").blur();
  await expect(link).not.toHaveValue(open);
  const sealed = await link.inputValue();
  const { App } = await import("./app");
  const there = new App(await (await freshContext()).newPage());
  await there.page.goto(sealed);
  const asked = there.page.getByRole("dialog", { name: "This link is sealed" });
  await asked.getByLabel("Passphrase").fill("wrong");
  await asked.getByRole("button", { name: "Open" }).click();
  await expect(asked.getByRole("alert")).toContainText("does not open");
  await asked.getByLabel("Passphrase").fill("correct horse");
  await asked.getByRole("button", { name: "Open" }).click();
  await there.page.getByRole("button", { name: "Open as a copy" }).click();
  await expect.poll(() => there.text(1)).toBe("A secret question.");
});

test("an embedded page shows the link, stores nothing, and works without network once it was there", async ({ app, page, browser, violations }) => {
  await app.write("Shown in a frame.");
  await page.getByRole("button", { name: "Share" }).click();
  const link = page.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\./);
  const address = await link.inputValue();
  const context = await browser.newContext({ serviceWorkers: "allow" });
  const there = await context.newPage();
  await there.goto(address.replace("#", "?embed#"));
  await expect(there.getByRole("region", { name: "Messages of the link" })).toContainText("Shown in a frame.");
  await expect(there.getByRole("link", { name: "Open in Nshot" })).toHaveAttribute("href", address);
  await expect(there.getByRole("button", { name: /^Run/ })).toHaveCount(0);
  expect(await there.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await there.goto(address.replace(/#.*/, ""));
  await there.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await there.reload();
  await expect(there.getByRole("contentinfo")).toContainText("Engine ready");
  await context.close();
  expect(violations).toEqual([]);
});
