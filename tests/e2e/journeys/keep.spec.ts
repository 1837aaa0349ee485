// Keeping: crashes, two tabs, versions, the library, no storage and no network.
import { App } from "./app";
import { expect, test } from "./fixtures";
import type { Page } from "@playwright/test";

/** The runs as they stand in the store, as JSON text. */
async function storedRuns(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("nshot");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("runs").objectStore("runs").getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve((reading.result as string[]).join("\n"));
          };
        };
      }),
  );
}

/** Lets the page die without a word; the app as it opens anew in the same browser. */
async function afterCrash(page: Page): Promise<App> {
  const context = page.context();
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  const again = new App(await context.newPage());
  await again.open();
  return again;
}

test("the last words before a reload are kept though no timer has run", async ({ app, page }) => {
  await app.write("One");
  await app.saved();
  await app.editor(1).press("End");
  await page.keyboard.insertText(" and the last words");
  await page.reload();
  await app.ready();
  await expect(app.editor(1)).toHaveText("One and the last words");
});

test("a closed tab loses nothing", async ({ app, page, context }) => {
  await app.write("Closed at once");
  await app.editor(1).press("End");
  await page.keyboard.insertText(", without waiting");
  await page.close({ runBeforeUnload: true });
  const again = new App(await context.newPage());
  await again.open();
  await expect(again.editor(1)).toHaveText("Closed at once, without waiting");
});

test("a page that dies without a word loses nothing that was shown as saved", async ({ app, page }) => {
  await app.write("Words that must {{survive}}.");
  await app.variable("survive").fill("a crash");
  await app.saved();
  const again = await afterCrash(page);
  await expect(again.editor(1)).toHaveText("Words that must {{survive}}.");
  await expect(again.variable("survive")).toHaveValue("a crash");
});

test("a page that dies at a random moment of typing loses at most the last half second", async ({ app, page }) => {
  const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e6));
  console.log(`killed after ${600 + (seed % 2_000)} ms (KILL_SEED=${seed})`);
  await app.write("Typed: ");
  await app.saved();
  await app.editor(1).press("End");
  // What had been typed when, by this page's own clock.
  const typed: [number, number][] = [];
  const end = Date.now() + 600 + (seed % 2_000);
  for (let count = 1; Date.now() < end; count += 1) {
    await page.keyboard.insertText("x");
    typed.push([Date.now(), count]);
    await page.waitForTimeout(15);
  }
  const died = Date.now();
  const again = await afterCrash(page);
  const kept = ((await again.text(1)).match(/x/g) ?? []).length;
  // Half a second, and what a write to the disk takes.
  const due = typed.filter(([at]) => at <= died - 800).length;
  expect(kept).toBeGreaterThanOrEqual(due);
});

test("an answer that was streaming when the page died is there at the next start, as interrupted", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("endless") }, "local-large");
  await app.saved();
  await app.run.click();
  await expect(app.answer(1)).toContainText("and on and on");
  await expect.poll(() => storedRuns(page)).toMatch(/and on and on/);
  const again = await afterCrash(page);
  await expect(again.answer(1)).toContainText("and on and on");
  await expect(again.column(1)).toContainText("Interrupted");
  await again.go("Library");
  const runs = again.page.getByRole("region", { name: "Runs of this prompt" });
  await expect(runs.getByRole("listitem")).toHaveCount(1);
  await expect(runs.getByRole("listitem")).toContainText("interrupted");
});

test("an answer that has ended is kept once, not also as it was while it streamed", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("endless") }, "local-large");
  await app.run.click();
  await expect.poll(() => storedRuns(page)).toMatch(/"unfinished":true/);
  await app.stop.click();
  await expect(app.column(1)).toContainText("Stopped");
  await expect.poll(() => storedRuns(page)).not.toMatch(/"unfinished"/);
  await app.go("Library");
  const runs = page.getByRole("region", { name: "Runs of this prompt" });
  await expect(runs.getByRole("listitem")).toHaveCount(1);
  await expect(runs.getByRole("listitem")).toContainText("stopped");
});

