// Token counts on the page against tiktoken's own, and what stands there when nobody can know.
import { get_encoding, type TiktokenEncoding } from "tiktoken";
import type { App } from "./app";
import { expect, test } from "./fixtures";

const MIXED = [
  "You are a careful editor.\r\nKeep the author's voice; don't “improve” it.",
  "fn main() {\n    let answer = 6 * 7; // 42\n\tprintln!(\"{answer}\");\n}",
  "운하 갑문은 어떻게 작동합니까? 水門はどう動く？ שלום עולם — e\u0301galite\u0301 👩🏽‍💻 🇺🇦",
  "   leading, trailing   \n\n\n1234567890 3.14159 <|endoftext|> https://example.com/?a=b&c=%20",
];

/** Tokens that surround messages of OpenAI's chat format: four a message, and what primes the answer (OpenAI cookbook, "How to count tokens"; reasoning models one less). */
function wholePrompt(encoding: TiktokenEncoding, texts: string[], priming: number): number {
  const tokenizer = get_encoding(encoding);
  const tokens = texts.map((text) => tokenizer.encode(text, [], []).length);
  tokenizer.free();
  return tokens.reduce((sum, n) => sum + n + 4, priming);
}

async function onPage(app: App, model: string, texts: string[], preset = "OpenAI"): Promise<void> {
  await app.write(...texts);
  await app.connect({ url: "http://127.0.0.1:9/v1", preset, name: "Counted" });
  await app.choose(1, model, "Counted");
}

for (const [model, encoding, priming] of [
  ["gpt-4.1", "o200k_base", 3],
  ["gpt-4", "cl100k_base", 3],
  ["gpt-5.6-luna", "o200k_base", 2],
] as const) {
  test(`counts for ${model} exactly as tiktoken does`, async ({ app }) => {
    await onPage(app, model, MIXED);
    const expected = wholePrompt(encoding, MIXED, priming);
    await expect(app.total).toHaveText(`${expected} tok`);
    await expect((await app.show("Tokens")).getByTitle(/exact: counted with the model's own tokenizer/).first()).toBeVisible();
    const tokenizer = get_encoding(encoding);
    for (const [at, text] of MIXED.entries()) {
      await expect(app.message(at + 1)).toContainText(`${tokenizer.encode(text, [], []).length} tok`);
    }
    tokenizer.free();
  });
}

test("counts what is sent, not the template", async ({ app }) => {
  await onPage(app, "gpt-4.1", ["{% for n in range(3) %}{{ word }} {{ n }}\n{% endfor %}"]);
  await app.variable("word").fill("canal lock");
  const expected = wholePrompt("o200k_base", ["canal lock 0\ncanal lock 1\ncanal lock 2\n"], 3);
  await expect(app.total).toHaveText(`${expected} tok`);
});

test("a 400,000-character prompt is counted exactly", async ({ app }) => {
  const text = MIXED.join("\n").repeat(1_000).slice(0, 400_000).toWellFormed();
  await onPage(app, "gpt-4.1", ["short"]);
  await app.paste(1, text);
  await expect(app.total).toHaveText(`${wholePrompt("o200k_base", [text], 3).toLocaleString("en-US")} tok`, { timeout: 30_000 });
});

test("Claude's tokens are an estimate with its band", async ({ app }) => {
  await onPage(app, "claude-sonnet-5-5", MIXED, "Anthropic");
  await expect(app.total).toHaveText(/^≈ \d+ tok$/);
  await expect(await app.show("Tokens")).toContainText(/about \d+ tokens, an estimate: between \d+ and \d+/);
});

test("a model that nobody knows has an estimate and no price, never a price of zero", async ({ app }) => {
  await onPage(app, "my-own-finetune", MIXED, "Other endpoint");
  await expect(app.total).toHaveText(/^≈ \d+ tok$/);
  await expect(app.column(1)).toContainText("no price");
  await expect(app.run).toHaveText(/Run\s*no price/);
  const tokens = await app.show("Tokens");
  await expect(app.page.getByRole("main")).not.toContainText("$0 ");
  await expect(tokens).not.toContainText("$");
});

test("the tokens of a message are shown as they are cut", async ({ app }) => {
  await onPage(app, "gpt-4.1", ["tokenization 水門 👩🏽‍💻"]);
  const view = await app.show("Tokens");
  const tokenizer = get_encoding("o200k_base");
  const count = tokenizer.encode("tokenization 水門 👩🏽‍💻").length;
  tokenizer.free();
  await expect(view).toContainText(`${count} tokens`);
});
