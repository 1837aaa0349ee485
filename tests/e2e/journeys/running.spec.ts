// Running: repeats, cached answers, going offline; eight fast streams at once; Markdown and JSON as they come.
import { expect, test } from "./fixtures";

test("several answers of a model are browsed, and asked anew only on demand", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl() }, "local-small");
  await page.getByRole("button", { name: "Options for running" }).click();
  await page.getByRole("spinbutton", { name: "Answers per model" }).fill("3");
  await page.keyboard.press("Escape");
  await expect(app.run).toContainText("Run ×3");
  await app.run.click();
  const answers = app.column(1).getByRole("group", { name: "Answers of this model" });
  await expect(answers).toContainText("1 of 3");
  await expect(app.run).toBeVisible();
  expect(await server.calls()).toBe(3);
  await answers.getByRole("button", { name: "Next answer" }).click();
  await expect(answers).toContainText("2 of 3");
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.answer(1)).toContainText("chamber of water");

  // The same again: every answer is a kept one, without cost and time.
  await app.run.click();
  await expect(app.column(1)).toContainText(/Cached \d{4}-\d\d-\d\d/);
  await expect(app.answer(1)).toContainText("chamber of water");
  await expect(app.fact(1, "total")).toHaveCount(0);
  await expect(app.fact(1, "cost")).toHaveCount(0);
  expect(await server.calls()).toBe(3);
  await app.go("Library");
  await expect(page.getByRole("region", { name: "Runs of this prompt" }).getByRole("listitem")).toHaveCount(3);
  await app.go("Compose");

  // With Shift they are asked for.
  await app.run.click({ modifiers: ["Shift"] });
  await expect(app.run).toBeVisible();
  await expect(app.column(1)).not.toContainText("Cached");
  await expect.poll(() => server.calls()).toBe(6);

  await app.go("Settings");
  await page.getByRole("button", { name: "Delete cached answers" }).click();
  await expect(app.announcer).toContainText("are deleted");
  await app.go("Compose");
  await app.run.click();
  await expect.poll(() => server.calls()).toBe(9);
});

test("Markdown is drawn as it streams, and shown to the letter on a key press", async ({ app, page, server }) => {
  const text = "# Title\n\n**bold** and [a link](https://example.com/x) and ![a picture](https://images.invalid/p.png)\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
  await app.prepare({ url: server.baseUrl("echo") }, "local-large", text);
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  const answer = app.answer(1);
  await expect(answer.getByRole("heading", { name: "Title" })).toBeVisible();
  await expect(answer.getByRole("link", { name: "a link" })).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(answer).toContainText("(example.com)");
  await expect(answer.getByRole("link", { name: /Image: a picture/ })).toContainText("at images.invalid");
  await expect(answer.getByRole("button", { name: "Copy code: rust" })).toBeVisible();
  await expect(answer.getByRole("cell", { name: "2" })).toBeVisible();
  await page.keyboard.press("Control+.");
  await expect(answer).toContainText("# Title");
  await expect(answer.getByRole("link")).toHaveCount(0);
  await page.keyboard.press("Control+.");
  await expect(answer.getByRole("heading", { name: "Title" })).toBeVisible();

  await app.paste(1, '{"list": [1, 2], "deep": {"a": {"b": 12345678901234567890}}}');
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(answer.getByText("[2 items]")).toBeVisible();
  await answer.getByText("{1}").nth(1).click();
  await expect(answer).toContainText("12345678901234567890");
});

test("eight streams of five hundred tokens a second leave what is drawn alone", async ({ app, page, server }, info) => {
  test.slow();
  await app.write("Why do canal locks work?");
  for (const name of ["One", "Two"]) await app.connect({ url: server.baseUrl("any"), name });
  for (let place = 1; place <= 8; place += 1) {
    if (place > 1) await page.getByRole("button", { name: "Add a model" }).click();
    await app.choose(place, "fault-fast", place <= 4 ? "One" : "Two");
  }
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    Object.assign(window, { tasks });
  });
  await app.run.click();
  const first = app.answer(1).locator(".prose p").first();
  await expect(first).toContainText("water");
  for (let place = 1; place <= 8; place += 1) await expect(app.column(place)).toContainText("Finished", { timeout: 90_000 });
  for (let place = 1; place <= 8; place += 1) {
    const words = await app.answer(place).locator(".prose").evaluate((answer) => answer.textContent?.match(/water|lock/g)?.length);
    expect(words).toBe(4_000);
  }
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
  const longest = Math.max(0, ...tasks);
  // Told, not asserted: how long a task takes is the machine's business too.
  info.annotations.push({ type: "measured", description: `${tasks.length} tasks over 50 ms, the longest ${longest.toFixed(0)} ms` });
  console.log(`eight streams: ${tasks.length} tasks over 50 ms, the longest ${longest.toFixed(0)} ms`);
});
