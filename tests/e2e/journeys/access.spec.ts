// Look and access: no violation of WCAG 2.2 AA that axe can find, in any state, either theme, wide and narrow; and everything by keyboard.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { App } from "./app";
import { expect, test } from "./fixtures";
import type { FaultServer } from "./fault-server";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function check(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const lines = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}\n${failureSummary ?? ""}`));
  expect(lines, `${state}: axe found violations`).toEqual([]);
}

/** Ways to a state worth looking at, each from where the one before ended. */
const STATES: Record<string, (app: App, page: Page, server: FaultServer) => Promise<void>> = {
  compose: async () => undefined,
  preview: async (_, page) => page.getByRole("radio", { name: "Preview" }).check({ force: true }),
  "shots, technique, schema and a problem": async (app, page) => {
    await page.getByRole("radio", { name: "Edit" }).check({ force: true });
    await app.command("Add a shot");
    await page.getByRole("radio", { name: "By prompt" }).check({ force: true });
    await page.getByRole("switch", { name: "JSON Schema" }).check({ force: true });
    await app.editor(1).fill("Hello {% if name %}{{ other }}");
    await expect(app.message(1).getByRole("listitem").first()).toContainText("Error:");
  },
  "answers with a diff": async (app, page, server) => {
    await app.prepare({ url: server.baseUrl(), name: "Here", key: "sk-something-long-enough" }, "local-large");
    if (await isNarrow(page)) await page.getByRole("radio", { name: "Answers" }).check({ force: true });
    await page.getByRole("button", { name: "Add a model" }).click();
    await app.choose(2, "local-small", "Here");
    await app.run.click();
    for (const column of [1, 2]) await expect(app.column(column)).toContainText("Finished");
    await expect(await app.show("Diff")).toContainText(/changes/);
  },
  request: async (app) => void (await app.show("Request")),
  receipt: async (app) => void (await app.show("Receipt")),
  tokens: async (app) => void (await app.show("Tokens")),
  "model menu": async (app) => app.column(1).getByRole("button", { name: /^Model: / }).click(),
  "parameters": async (app, page) => {
    await page.keyboard.press("Escape");
    await app.column(1).getByRole("button", { name: "Parameters" }).click();
  },
  palette: async (app, page) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await expect(app.palette).toBeVisible();
  },
  "share dialog": async (app, page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Share" }).click();
    await expect(page.getByRole("textbox", { name: "Link to this playground" })).toHaveValue(/#p1/);
  },
  settings: async (app, page) => {
    await page.keyboard.press("Escape");
    await app.go("Settings");
  },
  library: async (app, page) => {
    await app.go("Library");
    await expect(page.getByRole("region", { name: "Runs of this prompt" }).getByRole("listitem")).not.toHaveCount(0);
  },
  compare: async (app, page) => {
    await app.go("Compare");
    await expect(page.getByRole("region", { name: "Differences" })).toContainText(/change|No difference/);
    await page.getByRole("radio", { name: "Side by side" }).check({ force: true });
  },
  import: async (app, page) => {
    await app.command("Import a file");
    await page.getByRole("textbox", { name: "Or paste its text" }).fill("input,output,other\na,b,c\n");
    await page.getByRole("button", { name: "Read the text" }).click();
    await expect(page.getByRole("heading", { name: "table of examples" })).toBeVisible();
  },
  "dataset rows": async (app, page) => {
    await page.getByRole("button", { name: "Add as dataset rows of this prompt" }).click();
    if (await isNarrow(page)) await page.getByRole("radio", { name: "Prompt" }).check({ force: true });
    await expect(page.getByRole("region", { name: "Dataset rows" }).getByRole("textbox", { name: "Row 1: other" })).toHaveValue("c");
    await page.getByRole("button", { name: "Use row 1" }).click();
  },
  "a rated answer": async (app, page) => {
    if (await isNarrow(page)) await page.getByRole("radio", { name: "Answers" }).check({ force: true });
    await app.column(1).getByText("Rate", { exact: true }).click();
    await app.column(1).getByRole("group", { name: /^Rating/ }).getByRole("button", { name: "5" }).click();
    await expect(app.column(1)).toContainText("Rated 5/5");
  },
  "a failed answer": async (app, page, server) => {
    await page.keyboard.press("Escape");
    await app.connect({ url: server.baseUrl("404"), name: "Wrong" });
    if (await isNarrow(page)) await page.getByRole("radio", { name: "Answers" }).check({ force: true });
    await app.choose(1, "nothing", "Wrong");
    await app.run.click();
    await expect(app.column(1)).toContainText("The model was not found");
  },
  "a bad link": async (_, page) => {
    await page.evaluate(() => { location.hash = "#p1.AAAA0"; });
    await expect(page.getByRole("dialog", { name: "This link can't be opened" })).toBeVisible();
  },
};

async function isNarrow(page: Page): Promise<boolean> {
  return (page.viewportSize()?.width ?? 0) < 700;
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [[1440, 900]]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height } });

      test("no state violates what axe knows of WCAG 2.2 AA", async ({ app, page, server, expected }) => {
        test.slow();
        expected.push(/404/);
        for (const [state, reach] of Object.entries(STATES)) {
          await test.step(state, async () => {
            await reach(app, page, server);
            await check(page, state);
          });
        }
      });

      test("the preview of a link", async ({ app, page, freshContext }) => {
        await page.getByRole("button", { name: "Share" }).click();
        const link = page.getByRole("textbox", { name: "Link to this playground" });
        await expect(link).toHaveValue(/#p1/);
        const other = await (await freshContext({ colorScheme, viewport: { width, height } })).newPage();
        await other.goto(await link.inputValue());
        await expect(other.getByRole("dialog", { name: /^Shared with you/ })).toBeVisible();
        await check(other, "link preview");
        await expect(app.title).toBeAttached();
      });
    });
  }
}

test.describe("320 px", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("nothing stands outside of the page sideways", async ({ app, page }) => {
    for (const place of ["Compose", "Library", "Settings"] as const) {
      await app.go(place);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(320);
    }
    await app.go("Compose");
    for (const tab of ["Diff", "Request", "Receipt", "Tokens"] as const) {
      await app.show(tab);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(320);
    }
  });
});

test("panes scroll, the page itself does not", async ({ app, page, server }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await app.prepare({ url: server.baseUrl(), name: "Here" }, "local-large");
  for (let place = 2; place <= 4; place += 1) {
    await page.getByRole("button", { name: "Add a model" }).click();
    await app.choose(place, "local-large", "Here");
  }
  await app.run.click();
  for (let place = 1; place <= 4; place += 1) await expect(app.column(place)).toContainText("Finished");
  for (const tab of ["Diff", "Request", "Receipt", "Tokens"] as const) {
    await app.show(tab);
    const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    expect(size, tab).toEqual([1280, 720]);
  }
});

test("the main job is done with the keyboard alone", async ({ app, page, server }) => {
  await app.connect({ url: server.baseUrl(), name: "Here" });
  const tabTo = async (name: string | RegExp): Promise<void> => {
    for (let presses = 0; presses < 120; presses += 1) {
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        const inner = element?.shadowRoot?.activeElement ?? element;
        return inner?.getAttribute("aria-label") ?? inner?.textContent?.trim() ?? "";
      });
      if (typeof name === "string" ? focused === name : name.test(focused)) return;
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await page.reload();
  await app.ready();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the prompt" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo("System message, 1 of 2");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("You explain {{thing}}.");
  await tabTo(/^Model: /);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("searchbox", { name: "Filter models" })).toBeFocused();
  await page.keyboard.type("local-large");
  await expect(page.getByRole("button", { name: "Use “local-large” on Here" })).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(app.column(1)).toContainText("local-large");
  await page.keyboard.press("Control+Enter");
  await expect(app.variable("thing")).toBeFocused();
  await page.keyboard.type("locks");
  await page.keyboard.press("Control+Enter");
  await expect(app.column(1)).toContainText("Finished");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("show request");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tabpanel", { name: "Request" })).toContainText("local-large");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("share");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Share this playground" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Share this playground" })).toBeHidden();
});

test("a run is announced when it starts and when it ends, never while it streams", async ({ app, page, server }) => {
  await app.prepare({ url: server.baseUrl() }, "local-large");
  await page.evaluate(() => {
    const said: string[] = [];
    const region = document.querySelector("[role=status][aria-live=polite]");
    new MutationObserver(() => said.push(region?.textContent ?? "")).observe(region ?? document.body, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { said });
  });
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await expect(app.announcer).toContainText("finished");
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said.length).toBeLessThanOrEqual(3);
  expect(said.at(0)).toMatch(/^Running 1\. local-large/);
  expect(said.at(-1)).toMatch(/finished, \d+ tokens, no price\.$/);
});

test("nothing moves for those who asked for less motion", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.run.click();
  const moving = await page.evaluate(() => document.getAnimations().filter((a) => Number(a.effect?.getComputedTiming().duration) > 1).length);
  expect(moving).toBe(0);
});

test("on paper stand prompt and answers, not the controls", async ({ app, page }) => {
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished");
  await page.emulateMedia({ media: "print" });
  await expect(app.answer(1)).toBeVisible();
  await expect(app.editor(1)).toBeVisible();
  await expect(app.run).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Places" })).toBeHidden();
});
