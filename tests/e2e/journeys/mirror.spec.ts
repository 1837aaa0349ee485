// Prompts copied into a folder. The picker of a real browser needs a person; the folder is the page's own private one, which is the same API.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

async function files(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const found: Record<string, string> = {};
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("copies", { create: true });
    for await (const [name, handle] of (folder as unknown as { entries(): AsyncIterable<[string, FileSystemFileHandle]> }).entries()) {
      // A file may be on its way to another name while the folder is read.
      const file = await handle.getFile().catch(() => undefined);
      if (file !== undefined) found[name] = await file.text();
    }
    return found;
  });
}

test("every save is copied into a folder, under the prompt's name, and over a reload", async ({ app, page }) => {
  await page.addInitScript(() => {
    Object.assign(window, { showDirectoryPicker: async () => (await navigator.storage.getDirectory()).getDirectoryHandle("copies", { create: true }) });
  });
  await page.reload();
  await app.ready();
  await app.write("Copied once.");
  await app.saved();
  await app.go("Settings");
  const panel = page.getByRole("region", { name: "Copies in a folder" });
  await panel.getByRole("button", { name: "Choose a folder" }).click();
  await expect(panel.getByRole("status")).toContainText("Every save is copied into the folder “copies”");
  await expect.poll(async () => Object.values(await files(page)).join()).toContain("Copied once.");
  await app.go("Compose");
  await app.editor(1).fill("Copied again.");
  await expect.poll(async () => Object.values(await files(page)).join()).toContain("Copied again.");
  await app.title.fill("Another name");
  await expect.poll(async () => Object.keys(await files(page)).filter((name) => name.startsWith("Another-name-")).length).toBe(1);
  expect(Object.keys(await files(page)).filter((name) => name.startsWith("Test-"))).toEqual([]);
  await page.reload();
  await app.ready();
  await app.editor(1).fill("Copied after a reload.");
  await expect.poll(async () => Object.values(await files(page)).join()).toContain("Copied after a reload.");
  await app.go("Settings");
  await panel.getByRole("button", { name: "Stop copying" }).click();
  await expect(panel.getByRole("button", { name: "Choose a folder" })).toBeVisible();
});
