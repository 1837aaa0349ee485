// Links by somebody who means harm: nothing leaves the page, nothing stored changes, nothing runs.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { bombOf, linkOf } from "./link";

const SCRIPT = "<img src=x onerror=\"fetch('/stolen')\"><script>fetch('/stolen')</script>{{''.constructor}}[x](javascript:alert(1)) ![x](https://evil.example/pixel.png)";

/** Everything that is stored, but for what opening a page writes by itself. */
async function stored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, fail) => {
      const open = indexedDB.open("nshot");
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    const all: Record<string, unknown> = {};
    for (const name of ["documents", "versions", "runs", "connections", "secrets"]) {
      const read = (what: "getAll" | "getAllKeys") => new Promise((done) => {
        const request = database.transaction(name).objectStore(name)[what]();
        request.onsuccess = () => done(request.result);
      });
      all[name] = [await read("getAllKeys"), await read("getAll")];
    }
    database.close();
    return JSON.stringify(all);
  });
}

const everywhere = {
  v: 1,
  title: SCRIPT,
  messages: [{ role: "system", text: SCRIPT }, { role: "user", text: `${SCRIPT}{{${"a".repeat(300)}}}` }],
  columns: [
    { model: SCRIPT, provider: "openai", label: SCRIPT, extra: "{\"stream_options\":{\"include_usage\":false}}", stop: [SCRIPT], base_url: "https://evil.example", connection: "dry-run", key: "sk-stolen", headers: { "x-evil": "1" } },
    { model: "x", label: "Local", connection_id: "../../secrets" },
  ],
  dataset: { names: ["__proto__", "constructor", SCRIPT], rows: [[SCRIPT, SCRIPT, SCRIPT]] },
  shots: [{ input: SCRIPT, output: SCRIPT, reasoning: SCRIPT }],
  schema: { name: SCRIPT, text: SCRIPT },
  tools: [{ name: SCRIPT, description: SCRIPT, parameters: SCRIPT }],
  variables: { __proto__: SCRIPT, constructor: SCRIPT, toString: SCRIPT, [SCRIPT]: SCRIPT },
  outputs: [{ column: 0, text: SCRIPT, reasoning: SCRIPT, model: SCRIPT, rating: { score: 200, note: SCRIPT }, tool_calls: [{ name: SCRIPT, arguments: SCRIPT }] }],
  autorun: true,
  run: true,
};

test("script in every field, names of prototypes and a foreign connection do nothing", async ({ app, page, server, violations }) => {
  // A connection and a document that must stay as they are.
  await app.prepare({ url: server.baseUrl("answer") }, "local-large");
  await expect.poll(() => stored(page)).toContain("local-large");
  const before = await stored(page);
  const requests: string[] = [];
  const own = new URL(page.url()).origin;
  page.on("request", (request) => {
    if (!request.url().startsWith(own) || request.url().includes("stolen")) requests.push(request.url());
  });
  // JSON.stringify leaves out __proto__ of a literal: put it in by hand.
  const json = JSON.stringify(everywhere).replace("\"variables\":{", `"variables":{"__proto__":${JSON.stringify(SCRIPT)},`);
  await page.evaluate((hash) => location.assign(hash), linkOf(json, true));
  const dialog = page.getByRole("dialog", { name: /^Shared with you/ });
  await expect(dialog).toContainText("Nothing has been run");
  await expect(dialog).toContainText("<script>");
  await page.waitForTimeout(1_000);
  expect(await stored(page)).toBe(before);
  await dialog.getByRole("button", { name: "Open as a copy" }).click();
  await expect(app.answer(1)).toContainText("fetch('/stolen')");
  await app.saved();
  await page.waitForTimeout(500);
  expect(requests).toEqual([]);
  expect(violations).toEqual([]);
  // The connections and keys of this device are those of before; the copy is one document more.
  const parts = (text: string) => JSON.parse(text) as Record<string, [string[], unknown[]]>;
  const [old, now] = [parts(before), parts(await stored(page))];
  for (const name of ["connections", "secrets", "versions"]) expect(now[name]).toEqual(old[name]);
  expect(now.documents[0].length).toBe(old.documents[0].length + 1);
  for (const [place, key] of old.documents[0].entries()) expect(now.documents[1][now.documents[0].indexOf(key)]).toEqual(old.documents[1][place]);
  expect(await page.evaluate(() => ({}) instanceof Object && ({} as Record<string, unknown>).polluted === undefined)).toBe(true);
});

test("a link that would unpack to a gigabyte is refused", async ({ app, page }) => {
  await app.write("Mine.");
  await expect.poll(() => stored(page)).toContain("Mine.");
  const before = await stored(page);
  // Deflate packs a run of one letter about a thousandfold: 1 GB is some 1 MB, which an address can hold.
  const bomb = await bombOf(1_024);
  expect(bomb.length).toBeLessThan(1_500_000);
  await page.evaluate((hash) => location.assign(hash), bomb);
  const dialog = page.getByRole("dialog", { name: "This link can't be opened" });
  await expect(dialog).toContainText("larger than");
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await stored(page)).toBe(before);
  await expect(app.editor(1)).toHaveText("Mine.");
});

test("arrays in arrays and endless lists are refused with a sentence", async ({ app, page }) => {
  await app.saved();
  for (const json of [
    `{"v":1,"messages":${"[".repeat(500)}${"]".repeat(500)}}`,
    `{"v":1,"messages":[${"{\"role\":\"user\"},".repeat(300)}{"role":"user"}]}`,
    `{"v":1,"messages":[{"role":"root"}]}`,
    "[1,2,3]",
    "null",
  ]) {
    await page.evaluate((hash) => location.assign(hash), linkOf(json));
    const dialog = page.getByRole("dialog", { name: "This link can't be opened" });
    await expect(dialog).toContainText("Your own work is as it was.");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
  }
});