test("a full storage says what to do until there is room, and loses nothing meanwhile", async ({ app, page }) => {
  await app.write("Before it was full.");
  await app.saved();
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    const page = window as typeof window & { makeRoom: () => void };
    page.makeRoom = () => void (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  await app.editor(1).fill("Written while it was full.");
  await expect(app.saveState).toHaveText("Not saved");
  const bar = page.getByRole("contentinfo");
  await expect(bar).toContainText("delete old runs in the Library, free disk space, or export the document");
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Dismiss" }).first().click();
  await app.editor(1).press("End");
  await page.keyboard.insertText(" And more.");
  await expect(bar).toContainText("storage for this page is full");
  await expect(app.editor(1)).toHaveText("Written while it was full. And more.");
  await page.evaluate(() => (window as typeof window & { makeRoom: () => void }).makeRoom());
  await page.keyboard.insertText(" Room again.");
  await app.saved();
  await expect(bar).not.toContainText("storage for this page is full");
  await page.reload();
  await app.ready();
  await expect(app.editor(1)).toHaveText("Written while it was full. And more. Room again.");
});

test("two tabs on one prompt show each other's edits and lose none", async ({ app, context }) => {
  await app.write("From the first tab.");
  await app.saved();
  const second = new App(await context.newPage());
  await second.open();
  await expect(second.editor(1)).toHaveText("From the first tab.");
  await second.editor(1).fill("From the second tab.");
  await second.saved();
  await expect(app.editor(1)).toHaveText("From the second tab.");
  await app.editor(1).fill("First again.");
  await app.saved();
  await expect(second.editor(1)).toHaveText("First again.");
});

test("edits made in two tabs at the same moment are both in the library", async ({ app, context }) => {
  await app.write("Common ground.");
  await app.saved();
  const second = new App(await context.newPage());
  await second.open();
  await Promise.all([app.editor(1).fill("Left wins?"), second.editor(1).fill("Right wins?")]);
  await app.saved();
  await second.saved();
  await second.go("Library");
  const list = second.page.getByRole("region", { name: "Prompts", exact: true });
  const texts = async (): Promise<string> => (await list.getByRole("listitem").allTextContents()).join("\n");
  // Either one tab saw the other's edit before its own, or both texts stand side by side.
  await expect.poll(texts).toMatch(/Left wins\?|Right wins\?/);
  const here = await texts();
  if (!(here.includes("Left") && here.includes("Right"))) {
    const kept = here.includes("Left") ? "Left wins?" : "Right wins?";
    for (const tab of [app, second]) {
      await tab.go("Compose");
      await expect(tab.editor(1)).toHaveText(kept);
    }
  }
});

test("a version is kept with Ctrl+S and can be restored", async ({ app, page }) => {
  await app.write("The good wording.");
  await app.editor(1).press("Control+s");
  await expect(app.announcer).toHaveText("Version saved.");
  await app.editor(1).fill("The worse wording.");
  await app.saved();
  await app.go("Library");
  const versions = page.getByRole("region", { name: "Versions of this prompt" });
  await expect(versions.getByRole("listitem")).toHaveCount(1);
  await versions.getByRole("button", { name: "Restore" }).click();
  await expect(app.editor(1)).toHaveText("The good wording.");
  await app.bar.getByRole("button", { name: "Undo" }).click();
  await expect(app.editor(1)).toHaveText("The worse wording.");
});

test("the library finds a prompt by its text and keeps runs", async ({ app, page }) => {
  await app.write("Something about otters.");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await app.saved();
  await app.go("Library");
  await expect(page.getByRole("region", { name: "Runs of this prompt" }).getByRole("listitem")).toHaveCount(1);
  const prompts = page.getByRole("region", { name: "Prompts", exact: true });
  await expect(prompts.getByRole("listitem")).toHaveCount(2);
  await prompts.getByRole("searchbox", { name: "Search prompts" }).fill("OTTERS");
  await expect(prompts.getByRole("listitem")).toHaveCount(1);
  await prompts.getByRole("searchbox", { name: "Search prompts" }).fill("release notes");
  await prompts.getByRole("listitem").getByRole("button").first().click();
  await expect(app.title).toHaveValue("Release notes for people");
});

test("a prompt goes to the trash, comes back, and goes for good", async ({ app, page }) => {
  await app.write("To be thrown away.");
  await app.command("New prompt");
  await app.saved();
  await app.go("Library");
  const prompts = page.getByRole("region", { name: "Prompts", exact: true });
  const entry = prompts.getByRole("listitem").filter({ hasText: "To be thrown away." });
  await entry.getByRole("button", { name: "Move to the trash" }).click();
  await expect(entry).toHaveCount(0);
  const trash = page.getByRole("region", { name: "Trash" });
  await trash.getByRole("button", { name: "Put back" }).click();
  await expect(entry).toHaveCount(1);
  await entry.getByRole("button", { name: "Move to the trash" }).click();
  await trash.getByRole("button", { name: "Delete for good" }).click();
  await expect(trash).toBeHidden();
  await expect(entry).toHaveCount(0);
});

test("without IndexedDB the page works and says that nothing is kept", async ({ page, context }) => {
  await context.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await page.goto("/");
  const app = new App(page);
  await expect(app.saveState).toHaveText("Not saved");
  await app.run.click();
  await expect(app.answer(1)).toContainText("This is a dry run");
});

test("without a network the dry run answers and a model server's absence is explained", async ({ app, server, context, expected }) => {
  expected.push(/ERR_INTERNET_DISCONNECTED/);
  await app.allParts();
  await context.setOffline(true);
  await app.run.click();
  await expect(app.answer(1)).toContainText("This is a dry run");
  await app.prepare({ url: server.baseUrl() }, "local-large");
  await app.run.click();
  await expect(app.column(1)).toContainText("There is no network");
  await context.setOffline(false);
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
});
