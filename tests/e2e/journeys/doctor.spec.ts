// Connections: the doctor tells what stands in the way and how to remove it, servers on this machine are found on a click, and OpenRouter is signed in to.
import { expect, test } from "./fixtures";

test("the doctor tells a server that lets no page in from one that is down, and what to do", async ({ app, page, server, expected }) => {
  expected.push(/Failed to load resource|blocked by CORS policy/);
  await app.go("Settings");
  const card = await app.addConnection({ url: server.baseUrl("no-cors"), name: "Mine" });
  await card.getByRole("button", { name: "Check step by step" }).click();
  const doctor = page.getByRole("dialog", { name: "Check of Mine" });
  await expect(doctor).toContainText("The server does not allow this page");
  const looks = doctor.getByRole("list", { name: "What was looked at" });
  await expect(looks.getByRole("listitem").filter({ hasText: /^Server/ })).toContainText("Something answers there.");
  await expect(looks.getByRole("listitem").filter({ hasText: /^Models/ })).toContainText(/No list.*\d\d:\d\d:\d\d/);
  await expect(doctor).toContainText(`--allowed-origins '["${new URL(page.url()).origin}"]'`);
  await expect(doctor.getByRole("button", { name: "Copy this command" }).first()).toBeVisible();
  await doctor.getByRole("button", { name: "Close" }).click();

  const address = card.getByRole("textbox", { name: "Base URL" });
  await address.fill("http://127.0.0.1:9/v1");
  await address.blur();
  await card.getByRole("button", { name: "Check step by step" }).click();
  await expect(doctor).toContainText("Nothing answers there");
  await doctor.getByRole("button", { name: "Close" }).click();

  await address.fill(server.baseUrl());
  await address.blur();
  await card.getByRole("button", { name: "Check step by step" }).click();
  await expect(doctor).toContainText("It works");
  await doctor.getByRole("button", { name: "Close" }).click();

  // From a failed run, with what the run was told.
  await app.connect({ url: server.baseUrl("quota"), name: "Poor" });
  await app.write("Hello");
  await app.choose(1, "local-large", "Poor");
  await app.run.click();
  await app.column(1).getByRole("button", { name: "Check the connection" }).click();
  const poor = page.getByRole("dialog", { name: "Check of Poor" });
  await expect(poor).toContainText("The account has no credit left");
  await expect(poor).toContainText("You exceeded your current quota");
});

test("servers on this machine are looked for on a click only, and offered", async ({ app, page, expected }) => {
  expected.push(/Failed to load resource|blocked by CORS policy/);
  const asked: string[] = [];
  await page.route(/^http:\/\/localhost:(11434|8080|8000|1234|4000)\//, async (route) => {
    asked.push(new URL(route.request().url()).port);
    if (route.request().url().includes(":11434/")) {
      await route.fulfill({ json: { object: "list", data: [{ id: "llama3.2:latest" }], models: [{ name: "llama3.2:latest" }] }, headers: { "access-control-allow-origin": "*" } });
    } else await route.abort("connectionrefused");
  });
  await app.go("Settings");
  await expect(page.getByRole("button", { name: "Look for local servers" })).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "Look for local servers" }).click();
  const found = page.getByRole("group", { name: "Servers on this machine" });
  await expect(found.getByRole("listitem")).toHaveText(/Ollama on port 11434: 1 model/);
  await found.getByRole("button", { name: "Connect Ollama on port 11434" }).click();
  await expect(page.getByRole("article", { name: "Connection Ollama" })).toContainText("1 model");
});

test("signing in with OpenRouter brings a key and leaves no trace in the address or the tab", async ({ app, page, expected }) => {
  expected.push(/favicon|Failed to load resource/);
  const bodies: string[] = [];
  await page.route("https://openrouter.ai/**", async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname === "/auth") {
      expect(url.searchParams.get("code_challenge_method")).toBe("S256");
      const back = `${url.searchParams.get("callback_url") ?? ""}&code=the-code`;
      await route.fulfill({ contentType: "text/html", body: `<a href="${back.replaceAll("&", "&amp;")}">Agree</a>` });
    } else if (url.pathname === "/api/v1/auth/keys") {
      bodies.push(route.request().postData() ?? "");
      await route.fulfill({ json: { key: "sk-or-v1-canary-0042" }, headers: { "access-control-allow-origin": "*" } });
    } else await route.abort();
  });
  await app.go("Settings");
  await page.getByRole("group", { name: "Add a connection" }).getByRole("button", { name: "OpenRouter", exact: true }).click();
  await expect(page.getByRole("article", { name: "Connection OpenRouter" })).toBeVisible();
  await page.getByRole("button", { name: "Sign in with OpenRouter" }).click();
  await page.getByRole("link", { name: "Agree" }).click();
  await app.ready();
  await expect(app.announcer).toContainText("Signed in");
  expect(new URL(page.url()).search).toBe("");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toMatch(/verifier|nshot-sign-in/);
  const { code, code_verifier } = JSON.parse(bodies[0] ?? "{}") as Record<string, string>;
  expect(code).toBe("the-code");
  expect(code_verifier).toMatch(/^[\w-]{43}$/);
  await app.go("Settings");
  await expect(page.getByRole("article", { name: "Connection OpenRouter" }).getByLabel("API key")).toHaveAttribute("placeholder", "stored: …0042");

  // A return that this tab did not start changes nothing.
  await page.goto("/?openrouter_state=somebody-elses&code=evil");
  await app.ready();
  await expect(app.announcer).toContainText("did not start");
  expect(bodies).toHaveLength(1);
  expect(new URL(page.url()).search).toBe("");
});
