// Writing a prompt: templates, variables, order, shots, reasoning, schema, and taking all of it back.
import { expect, test } from "./fixtures";

test("a variable gets its field while it is typed, and an empty one stops the run", async ({ app, page }) => {
  await app.write("");
  await app.editor(1).pressSequentially("Explain {{topic}} to {{reader}}.");
  await expect(app.variable("topic")).toBeVisible();
  await expect(app.variable("reader")).toBeVisible();
  await app.variable("topic").fill("tides");
  await app.run.click();
  await expect(app.announcer).toContainText("Not run: “reader” has no value.");
  await expect(app.variable("reader")).toBeFocused();
  await app.variable("reader").fill("sailors");
  await app.run.click();
  await expect(app.answer(1)).toContainText("Explain tides to sailors.");
});

test("a value is text: what looks like a template in it stays as it is", async ({ app }) => {
  await app.write("Say {{word}}.");
  await app.variable("word").fill("{{ 6 * 7 }} {% raw %} <b>&amp;</b>");
  await app.run.click();
  await expect(app.answer(1)).toContainText("Say {{ 6 * 7 }} {% raw %} <b>&amp;</b>.");
});

test("a variable that nothing uses says so and can go", async ({ app, page }) => {
  await app.write("Say {{word}}.");
  await app.variable("word").fill("hello");
  await app.editor(1).fill("Say nothing.");
  await expect(page.getByRole("region", { name: "Variables" })).toContainText("word");
  await page.getByRole("button", { name: "Delete unused variable word" }).click();
  await expect(app.variable("word")).toBeHidden();
});

test("roles change, messages move, double and go, by button and by key", async ({ app, page }) => {
  await app.write("one", "two", "three");
  const order = async (): Promise<string[]> => Promise.all([1, 2, 3].map((place) => app.text(place)));
  await app.message(1).getByRole("button", { name: "Move down" }).click();
  expect(await order()).toEqual(["two", "one", "three"]);
  await app.editor(3).focus();
  await page.keyboard.press("Alt+ArrowUp");
  expect(await order()).toEqual(["two", "three", "one"]);
  await expect(app.editor(2)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  expect(await order()).toEqual(["two", "one", "three"]);
  const role = app.message(2).getByRole("button", { name: /^Role: / });
  const before = await role.textContent();
  await role.click();
  await expect(role).not.toHaveText(before ?? "");
  await app.message(1).getByRole("button", { name: "Duplicate message" }).click();
  await expect(app.message(4)).toBeVisible();
  expect(await app.text(2)).toBe("two");
  await app.message(2).getByRole("button", { name: "Delete message" }).click();
  await expect(app.message(4)).toBeHidden();
  expect(await order()).toEqual(["two", "one", "three"]);
});

test("undo and redo reach over every kind of edit", async ({ app, page }) => {
  await app.write("first {{name}}");
  await app.variable("name").fill("value");
  await page.getByRole("button", { name: "Message", exact: true }).click();
  await app.message(1).getByRole("button", { name: "Move down" }).click();
  await page.getByRole("button", { name: "Add a model" }).click();
  await page.getByRole("radio", { name: "By prompt" }).check({ force: true });
  await page.getByRole("switch", { name: "JSON Schema" }).check({ force: true });
  await app.title.fill("Renamed");
  const undo = app.bar.getByRole("button", { name: "Undo" });
  await undo.click();
  await expect(app.title).toHaveValue("Test");
  await undo.click();
  await expect(page.getByRole("switch", { name: "JSON Schema" })).not.toBeChecked();
  await undo.click();
  await expect(page.getByRole("radio", { name: "Off", exact: true })).toBeChecked();
  await undo.click();
  await expect(app.column(2)).toBeHidden();
  await undo.click();
  await expect.poll(() => app.text(1)).toBe("first {{name}}");
  await undo.click();
  await expect(app.message(2)).toBeHidden();
  await undo.click();
  await expect(app.variable("name")).toHaveValue("");
  const redo = app.bar.getByRole("button", { name: "Redo" });
  while (await redo.isEnabled()) await redo.click();
  await expect(app.title).toHaveValue("Renamed");
  await expect(app.column(2)).toBeVisible();
  await expect.poll(() => app.text(2)).toBe("first {{name}}");
  await expect(app.variable("name")).toHaveValue("value");
});

test("a syntax error is told at its place and goes with its cause", async ({ app }) => {
  await app.write("Hello {% if name %}there");
  const problems = app.message(1).getByRole("listitem");
  await expect(problems.first()).toContainText("Error:");
  await app.run.click();
  await expect(app.announcer).toContainText("Not run: ");
  await expect(app.column(1)).toContainText("No answer yet");
  await app.editor(1).press("Control+End");
  await app.editor(1).pressSequentially("{% endif %}");
  await expect(problems).toHaveCount(0);
});

test("an endless template is stopped with a sentence, and the page goes on", async ({ app }) => {
  await app.write("{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}x{% endfor %}{% endfor %}{% endfor %}");
  await expect(app.message(1).getByRole("listitem").first()).toContainText("Error:");
  // Not filled: a script's command keeps the look of marked text in a style attribute, as no key of a person does.
  await app.paste(1, "Now {{ n }} ends.");
  await expect(app.variable("n")).toBeVisible();
  await app.variable("n").fill("it");
  await app.run.click();
  await expect(app.answer(1)).toContainText("Now it ends.");
});

test("shots become pairs of messages or one tagged block, and can be switched off", async ({ app, page }) => {
  await app.write("Sort: {{item}}");
  await app.variable("item").fill("a plum");
  await page.getByText("Shots", { exact: true }).click();
  const add = page.getByRole("button", { name: "Shot", exact: true });
  for (const [at, [input, output]] of [["an apple", "fruit"], ["a leek", "vegetable"]].entries()) {
    await add.click();
    await page.getByRole("textbox", { name: `Shot ${at + 1}: input` }).fill(input);
    await page.getByRole("textbox", { name: `Shot ${at + 1}: ideal output` }).fill(output);
  }
  await page.getByRole("radio", { name: "Preview" }).check({ force: true });
  const preview = page.getByRole("region", { name: "Rendered messages" });
  await expect(preview.getByRole("heading")).toHaveText(["User", "Assistant", "User", "Assistant", "User"]);
  await page.getByRole("radio", { name: "Edit" }).check({ force: true });
  await page.getByRole("switch", { name: "Shot 1" }).uncheck({ force: true });
  await page.getByRole("radio", { name: "Tagged block" }).check({ force: true });
  await page.getByRole("radio", { name: "Preview" }).check({ force: true });
  await expect(preview).toContainText("a leek");
  await expect(preview).not.toContainText("an apple");
  await expect(preview).toContainText("<example");
});

test("chain of thought by prompt asks for it, and the answer is taken out of its tag", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), name: "Here" }, "local-large");
  await page.getByRole("radio", { name: "By prompt" }).check({ force: true });
  await page.getByRole("button", { name: "Add a model" }).click();
  await app.choose(2, "local-small", "Here");
  await app.run.click();
  for (const column of [1, 2]) await expect(app.column(column)).toContainText("Finished");
  const [request] = await server.requests();
  expect(request.body).toContain("<answer>");
  const panel = await app.show("Diff");
  await expect(panel).toContainText(/changes/);
  await expect(panel).not.toContainText("<thinking>");
});

