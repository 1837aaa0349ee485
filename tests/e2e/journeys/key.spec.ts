// A key: it reaches the address it was given for, and is found nowhere else.
import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import type { Page } from "@playwright/test";

const KEY = "sk-canary-do-not-leak-4242424242";

/** Everything that the page could leave behind: markup, fields, storage, every record of IndexedDB. */
async function traces(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const roots: (Document | ShadowRoot)[] = [document];
    const found: string[] = [];
    for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
      found.push(root instanceof Document ? root.documentElement.outerHTML : root.innerHTML);
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) found.push(element.value);
      }
    }
    found.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), location.href, document.cookie);
    const text = (value: unknown): unknown => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value);
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? "");
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => { all.onsuccess = resolve; });
        found.push(`${store}: ${JSON.stringify(all.result, (_, value: unknown) => text(value))}`);
      }
      database.close();
    }
    return found.join("\n");
  });
}

for (const keep of ["Until reload", "On this device, encrypted"] as const) {
  test(`kept ${keep.toLowerCase()}, it is found nowhere but at its address`, async ({ app, page, server, context }) => {
    const said: string[] = [];
    context.on("console", (message) => said.push(message.text()));
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""} ${JSON.stringify(request.headers())}`));
    await app.prepare({ url: server.baseUrl(), key: KEY, keep }, "local-large");
    await app.run.click();
    await expect(app.column(1)).toContainText("Finished");
    await app.saved();
    for (const request of await server.requests()) expect(request.authorization).toBe(`Bearer ${KEY}`);
    expect(asked.filter((line) => line.includes(KEY) && !line.startsWith(server.origin))).toEqual([]);

    const request = await app.show("Request");
    for (const language of ["HTTP", "cURL", "Python", "TypeScript", "Rust"]) {
      await request.getByRole("radio", { name: language }).check({ force: true });
      await expect(request).not.toContainText(KEY);
    }
    await page.getByRole("button", { name: "Share" }).click();
    const link = page.getByRole("textbox", { name: "Link to this playground" });
    await expect(link).toHaveValue(/#p1\./);
    expect(await link.inputValue()).not.toContain(server.origin);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download as a file" }).click(),
    ]);
    const file = await readFile(await download.path(), "utf8");
    expect(file).toContain("local-large");
    expect(file).not.toContain(KEY);
    expect(file).not.toContain(new URL(server.origin).port);
    expect(await traces(page)).not.toContain(KEY);
    expect(said.join("\n")).not.toContain(KEY);
  });
}

test("kept in the tab, it survives a reload and is gone with the tab", async ({ app, page, server, context }) => {
  await app.prepare({ url: server.baseUrl("key"), key: "sk-fault-good-key-0123456789", keep: "In this tab" }, "local-large");
  await app.saved();
  await page.reload();
  await app.ready();
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  const second = await context.newPage();
  await second.goto("/");
  await second.getByRole("button", { name: "Settings" }).click();
  await expect(second.getByRole("article", { name: /^Connection / }).getByLabel("API key")).toHaveAttribute("placeholder", "none");
});

test("kept on the device, it survives a reload without being readable", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("key"), key: "sk-fault-good-key-0123456789", keep: "On this device, encrypted" }, "local-large");
  await app.saved();
  await page.reload();
  await app.ready();
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await app.go("Settings");
  await page.getByRole("button", { name: "Forget all keys" }).click();
  await expect(page.getByLabel("API key")).toHaveAttribute("placeholder", "none");
});

test("another address does not get the key of the one before", async ({ app, page, server, expected }) => {
  expected.push(/Failed to load resource/);
  await app.go("Settings");
  const card = await app.addConnection({ url: server.baseUrl(), key: KEY });
  const address = card.getByRole("textbox", { name: "Base URL" });
  await address.fill(server.baseUrl().replace("127.0.0.1", "localhost"));
  await address.blur();
  await expect(card.getByLabel("API key")).toHaveAttribute("placeholder", "none");
  await card.getByRole("button", { name: "Test and list models" }).click();
  await expect(card).toContainText("6 models");
  const [request] = await server.requests();
  expect(request.host).toContain("localhost");
  expect(request.authorization).toBe("");
  expect(await traces(page)).not.toContain(KEY);
});
