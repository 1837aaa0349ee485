// Money: a hard budget asks and stops, receipts stay, and the Costs place works without key and network.
import { expect, test } from "./fixtures";

const KEY = "sk-fault-good-key-0123456789";

test("a budget asks before a run that would pass it, stops what comes after, and stays over a reload", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), preset: "OpenAI", key: KEY }, "gpt-5.6-luna");
  await page.getByRole("button", { name: "Add a model" }).click();
  await app.bar.getByRole("button", { name: /^Estimate and budget/ }).click();
  const details = page.getByRole("dialog", { name: "What a run costs" });
  await expect(details.getByRole("row", { name: /^All models/ })).toContainText("$0.");
  await details.getByRole("textbox", { name: /^Budget/ }).fill("0.000001");
  await details.getByRole("textbox", { name: /^Budget/ }).blur();
  await details.getByRole("button", { name: "Close" }).click();
  await expect(app.bar.getByRole("button", { name: /^Estimate and budget/ })).toContainText("left");
  await app.run.click();
  const question = page.getByRole("dialog", { name: "This run and your budget" });
  await expect(question).toContainText("The expected cost passes the budget by $0.");
  expect(await server.calls()).toBe(0);
  await question.getByRole("button", { name: "Run", exact: true }).click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.column(2)).toContainText("Your budget of $0.000001 is spent. Nothing was sent to “OpenAI”.");
  expect(await server.calls()).toBe(1);
  await page.reload();
  await app.ready();
  await app.run.click();
  await expect(question).toContainText("The budget is spent");
  await expect(question.getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  await question.getByRole("button", { name: "Don’t run" }).click();
  await app.go("Library");
  await page.getByRole("region", { name: "Runs of this prompt" }).getByRole("listitem").getByText("gpt-5.6-luna").first().click();
  await page.getByText("Receipt", { exact: true }).click();
  await expect(page.getByRole("row", { name: /^Total/ })).toContainText("$0.");
  await expect(page.getByText(/^Estimated \$.*actual \$/)).toContainText("Output:");
});

test("a budget stops between the answers of one model, and the Costs place learns from runs", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), preset: "OpenAI", key: KEY }, "gpt-5.6-luna");
  await page.getByRole("button", { name: "Options for running" }).click();
  await page.getByRole("spinbutton", { name: "Answers per model" }).fill("3");
  await page.keyboard.press("Escape");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect.poll(() => server.calls()).toBe(3);
  await app.go("Costs");
  await expect(page.getByText(/^from 3 earlier runs; /)).toBeVisible();
  await expect(page.getByText(/^Your runs tell it for 1 of /)).toBeVisible();
  await app.go("Compose");
  // Less than one answer costs: the first starts, and nothing after it.
  await app.bar.getByRole("button", { name: /^Estimate and budget/ }).click();
  const details = page.getByRole("dialog", { name: "What a run costs" });
  await details.getByRole("button", { name: "Count from zero again" }).click();
  await details.getByRole("textbox", { name: /^Budget/ }).fill("0.000001");
  await details.getByRole("textbox", { name: /^Budget/ }).blur();
  await details.getByRole("button", { name: "Close" }).click();
  await app.run.click({ modifiers: ["Shift"] });
  await page.getByRole("dialog", { name: "This run and your budget" }).getByRole("button", { name: "Run", exact: true }).click();
  const answers = app.column(1).getByRole("group", { name: "Answers of this model" });
  await answers.getByRole("button", { name: "Next answer" }).click();
  await expect(app.column(1)).toContainText("Your budget of $0.000001 is spent.");
  expect(await server.calls()).toBe(4);
});

test("an estimate foresees the cache that is asked for, and a region's rates", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), preset: "Anthropic", key: KEY }, "claude-opus-4-6", "Why do canal locks work? ".repeat(200));
  await app.bar.getByRole("button", { name: /^Estimate and budget/ }).click();
  const details = page.getByRole("dialog", { name: "What a run costs" });
  await expect(details).toContainText("Nothing is taken to be cached.");
  await details.getByRole("button", { name: "Close" }).click();
  await app.column(1).getByRole("button", { name: /^Parameters/ }).click();
  await page.getByRole("combobox", { name: "Cache prompt" }).selectOption("five_minutes");
  await page.getByRole("textbox", { name: /^Extra parameters/ }).fill('{"inference_geo": "us"}');
  await page.keyboard.press("Escape");
  await app.bar.getByRole("button", { name: /^Estimate and budget/ }).click();
  const terms = details.getByRole("list", { name: "What the amounts include" });
  await expect(terms).toContainText(/input tokens are kept: \$6\.875 \/ 1M when written to the cache/);
  await expect(terms).toContainText("All rates are × 1.1: processed in US only.");
});

test("every model of the catalog is priced, compared and projected without key and network", async ({ app, page }) => {
  await app.write("Why do canal locks work?");
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: "Costs" }).click();
  const list = page.getByRole("region", { name: "Price list" });
  await page.getByRole("searchbox", { name: "Filter models" }).fill("gpt-5.6");
  const luna = list.getByRole("row", { name: /^Compare openai\/gpt-5\.6-luna gpt-5\.6-luna/ });
  await expect(luna).toContainText("$");
  await list.getByRole("button", { name: /^A request/ }).click();
  await expect(list.getByRole("columnheader", { name: /^A request/ })).toHaveAttribute("aria-sort", "descending");
  // The row moves to the top as it is chosen.
  await luna.getByRole("checkbox").click();
  await expect(luna.getByRole("checkbox")).toBeChecked();
  await expect(page.getByRole("img", { name: /^Price of a request over \d+ months/ })).toBeVisible();
  await page.getByRole("textbox", { name: /^Requests/ }).first().fill("1000000");
  await expect(page.getByRole("region", { name: "Break-even by model" })).toContainText("gpt-5.6-luna");
  await luna.getByRole("button", { name: "gpt-5.6-luna" }).click();
  const detail = page.getByRole("dialog", { name: "gpt-5.6-luna" });
  await expect(detail).toContainText("Rates from");
  await expect(detail).toContainText("Reasoning effort");
  await detail.getByRole("textbox", { name: "Input", exact: true }).fill("-1");
  await detail.getByRole("button", { name: "Use this price" }).click();
  await expect(detail.getByRole("alert").first()).toBeVisible();
});
