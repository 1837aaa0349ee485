// The page starts under its own security policy, and says so when it can't go on.
import { expect, test } from "./fixtures";

test("starts without a violation of the policy", async ({ page }) => {
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("alert")).toBeHidden();
});

test("runs no script from markup", async ({ page, violations, expected }) => {
  expected.push(/require-trusted-types-for|Trusted Type|TrustedHTML|TrustedScript/);
  await page.goto("/");
  const outcome = await page.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<img src=x onerror=alert(1)>";
      return "assigned";
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(outcome).toBe("TypeError");
  await expect.poll(() => violations.join()).toContain("require-trusted-types-for");
});

test("lets the app's own icons through", async ({ page }) => {
  await page.goto("/");
  const drawn = await page.evaluate(() => {
    const place = document.createElement("div");
    place.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><use href="icons.svg#run"></use></svg>';
    return place.firstElementChild?.tagName;
  });
  expect(drawn).toBe("svg");
});

test("starts no worker but the engine", async ({ page, violations, expected }) => {
  expected.push(/require-trusted-types-for|Trusted Type|TrustedHTML|TrustedScript/);
  await page.goto("/");
  const outcome = await page.evaluate(() => {
    try {
      new Worker("start.js");
      return "started";
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(outcome).toBe("TypeError");
  await expect.poll(() => violations.join()).toContain("require-trusted-types-for");
});

test("offers to reload after an error that nobody caught", async ({ page, violations, expected }) => {
  expected.push(/out of luck/);
  await page.goto("/");
  await page.evaluate(() => setTimeout(() => { throw new Error("out of luck"); }, 0));
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("Something broke. Your work is saved.");
  await expect(alert).toContainText("out of luck");
  await expect(alert.getByRole("button", { name: "Reload" })).toBeFocused();
  await alert.getByRole("button", { name: "Reload" }).click();
  await expect(alert).toBeHidden();
  await expect.poll(() => violations.join()).toContain("pageerror: out of luck");
});
