// Tools and images: defining a function, answering its call, attaching pictures, undoing and sharing both.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { App } from "./app";
import { expect, test } from "./fixtures";

/** A PNG of one red pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
}

/** Defines a first tool. */
async function defineTool(page: Page, name: string): Promise<Locator> {
  const tools = page.getByRole("group").filter({ has: page.getByRole("heading", { name: "Tools" }) });
  await tools.locator("summary").click();
  await tools.getByRole("button", { name: "Tool", exact: true }).click();
  await page.getByRole("textbox", { name: "Tool 1: name" }).fill(name);
  await page.getByRole("textbox", { name: "Tool 1: description" }).fill("The weather in a city.");
  return tools;
}

function pictures(app: App): Locator {
  return app.message(1).getByRole("list", { name: "Images of this message" }).getByRole("listitem");
}

/** Pastes or drops the pixel into the first message, as a browser does. */
async function give(app: App, kind: "paste" | "drop", name: string): Promise<void> {
  await app.editor(1).evaluate(
    (editor, { kind, name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type: "image/png" }));
      const options = { bubbles: true, cancelable: true, composed: true };
      const event = kind === "paste" ? new ClipboardEvent("paste", { ...options, clipboardData: data }) : new DragEvent("drop", { ...options, dataTransfer: data });
      editor.dispatchEvent(event);
    },
    { kind, name, base64: PIXEL },
  );
}

test("a call streams into a card, its result is typed in and the turn goes on", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl("slow"), name: "Here" }, "local-large", "Will it rain?");
  await defineTool(page, "get_weather");
  await page.getByRole("combobox", { name: "The model and its tools" }).selectOption({ label: "must call get_weather" });
  await app.run.click();
  const card = app.column(1).getByRole("listitem", { name: "Call of get_weather" });
  await expect(card).toContainText('"query": "Gravity does the lifting"');
  await expect(app.column(1)).toContainText("Called a tool");
  await expect(app.announcer).toHaveText("1. local-large called get_weather. Type what it gave to go on.");
  await accessible(page);
  await card.getByRole("textbox", { name: "Result of get_weather" }).fill("rain at five");
  await app.column(1).getByRole("button", { name: "Continue" }).click();
  await expect(app.answer(1)).toContainText("The tool gave rain at five.");
  await expect(app.column(1)).toContainText("Finished", { timeout: 60_000 });
  const earlier = app.column(1).getByRole("list", { name: "Earlier in this turn" });
  await expect(earlier).toContainText("Let me look that up.");
  await earlier.getByText("get_weather").click();
  await expect(earlier.getByLabel("Result")).toHaveText("rain at five");
  const bodies = (await server.requests()).map(({ body }) => JSON.parse(body) as { tool_choice?: unknown; messages: { role: string; content: string }[] });
  expect(bodies[0].tool_choice).toEqual({ type: "function", function: { name: "get_weather" } });
  expect(bodies[1].tool_choice).toBeUndefined();
  expect(bodies[1].messages.at(-1)).toMatchObject({ role: "tool", content: "rain at five" });
});

test("images come by file, paste and drop, are counted, sent, undone and kept", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl(), name: "Here" }, "local-large", "What is it?");
  const chooser = page.waitForEvent("filechooser");
  await app.message(1).getByRole("button", { name: "Attach images" }).click();
  await (await chooser).setFiles({ name: "dot.png", mimeType: "image/png", buffer: Buffer.from(PIXEL, "base64") });
  await expect(pictures(app)).toHaveCount(1);
  await expect(pictures(app).first()).toContainText("dot.png");
  await expect(pictures(app).first()).toContainText("1 × 1");
  await expect(pictures(app).first()).toContainText(/≈ \d+ tok|≈ \d,\d+ tok/);
  await give(app, "paste", "pasted.png");
  await expect(pictures(app)).toHaveCount(2);
  await give(app, "drop", "dropped.png");
  await expect(pictures(app)).toHaveCount(3);
  await expect(pictures(app).getByRole("img", { name: "dropped.png" })).toBeVisible();
  await pictures(app).first().getByRole("button", { name: "Move dot.png down" }).click();
  await expect(pictures(app).nth(1)).toContainText("dot.png");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(pictures(app).first()).toContainText("dot.png");
  await pictures(app).first().getByRole("button", { name: "Remove dot.png" }).click();
  await expect(pictures(app)).toHaveCount(2);
  await app.title.focus();
  await app.command("Undo");
  await expect(pictures(app)).toHaveCount(3);
  await accessible(page);
  await app.saved();
  await page.reload();
  await app.ready();
  await expect(pictures(app).getByRole("img", { name: "dot.png" })).toBeVisible();
  const widths = () => pictures(app).getByRole("img").evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  await expect.poll(widths).toEqual([1, 1, 1]);
  await app.run.click();
  await expect(app.answer(1)).toContainText("I see 3 images.");
});

test("a file that is no image is refused with a sentence", async ({ app, page }) => {
  await app.write("What is it?");
  const chooser = page.waitForEvent("filechooser");
  await app.message(1).getByRole("button", { name: "Attach images" }).click();
  await (await chooser).setFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no image at all") });
  await expect(page.getByText("“notes.png” is not a PNG, JPEG, WebP or GIF image").first()).toBeVisible();
  await expect(pictures(app)).toHaveCount(0);
});

test("tools and a small image travel in a link", async ({ app, page, freshContext }) => {
  await app.write("What is it?");
  await defineTool(page, "look_up");
  await give(app, "paste", "dot.png");
  await expect(pictures(app)).toHaveCount(1);
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share this playground" });
  const link = dialog.getByRole("textbox", { name: "Link to this playground" });
  await expect(link).toHaveValue(/#p1\..+/);
  const contents = dialog.getByRole("list", { name: "What is in the link" });
  await expect(contents).toContainText(/tools\s*1 item · \d+ chars/);
  await expect(contents).toContainText(/images\s*1 item · \d+ chars/);
  const other = await (await freshContext()).newPage();
  const there = new App(other);
  await other.goto(await link.inputValue());
  await other.getByRole("dialog", { name: /^Shared with you/ }).getByRole("button", { name: "Open as a copy" }).click();
  await expect(other.getByRole("textbox", { name: "Tool 1: name" })).toHaveValue("look_up");
  await expect(pictures(there).getByRole("img", { name: "dot.png" })).toBeVisible();
});

test("parameters of a tool are made from an example of a call", async ({ app, page }) => {
  await app.write("What is it?");
  await defineTool(page, "look_up");
  await page.getByRole("button", { name: "Tool 1: infer parameters from example" }).click();
  const dialog = page.getByRole("dialog", { name: "Infer parameters from an example" });
  await dialog.getByRole("textbox").fill("[1]");
  await dialog.getByRole("button", { name: "Make schema" }).click();
  await expect(dialog.getByRole("alert")).toContainText("a JSON object");
  await dialog.getByRole("textbox").fill("{\"city\": \"Rome\", \"days\": 3}");
  await dialog.getByRole("button", { name: "Make schema" }).click();
  await expect(dialog).toBeHidden();
  const parameters = page.getByRole("textbox", { name: "Tool 1: parameters, as JSON Schema" });
  await expect(parameters).toContainText("\"days\"");
  await expect(parameters).toContainText("integer");
});
