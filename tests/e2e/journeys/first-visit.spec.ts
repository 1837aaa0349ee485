// The first minute: nothing to set up, everything to see.
import { expect, test } from "./fixtures";

test("opens on a filled example with its tokens and price", async ({ app, page }) => {
  await expect(app.title).toHaveValue("Release notes for people");
  await expect(app.editor(1)).toContainText("You write release notes.");
  await expect(app.variable("product")).toHaveValue("a notes app for phones");
  await expect(app.total).toHaveText(/^\d+ tok$/);
  await expect(app.bar).toContainText(/est <?\$0\.\d+–0\.\d+/);
  const tokens = await app.show("Tokens");
  await expect(tokens.getByTitle(/exact: counted with the model's own tokenizer/).first()).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText(/Prices of \d{4}-\d\d-\d\d/);
});

test("runs at once on the dry run, plainly labeled and free", async ({ app }) => {
  await expect(app.run).toHaveText(/Run\s*free/);
  await expect(app.column(1)).toContainText("Dry run");
  await app.run.click();
  await expect(app.answer(1)).toContainText("This is a dry run: no model was called and nothing left this page.");
  await expect(app.answer(1)).toContainText("You know a notes app for phones well");
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.announcer).toContainText("finished");
});

test("a first run asks nothing but the page's own address", async ({ app, page }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(page.url()).origin) elsewhere.push(request.url());
  });
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  expect(elsewhere).toEqual([]);
});

test("a reload keeps what was written", async ({ app, page }) => {
  await app.title.fill("Notes for the team");
  await app.editor(2).fill("Write about {{topic}}.");
  await app.variable("topic").fill("the new library");
  await app.saved();
  await page.reload();
  await app.ready();
  await expect(app.title).toHaveValue("Notes for the team");
  await expect(app.editor(2)).toHaveText("Write about {{topic}}.");
  await expect(app.variable("topic")).toHaveValue("the new library");
});

test("says what is in the preview exactly as it will be sent", async ({ app, page }) => {
  await page.getByRole("radio", { name: "Preview" }).check({ force: true });
  const preview = page.getByRole("region", { name: "Rendered messages" });
  await expect(preview).toContainText("You write release notes. You know a notes app for phones well and never promise");
  await expect(preview).toContainText("At most 4 points");
  await page.getByRole("radio", { name: "Edit" }).check({ force: true });
  await expect(preview).toBeHidden();
  await expect(app.editor(2)).toBeVisible();
});

test("every starter opens and runs on the dry run", async ({ app, page }) => {
  await app.go("Library");
  const starters = page.getByRole("region", { name: "Start from" }).getByRole("listitem");
  const titles = await starters.getByRole("heading").allTextContents();
  expect(titles.length).toBeGreaterThan(3);
  for (const title of titles) {
    await app.go("Library");
    await page.getByRole("button", { name: title }).last().click();
    await expect(app.title).toHaveValue(title);
    await app.run.click();
    const columns = page.getByRole("article", { name: /^Column / });
    for (const column of await columns.all()) await expect(column).toContainText("Finished");
  }
});