test("a schema that is not JSON is told at its place and stops the run", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("schema") }, "local-large");
  await page.getByRole("switch", { name: "JSON Schema" }).check({ force: true });
  const section = page.getByRole("region", { name: "Structured output" });
  const editor = section.getByRole("textbox", { name: "JSON Schema of the answer" });
  await editor.fill('{"type": "object", "properties": {');
  await expect(section.getByRole("listitem")).toContainText("The schema is not JSON");
  await app.run.click();
  await expect(app.announcer).toContainText("Not run: The schema is not JSON");
  expect(await server.calls()).toBe(0);
  await editor.fill('{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false}');
  await expect(section.getByRole("listitem")).toHaveCount(0);
  await app.run.click();
  await expect(app.column(1).getByTitle("The answer fits the JSON Schema")).toBeVisible();
  await expect(app.answer(1)).toContainText("city: \"Gravity does the lifting\"");
  const [request] = await server.requests();
  expect(JSON.parse(request.body)).toHaveProperty("response_format.json_schema.schema.required", ["city"]);
});

test("a schema is made from an example", async ({ page, app }) => {
  await app.write("Where?");
  await page.getByRole("switch", { name: "JSON Schema" }).check({ force: true });
  await page.getByRole("button", { name: "Infer from example" }).click();
  const dialog = page.getByRole("dialog", { name: "Infer a schema from an example" });
  await dialog.getByRole("textbox").fill("not json");
  await dialog.getByRole("button", { name: "Make schema" }).click();
  await expect(dialog.getByRole("alert")).toContainText("JSON");
  await dialog.getByRole("textbox").fill('{"city": "Ghent", "people": 265000}');
  await dialog.getByRole("button", { name: "Make schema" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("textbox", { name: "JSON Schema of the answer" })).toContainText('"people"');
});

test("half of a surrogate pair becomes a replacement character and breaks nothing", async ({ app }) => {
  await app.write("x");
  await app.paste(1, "before \ud83d after");
  await expect(app.total).toHaveText(/^\d+ tok$|^≈ \d+ tok$/);
  await app.run.click();
  await expect(app.answer(1)).toContainText("before \ufffd after");
});

test("parameters take what the provider takes and say what they take", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl() }, "local-large");
  await app.column(1).getByRole("button", { name: "Parameters" }).click();
  const temperature = page.getByRole("textbox", { name: "Temperature" });
  await temperature.fill("9");
  await temperature.blur();
  await expect(page.getByRole("alert").filter({ hasText: "Takes 0–2." })).toBeVisible();
  await temperature.fill("0.3");
  await page.getByRole("textbox", { name: "Max output tokens" }).fill("77");
  await page.getByRole("textbox", { name: "Extra parameters" }).fill('{"top_k": 40}');
  await page.getByRole("textbox", { name: "Extra parameters" }).blur();
  await page.keyboard.press("Escape");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  const [request] = await server.requests();
  expect(JSON.parse(request.body)).toMatchObject({ temperature: 0.3, top_k: 40 });
  expect(request.body).toContain("77");
});

test("token probabilities are asked for, drawn and listed with what else came to mind", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl() }, "local-large");
  await app.column(1).getByRole("button", { name: "Parameters" }).click();
  await page.getByRole("switch", { name: "Token probabilities" }).check({ force: true });
  await page.getByLabel("Cache prompt").selectOption({ label: "ask for 1 hour" });
  await page.keyboard.press("Escape");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  const [request] = await server.requests();
  expect(JSON.parse(request.body)).toMatchObject({ logprobs: true, top_logprobs: 5 });
  expect(request.body).not.toContain("cache_control");
  const fold = app.column(1).getByText("Token probabilities");
  await expect(fold).toContainText(/\d+ tokens, perplexity \d+\.\d\d/);
  await fold.click();
  const table = app.column(1).getByRole("table", { name: "Least sure" });
  await expect(table.getByRole("row").nth(1)).toContainText("“ else” 90.5 %");
});
