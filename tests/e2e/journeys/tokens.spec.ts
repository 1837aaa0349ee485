// The token view: a long prompt stays light, every token can be reached by keyboard, and another tokenizer stands beside.
import { get_encoding } from "tiktoken";
import { expect, test } from "./fixtures";

test("the tokens of a prompt of 100,000 are gone through without holding them all", async ({ app, page }) => {
  const line = "Why do canal locks work? 水門はどう動く？ 👩🏽‍💻 don't “improve” it;\tfn main() {}\n";
  const text = line.repeat(3_500);
  await app.write("short");
  await app.paste(1, text);
  const view = await app.show("Tokens");
  const list = view.getByRole("listbox", { name: "Tokens of the prompt" });
  const first = list.getByRole("option").first();
  await expect(first).toHaveText("Why");
  const tokenizer = get_encoding("o200k_base");
  const tokens = tokenizer.encode(text, [], []);
  tokenizer.free();
  expect(tokens.length).toBeGreaterThan(100_000);
  await expect(list).toContainText(`${tokens.length.toLocaleString("en-US")} tokens`, { timeout: 30_000 });
  expect(await list.getByRole("option").count()).toBeLessThan(5_000);
  await list.focus();
  const detail = view.locator("output");
  await expect(detail).toContainText(`Token 1: “Why” id ${tokens[0]} · 3 bytes 57 68 79`);
  await page.keyboard.press("ArrowRight");
  await expect(detail).toContainText(`Token 2: “·do” id ${tokens[1]}`);
  await page.keyboard.press("End");
  await expect(detail).toContainText(`Token ${tokens.length.toLocaleString("en-US")}: `);
  await expect(list.getByRole("option", { selected: true })).toBeInViewport();
  expect(await list.getByRole("option").count()).toBeLessThan(5_000);
});

test("two tokenizers stand side by side, with what the chat format adds", async ({ app, page }) => {
  const lines = ["plain English words", "水門はどう動く？運河の水位を調整します"];
  await app.write(lines.join("\n"));
  await app.connect({ url: "http://127.0.0.1:9/v1", preset: "OpenAI", name: "Counted" });
  await app.choose(1, "gpt-4.1", "Counted");
  const view = await app.show("Tokens");
  const list = view.getByRole("listbox", { name: "Tokens of the prompt" });
  await expect(list.getByText("<|im_start|>").first()).toHaveAttribute("title", /id 200264/);
  await view.getByRole("combobox", { name: "Beside" }).selectOption("cl100k_base");
  const [new_, old] = (["o200k_base", "cl100k_base"] as const).map((name) => {
    const encoding = get_encoding(name);
    const count = encoding.encode(lines.join("\n"), [], []).length;
    encoding.free();
    return count;
  });
  await expect(view.getByRole("img", { name: /a bar rises where the second tokenizer pays more/ })).toBeVisible();
  await expect(view).toContainText(`The second takes ${old} tokens for the texts, ${Math.trunc(((old - new_) * 100) / new_)} % more than the first with ${new_}.`);
  await view.getByRole("button", { name: /^Line 2:/ }).click();
  await expect(view.locator("output")).toContainText("Beside:");
  await view.getByRole("radio", { name: "Ids" }).check({ force: true });
  await expect(list.getByRole("option").first()).toHaveText(/^\d+$/);
  await view.getByText("Every message and shot").click();
  await expect(view.getByRole("row", { name: /^1\. User message/ })).toContainText("exact");
  await expect(page.getByRole("row", { name: /^Chat overhead/ })).toContainText("7");
});
