// Each protocol beyond those of run.spec.ts, from the preset to the answer, and the model that a browser brings along.
import { expect, test } from "./fixtures";

const KEY = "sk-fault-good-key-0123456789";
const PROTOCOLS = ["Google Gemini", "Cohere Chat v2", "Ollama (native)"] as const;

test("Gemini, Cohere and Ollama answer side by side, each asked in its own words", async ({ app, page, server }) => {
  await app.write("Why do canal locks work?");
  await app.go("Settings");
  for (const protocol of PROTOCOLS) {
    const card = await app.addConnection({ url: server.baseUrl("key"), name: protocol, protocol, key: KEY });
    await card.getByRole("button", { name: "Test and list models" }).click();
    await expect(card).toContainText("6 models");
  }
  await app.go("Compose");
  for (const [at, protocol] of PROTOCOLS.entries()) {
    if (at > 0) await page.getByRole("button", { name: "Add a model" }).click();
    await app.choose(at + 1, "local-large", protocol);
  }
  await app.run.click();
  for (const [at] of PROTOCOLS.entries()) {
    await expect(app.column(at + 1)).toContainText("Finished");
    await expect(app.answer(at + 1)).toContainText("so a summit needs a reservoir.");
    await expect(app.fact(at + 1, "in")).toHaveText(/^\d+$/);
    await expect(app.fact(at + 1, "out")).toHaveText(/^\d+$/);
  }
  const asked = (await server.requests()).filter((request) => request.method === "POST");
  const at = (end: string) => asked.find((request) => request.path.endsWith(end));
  expect(at("/v1beta/models/local-large:streamGenerateContent")?.x_goog_api_key).toBe(KEY);
  expect(at("/v1beta/models/local-large:streamGenerateContent")?.authorization).toBe("");
  expect(at("/v2/chat")?.authorization).toBe(`Bearer ${KEY}`);
  expect(at("/api/chat")?.authorization).toBe(`Bearer ${KEY}`);
});

test("the browser's own model answers, or the page says why it can't", async ({ app, page }) => {
  await app.go("Settings");
  await page.getByRole("button", { name: "This browser's own model" }).click();
  const card = page.getByRole("article", { name: "Connection This browser's own model" });
  await expect(card.getByLabel("API key")).toHaveCount(0);
  await page.evaluate(() => Reflect.deleteProperty(globalThis, "LanguageModel"));
  await card.getByRole("button", { name: "Test and list models" }).click();
  await expect(card.getByRole("alert")).toContainText("This browser has no model of its own for web pages");
  await page.evaluate(() => {
    const session = {
      promptStreaming: (input: { content: string }[]) =>
        new ReadableStream({
          start(stream) {
            for (const piece of ["You said: ", input[0].content]) stream.enqueue(piece);
            stream.close();
          },
        }),
      destroy: () => {},
    };
    const model = { availability: async () => "available", create: async () => session };
    Object.defineProperty(globalThis, "LanguageModel", { value: model, configurable: true });
  });
  await card.getByRole("button", { name: "Test and list models" }).click();
  await expect(card).toContainText("1 models");
  await app.go("Compose");
  await app.write("Grüße 👋");
  await app.choose(1, "built-in", "This browser's own model");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.answer(1)).toContainText("You said: Grüße 👋");
});
