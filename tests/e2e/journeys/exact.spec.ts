// Counts made exact by the provider, and estimates that learn from the person's own runs.
import { expect, test } from "./fixtures";

const KEY = "sk-fault-good-key-0123456789";

test("one click counts exactly, the price uses it, and the same content is never asked twice", async ({ app, server, page }) => {
  await app.prepare({ url: server.baseUrl("key"), preset: "Anthropic", protocol: "Anthropic Messages", key: KEY }, "claude-sonnet-5", "Why?");
  await expect(app.total).toHaveText(/^≈ \d+ tok$/);
  const tokens = await app.show("Tokens");
  const exact = tokens.getByRole("list", { name: "Exact counts" });
  await expect(exact).toContainText("Claude's tokenizer is not public");
  expect(await server.calls()).toBe(0);
  await exact.getByRole("button", { name: /^Count exactly/ }).click();
  // The server's rule: three tokens, four a message, one for each four bytes.
  await expect(app.total).toHaveText("8 tok");
  await expect(exact).toContainText("exact by API: counted by the provider on");
  await expect(page.getByTitle(/input exact by API/)).toBeVisible();
  await expect(exact.getByRole("button")).toHaveCount(0);
  const [asked] = await server.requests();
  expect(asked.path).toMatch(/\/messages\/count_tokens$/);
  expect(Object.keys(JSON.parse(asked.body) as object)).toEqual(["model", "messages"]);
  // Another content is an estimate again; the first one is still known, after a reload too.
  await app.editor(1).fill("Why do locks work?");
  await expect(app.total).toHaveText(/^≈ \d+ tok$/);
  await app.editor(1).fill("Why?");
  await expect(app.total).toHaveText("8 tok");
  await app.saved();
  await page.reload();
  await app.ready();
  await expect(app.total).toHaveText("8 tok");
  expect(await server.calls()).toBe(1);
});

test("a count that fails says why, and a server without one says so", async ({ app, server, expected }) => {
  expected.push(/404|401/);
  await app.prepare({ url: server.baseUrl("no-count"), name: "Own server" }, "local-large");
  const exact = (await app.show("Tokens")).getByRole("list", { name: "Exact counts" });
  await expect(exact).toContainText("the tokenizer of this model is not known");
  await exact.getByRole("button", { name: /^Count exactly/ }).click();
  await expect(exact.getByRole("alert")).toContainText("No exact count is to be had here");
  await expect(app.total).toHaveText(/^≈ \d+ tok$/);
  await app.editor(1).fill("Another text");
  await expect(exact.getByRole("alert")).toHaveCount(0);
});

test("an estimate tightens with the usage of own runs, and the output is expected from them", async ({ app, server, page }) => {
  await app.prepare({ url: server.baseUrl(), preset: "Anthropic", protocol: "Anthropic Messages", key: KEY }, "claude-sonnet-5", "Why?");
  const text = "Explain in a paragraph how a canal lock lifts a boat from the lower to the upper level, and why no pump is needed for it.";
  const endings = ["One.", "Two more.", "Three of them.", "Four words for you.", "Five times is enough now."];
  for (const [at, words] of endings.entries()) {
    await app.editor(1).fill(`${text} ${words}`);
    await app.run.click();
    // It was sent, so what stands in the column is of this run.
    await expect.poll(() => server.calls()).toBe(at + 1);
    await expect(app.column(1)).toContainText("Finished");
  }
  const exact = (await app.show("Tokens")).getByRole("list", { name: "Exact counts" });
  await expect(exact).toContainText("an estimate from your 5 runs with this model");
  await expect(page.getByTitle(/output tokens from 5 earlier runs/)).toBeVisible();
});
