// The page as a person uses it: every control by role and name. No assertions but those that wait.
import { expect, type Locator, type Page } from "@playwright/test";

export type Tab = "Tokens" | "Diff" | "Request" | "Receipt";
export type Place = "Compose" | "Compare" | "Library" | "Settings";
export type Protocol =
  | "OpenAI Chat Completions"
  | "OpenAI Responses"
  | "Anthropic Messages"
  | "Google Gemini"
  | "Cohere Chat v2"
  | "Ollama (native)";

/** What to connect to. */
export interface Endpoint {
  url: string;
  name?: string;
  /** The button under "Add a connection"; some stand for a provider whose prices hold. */
  preset?: string;
  protocol?: Protocol;
  key?: string;
  /** How the key is kept. */
  keep?: "Until reload" | "In this tab" | "On this device, encrypted";
}

export class App {
  readonly bar: Locator;
  readonly run: Locator;
  readonly stop: Locator;
  readonly title: Locator;
  readonly saveState: Locator;
  readonly announcer: Locator;
  readonly palette: Locator;

  constructor(readonly page: Page) {
    this.bar = page.getByRole("banner").first();
    this.run = this.bar.getByRole("button", { name: /^Run/ });
    this.stop = this.bar.getByRole("button", { name: "Stop" });
    this.title = page.getByRole("textbox", { name: "Name of the prompt" });
    // Narrow pages have no room for it; it is there all the same.
    this.saveState = this.bar.getByRole("status", { includeHidden: true }).first();
    this.announcer = page.locator("[role=status][aria-live=polite]");
    this.palette = page.getByRole("dialog", { name: "Commands" });
  }

