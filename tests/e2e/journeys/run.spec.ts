// Connecting to a model server and running: the answer, its facts, stopping, and where the key went.
import { expect, test } from "./fixtures";

const KEY = "sk-fault-good-key-0123456789";

for (const protocol of ["OpenAI Chat Completions", "Anthropic Messages", "OpenAI Responses"] as const) {
  test(`an answer streams over ${protocol} with usage, times and finish reason`, async ({ app, server }) => {
    await app.prepare({ url: server.baseUrl("key"), protocol, key: KEY }, "local-large");
    await app.run.click();
    await expect(app.answer(1)).toHaveAttribute("aria-busy", "true");
    await expect(app.answer(1)).toContainText("A canal lock is a box of water");
    await expect(app.column(1)).toContainText("Finished");
    await expect(app.answer(1)).toContainText("so a summit needs a reservoir.");
    await expect(app.fact(1, "in")).toHaveText(/^\d+$/);
    await expect(app.fact(1, "out")).toHaveText(/^\d+$/);
    await expect(app.fact(1, "first")).toHaveText(/^\d+ ms$|^\d+\.\d s$/);
    await expect(app.fact(1, "total")).toHaveText(/ s$| ms$/);
    await expect(app.fact(1, "cost")).toHaveText("no price");
    const [request] = await server.requests();
    // On this machine every protocol takes the key as a bearer token.
    expect(request.authorization).toBe(`Bearer ${KEY}`);
    expect(await server.calls()).toBe(1);
  });
}

test("a connection is tested and lists its models", async ({ app, page, server, expected }) => {
  expected.push(/401/);
  await app.go("Settings");
  const card = await app.addConnection({ url: server.baseUrl("key"), key: "sk-wrong" });
  await card.getByRole("button", { name: "Test and list models" }).click();
  await expect(card).toContainText("Does not answer");
  await expect(card.getByRole("alert")).toContainText("The key was not accepted");
  await card.getByLabel("API key").fill(KEY);
  await card.getByRole("button", { name: "Save key" }).click();
  await card.getByRole("button", { name: "Test and list models" }).click();
  await expect(card).toContainText("6 models");
  await app.go("Compose");
  await app.column(1).getByRole("button", { name: /^Model: / }).click();
  await page.getByRole("searchbox", { name: "Filter models" }).fill("local-sm");
  await page.getByRole("menuitemradio", { name: /^local-small/ }).click();
  await expect(app.column(1).getByRole("button", { name: "Model: local-small. Change" })).toBeVisible();
});

test("a known price makes the cost, line by line", async ({ app, server }) => {
  await app.prepare({ url: server.baseUrl(), preset: "OpenAI", key: KEY }, "gpt-5.6-luna");
  await expect(app.run).toHaveText(/Run\s*<?\$0\./);
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.fact(1, "cost")).toHaveText(/\$0\.\d+/);
  const receipt = (await app.show("Receipt")).getByRole("table");
  await expect(receipt.getByRole("row", { name: /^Total/ })).toContainText("$0.");
  await expect(receipt.getByRole("row", { name: /^input/ })).toContainText(/\$\d/);
});

test("stopping keeps what has come and closes the connection", async ({ app, server }) => {
  await app.prepare({ url: server.baseUrl("endless") }, "local-large");
  await app.run.click();
  await expect(app.answer(1)).toContainText("and on and on");
  await app.stop.click();
  await expect(app.column(1)).toContainText("Stopped");
  await expect(app.run).toBeVisible();
  await expect(app.answer(1)).toHaveAttribute("aria-busy", "false");
  const kept = await app.answer(1).textContent();
  expect(kept).toContain("and on and on");
  // Nothing more may come: the next run of the column starts from nothing and is the next request.
  await app.column(1).getByRole("button", { name: "Run this column" }).click();
  await expect(app.column(1).getByRole("button", { name: "Stop this answer" })).toBeVisible();
  await app.page.keyboard.press("Escape");
  await expect(app.column(1)).toContainText("Stopped");
  expect(await server.calls()).toBe(2);
});

test("a silent server can be stopped", async ({ app, server }) => {
  await app.prepare({ url: server.baseUrl("silent") }, "local-large");
  await app.run.click();
  await expect(app.column(1)).toContainText("Waiting for the first token");
  await app.column(1).getByRole("button", { name: "Stop this answer" }).click();
  await expect(app.column(1)).toContainText("Stopped");
});

test("two columns run at once, and one again by itself", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), name: "Here" }, "local-large");
  await page.getByRole("button", { name: "Add a model" }).click();
  await app.choose(2, "local-small", "Here");
  await app.run.click();
  await expect(app.announcer).toHaveText("Running 2 models.");
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.column(2)).toContainText("Finished");
  await expect(app.answer(1)).toContainText("box of water");
  await expect(app.answer(2)).toContainText("chamber of water");
  await app.column(2).getByRole("button", { name: "Run this column" }).click();
  await expect(app.column(2).getByRole("button", { name: "Stop this answer" })).toBeVisible();
  await expect(app.column(2)).toContainText("Finished");
  const models = (await server.requests()).map((request) => request.model).sort();
  expect(models).toEqual(["local-large", "local-small", "local-small"]);
});

test("what is sent is what the preview and the request view show", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("echo"), name: "Here" }, "local-large", "Say {{word}} — 100 % ✓");
  await app.variable("word").fill('a "quoted" {{word}}\n\\n');
  const shown = (await app.show("Request")).getByLabel("Request", { exact: true });
  await expect(shown).toContainText("POST http://127.0.0.1");
  await expect(shown).toContainText("local-large");
  await page.keyboard.press("Control+Enter");
  await expect(app.column(1)).toContainText("Finished");
  const [request] = await server.requests();
  const body = JSON.parse(request.body) as { messages: { role: string; content: string }[] };
  expect(body.messages).toEqual([{ role: "user", content: 'Say a "quoted" {{word}}\n\\n — 100 % ✓' }]);
  await expect(app.answer(1)).toContainText('Say a "quoted" {{word}}');
});

test("an answer becomes a shot", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl() }, "local-small");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await app.column(1).getByRole("button", { name: "Add this answer as a shot" }).click();
  await expect(page.getByRole("textbox", { name: "Shot 1: input" })).toHaveValue("Why do canal locks work?");
  await expect(page.getByRole("textbox", { name: "Shot 1: ideal output" })).toHaveValue(/chamber of water/);
});
