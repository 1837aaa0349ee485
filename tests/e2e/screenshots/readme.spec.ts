// The pictures of the README, made from the built page and the fault server: `cargo xtask screenshots`.
import { App } from "../journeys/app";
import { expect, test } from "../journeys/fixtures";

const FOLDER = "screenshots/images";

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });

test("pictures of the page", async ({ app, page, server, freshContext }) => {
  test.slow();
  const picture = (name: string) => page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", caret: "hide" });
  const dismiss = async (): Promise<void> => {
    const buttons = page.getByRole("button", { name: "Dismiss" });
    while ((await buttons.count()) > 0) await buttons.first().click();
  };
  await app.go("Settings");
  await app.addConnection({ url: server.baseUrl(), preset: "OpenAI", key: "sk-example-0123456789" });
  await app.addConnection({ url: server.baseUrl(), preset: "Anthropic", key: "sk-example-0123456789" });
  await app.go("Compose");
  await app.choose(1, "gpt-5.6-luna", "OpenAI");
  if (!(await app.column(2).isVisible())) await page.getByRole("button", { name: "Add a model" }).click();
  await app.choose(2, "claude-sonnet-5-5", "Anthropic");
  await app.column(1).getByRole("button", { name: "Baseline" }).click();
  await app.run.click();
  for (const column of [1, 2]) await expect(app.column(column)).toContainText("Finished");
  await dismiss();

  await expect(await app.show("Diff")).toContainText(/\d changes?/);
  await picture("compose-light");
  await page.getByRole("region", { name: "Dock" }).screenshot({ path: `${FOLDER}/diff.png`, animations: "disabled" });
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("compose-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expect(await app.show("Tokens")).toContainText(/\d+ tokens/);
  await picture("tokens");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("textbox", { name: "Link to this playground" })).toHaveValue(/#p1/);
  await picture("share");

  const phone = await (await freshContext({ viewport: { width: 360, height: 740 } })).newPage();
  await new App(phone).open();
  await phone.screenshot({ path: `${FOLDER}/narrow.png`, animations: "disabled", caret: "hide" });
});