  /** Opens the page and waits until it can be used: the engine answers, and the first document is stored. */
  async open(fragment = ""): Promise<void> {
    await this.page.goto(`/${fragment}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.page.getByRole("contentinfo")).toContainText("Engine ready");
    await this.saved();
  }

  /** Waits until nothing is unsaved. */
  async saved(): Promise<void> {
    await expect(this.saveState).toHaveText("Saved");
  }

  async go(place: Place): Promise<void> {
    await this.page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: place }).click();
  }

  /** Does a command of the palette. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await this.palette.getByRole("combobox", { name: "Find a command" }).fill(name);
    await this.palette.getByRole("option", { name }).first().click();
    await expect(this.palette).toBeHidden();
  }

  message(place: number): Locator {
    return this.page.getByRole("article", { name: new RegExp(`message, ${place} of \\d+$`) });
  }

  editor(place: number): Locator {
    return this.message(place).getByRole("textbox");
  }

  /** The whole text of a message; the editor draws only what is in sight. */
  async text(place: number): Promise<string> {
    return this.message(place).locator("prompt-editor").evaluate((editor) => (editor as HTMLElement & { value: string }).value);
  }

  /** Puts text into a message in one go, as a paste does. */
  async paste(place: number, text: string): Promise<void> {
    await this.editor(place).focus();
    await this.page.keyboard.press("Control+a");
    await this.editor(place).evaluate((editor, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  /** A new prompt of these messages, the first one a user's unless there are more. */
  async write(...messages: string[]): Promise<void> {
    await this.command("New prompt");
    await this.title.fill("Test");
    const have = await this.page.getByRole("article", { name: /message, \d+ of/ }).count();
    for (let n = have; n < messages.length; n += 1) await this.page.getByRole("button", { name: "Message", exact: true }).click();
    for (let n = have; n > messages.length; n -= 1) await this.message(1).getByRole("button", { name: "Delete message" }).click();
    for (const [at, text] of messages.entries()) await this.editor(at + 1).fill(text);
  }

  variable(name: string): Locator {
    return this.page.getByRole("region", { name: "Variables" }).getByRole("textbox", { name, exact: true });
  }

  column(place: number): Locator {
    return this.page.getByRole("article", { name: new RegExp(`^Column ${place}:`) });
  }

  answer(place: number): Locator {
    return this.column(place).getByRole("region", { name: "Answer" });
  }

  /** A fact of the strip under an answer: `in`, `out`, `first`, `total`, `speed`, `cost`. */
  fact(place: number, name: string): Locator {
    const entry = this.column(place).locator("dl > div").filter({ has: this.page.getByRole("term").getByText(name, { exact: true }) });
    return entry.getByRole("definition");
  }

  /** The count of the whole prompt. */
  get total(): Locator {
    return this.page.getByRole("region", { name: "Prompt", exact: true }).getByLabel("Whole prompt");
  }

  async show(tab: Tab): Promise<Locator> {
    await this.page.getByRole("tab", { name: tab }).click();
    return this.page.getByRole("tabpanel", { name: tab });
  }

  /** Adds a connection under Settings and comes back. */
  async connect(endpoint: Endpoint): Promise<void> {
    await this.go("Settings");
    await this.addConnection(endpoint);
    await this.go("Compose");
  }

  /** Adds a connection; Settings is open. The card is the result. */
  async addConnection({ url, preset = "Other endpoint", name = preset, protocol, key, keep }: Endpoint): Promise<Locator> {
    const cards = this.page.getByRole("article", { name: /^Connection / });
    const before = await cards.count();
    await this.page.getByRole("group", { name: "Add a connection" }).getByRole("button", { name: preset, exact: true }).click();
    const card = cards.nth(before);
    await card.getByRole("textbox", { name: "Base URL" }).fill(url);
    await card.getByRole("textbox", { name: "Name" }).fill(name);
    await card.getByRole("textbox", { name: "Name" }).blur();
    if (protocol !== undefined) await card.getByRole("combobox", { name: "Protocol" }).selectOption({ label: protocol });
    if (keep !== undefined) await card.getByRole("radio", { name: keep }).check({ force: true });
    if (key !== undefined) {
      await card.getByLabel("API key").fill(key);
      await card.getByRole("button", { name: "Save key" }).click();
      await expect(card.getByRole("button", { name: "Forget this key" })).toBeVisible();
    }
    return card;
  }

  /** Puts a model of a connection into a column: from the list when it is there, else by its typed name. */
  async choose(place: number, model: string, connection: string): Promise<void> {
    const column = this.column(place);
    await column.getByRole("button", { name: /^Model: / }).click();
    await column.getByRole("searchbox", { name: "Filter models" }).fill(model);
    const listed = column.getByRole("menuitemradio", { name: new RegExp(`^${escaped(model)}\\s*${escaped(connection)}`) });
    const typed = column.getByRole("button", { name: `Use “${model}” on ${connection}` });
    await listed.or(typed).first().click();
    await expect(column.getByRole("button", { name: `Model: ${model}. Change` })).toContainText(connection);
  }

  /** A column for each of these models of one connection, in this order, and no others. */
  async columns(models: string[], connection: string): Promise<void> {
    for (const [at, model] of models.entries()) {
      if (at > 0) await this.page.getByRole("button", { name: "Add a model" }).click();
      await this.choose(at + 1, model, connection);
    }
  }

  /** Waits until the parts of the page that are loaded after its start are there: the other places are the last. */
  async allParts(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByType("resource").some((entry) => /split_places\.wasm$/.test(entry.name)));
  }

  /** Sets numbers of the panel "Running" under Settings, by their labels. */
  async policy(numbers: Record<string, number>): Promise<void> {
    await this.go("Settings");
    const panel = this.page.getByRole("region", { name: "Running" });
    for (const [label, number] of Object.entries(numbers)) {
      await panel.getByLabel(label).fill(String(number));
      await panel.getByLabel(label).blur();
    }
    await this.go("Compose");
  }

  /** A prompt of one message on one model of a new connection. */
  async prepare(endpoint: Endpoint, model: string, text = "Why do canal locks work?"): Promise<void> {
    await this.write(text);
    await this.connect(endpoint);
    await this.choose(1, model, endpoint.name ?? endpoint.preset ?? "Other endpoint");
  }
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
