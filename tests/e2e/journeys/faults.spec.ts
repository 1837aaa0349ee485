// What goes wrong between page and model: every fault of the fault server with the state and the words that a person sees, what is kept, and how
// often the server was asked. A page walks many faults at once, a column each: the fault is in the model's name.
import { expect, test } from "./fixtures";
import type { Protocol } from "./app";

/** The whole answer of the fault server to the test's question, and its first sentence. */
const WHOLE = "so a summit needs a reservoir.";
const BEGINNING = "A canal lock is a box of water with a gate at each end.";

interface Case {
  fault: string;
  /** What the column says of the end. */
  says: string[];
  /** What stands in the answer; nothing = no answer. */
  shows?: string;
  calls: number;
}

/** Refused before any text, or not reached at all. */
const REFUSED: Case[] = [
  { fault: "401", says: ["Failed", "The key was not accepted", "none is stored"], calls: 1 },
  { fault: "401-no-cors", says: ["Failed", "No answer from this machine", "CORS"], calls: 3 },
  { fault: "key", says: ["Failed", "wants a key, and none is stored"], calls: 1 },
  { fault: "403", says: ["Failed", "No answer from this machine"], calls: 1 },
  { fault: "404", says: ["Failed", "The model was not found"], calls: 1 },
  { fault: "429", says: ["Failed", "Too many requests", "in 1 s"], calls: 3 },
  { fault: "429-once", says: ["Finished"], shows: WHOLE, calls: 2 },
  { fault: "quota", says: ["Failed", "The account has no credit left"], calls: 1 },
  { fault: "context", says: ["Failed", "The prompt is too long"], calls: 1 },
  { fault: "500", says: ["Failed", "The server failed"], calls: 3 },
  { fault: "503", says: ["Failed", "The provider is overloaded"], calls: 3 },
  { fault: "529", says: ["Failed", "The provider is overloaded"], calls: 3 },
  { fault: "redirect", says: ["Failed", "No answer from this machine"], calls: 3 },
  { fault: "close", says: ["Failed", "No answer from this machine"], calls: 3 },
  { fault: "no-cors", says: ["Failed", "No answer from this machine"], calls: 3 },
];

/** Not a stream, a broken one, or an odd but whole one. What came is kept; after the first token nobody is asked again. */
const STREAMS: Case[] = [
  { fault: "garbage", says: ["Failed", "The answer can't be read", "Check the base URL"], calls: 1 },
  { fault: "html", says: ["Failed", "The answer can't be read"], calls: 1 },
  { fault: "empty", says: ["Failed"], calls: 1 },
  { fault: "json", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "cut", says: ["Failed", "The answer was cut off", "What came is kept"], shows: BEGINNING, calls: 1 },
  { fault: "cut-utf8", says: ["Failed", "The answer was cut off"], shows: BEGINNING, calls: 1 },
  { fault: "cut-early", says: ["Failed", "The answer was cut off"], calls: 3 },
  { fault: "error-event", says: ["Failed", "The provider is overloaded"], shows: BEGINNING, calls: 1 },
  { fault: "no-finish", says: ["Failed", "The answer was cut off"], shows: WHOLE, calls: 1 },
  { fault: "no-done", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "no-usage", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "bytes", says: ["Finished"], shows: "about 100 m³ on a narrow canal – so", calls: 1 },
  { fault: "crlf", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "cr", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "odd", says: ["Finished"], shows: WHOLE, calls: 1 },
];

/** Nothing is wrong with the stream; what it says is to be shown for what it is. */
const CONTENT: Case[] = [
  { fault: "ok", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "refusal", says: ["Refused"], shows: "I can't help with that.", calls: 1 },
  { fault: "length", says: ["Cut at the output limit"], shows: BEGINNING, calls: 1 },
  { fault: "reasoning", says: ["Finished", "Reasoning"], shows: WHOLE, calls: 1 },
  { fault: "hostile", says: ["Finished", "2 hidden characters"], shows: "<script>document.title='owned'</script>", calls: 1 },
  { fault: "echo", says: ["Finished"], shows: "Why do canal locks work?", calls: 1 },
  { fault: "schema", says: ["Finished"], shows: WHOLE, calls: 1 },
];

/** What proxies and odd servers make of it. */
const PROXIES: Case[] = [
  { fault: "429-hidden", says: ["Failed", "Too many requests"], calls: 3 },
  { fault: "429-date", says: ["Failed", "Too many requests"], calls: 3 },
  { fault: "502", says: ["Failed", "The server failed"], calls: 3 },
  { fault: "error-200", says: ["Failed", "The provider is overloaded"], calls: 3 },
  { fault: "204", says: ["Failed", "The answer can't be read"], calls: 1 },
  { fault: "redirect-elsewhere", says: ["Failed", "No answer from this machine"], calls: 3 },
  { fault: "short", says: ["Failed", "The answer was cut off"], calls: 3 },
  { fault: "comments", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "numbers", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "twice", says: ["Finished"], shows: WHOLE, calls: 1 },
  { fault: "no-count", says: ["Finished"], shows: WHOLE, calls: 1 },
];

/** Faults that a person meets as time: each in a test of its own below. */
const TIME = ["silent", "stall", "slow", "endless", "429-long", "big", "fast"];

/** What differs between the wire formats: the stream. */
const BY_FORMAT = [...STREAMS, ...CONTENT].filter(({ fault }) => ["cut", "cut-utf8", "error-event", "no-done", "no-finish", "no-usage", "bytes", "odd", "refusal", "length"].includes(fault));

const TABLE: [string, Protocol, Case[]][] = [
  ["refusals", "OpenAI Chat Completions", REFUSED],
  ["streams", "OpenAI Chat Completions", STREAMS],
  ["contents", "OpenAI Chat Completions", CONTENT],
  ["proxies", "OpenAI Chat Completions", PROXIES],
  ["streams", "Anthropic Messages", BY_FORMAT],
];

for (const [what, protocol, cases] of TABLE) {
  test(`${what} over ${protocol}`, async ({ app, page, server, expected }) => {
    // The browser's own lines for answers that are errors.
    expected.push(/Failed to load resource|blocked by CORS policy/);
    await app.write("Why do canal locks work?");
    await app.connect({ url: server.baseUrl("any"), name: "Faults", protocol });
    await app.columns(cases.map(({ fault }) => `fault-${fault}`), "Faults");
    await app.run.click();
    await expect(app.run).toBeVisible({ timeout: 60_000 });
    const calls = await server.callsByModel();
    for (const [at, { fault, says, shows, calls: expectedCalls }] of cases.entries()) {
      const [column, answer] = [app.column(at + 1), app.answer(at + 1)];
      for (const words of says) await expect(column, fault).toContainText(words);
      if (shows === undefined) await expect(answer, fault).toHaveText(`Answer of ${at + 1}. fault-${fault}`);
      else await expect(answer, fault).toContainText(shows);
      await expect(answer, fault).not.toContainText("\uFFFD");
      await expect(answer, fault).toHaveAttribute("aria-busy", "false");
      expect(calls[`fault-${fault}`], `calls of ${fault}`).toBe(expectedCalls);
    }
    expect(await page.title()).not.toBe("owned");
    await expect(page.getByRole("region", { name: /^Answer of/ }).locator("script, img")).toHaveCount(0);
  });
}

test("every fault of the server stands in this table", async ({ server }) => {
  const walked = [...REFUSED, ...STREAMS, ...CONTENT, ...PROXIES].map(({ fault }) => fault);
  expect((await server.faults()).sort()).toEqual([...walked, ...TIME].sort());
});

test("silence ends by itself, and what never ends can be stopped", async ({ app, server, expected }) => {
  expected.push(/Failed to load resource/);
  await app.policy({ "Wait for a connection": 3, "Wait between pieces": 3 });
  await app.write("Write release notes.");
  await app.connect({ url: server.baseUrl("any"), name: "Faults" });
  await app.columns(["fault-silent", "fault-stall", "fault-slow", "fault-endless"], "Faults");
  await app.run.click();
  await expect(app.column(1)).toContainText("It took too long");
  await expect(app.column(2)).toContainText("It took too long");
  await expect(app.answer(2)).toContainText("Pin folders.");
  await expect(app.column(3)).toContainText("Finished", { timeout: 30_000 });
  await expect(app.answer(3)).toContainText("Its index now rebuilds while you go on writing.");
  await expect(app.answer(4)).toContainText("and on and on");
  await app.column(4).getByRole("button", { name: "Stop this answer" }).click();
  await expect(app.column(4)).toContainText("Stopped");
  await expect(app.answer(4)).toHaveAttribute("aria-busy", "false");
});

test("a long wait for a retry is counted down and can be ended", async ({ app, server, expected }) => {
  expected.push(/Failed to load resource/);
  await app.prepare({ url: server.baseUrl("429-long") }, "local-large");
  await app.run.click();
  await expect(app.column(1)).toContainText(/Retry 1 of 2 in [12]\d s: HTTP 429/);
  await app.stop.click();
  await expect(app.column(1)).toContainText("Stopped");
  expect(await server.calls()).toBe(1);
});

test("what a failed answer was told can be read, and it can be tried again", async ({ app, server, expected }) => {
  expected.push(/Failed to load resource/);
  await app.prepare({ url: server.baseUrl("404") }, "local-large");
  await app.run.click();
  await app.column(1).getByText("What was said").click();
  await expect(app.column(1)).toContainText("HTTP 404: The model does not exist");
  await app.column(1).getByRole("button", { name: "Try again" }).click();
  await expect(app.column(1)).toContainText("The model was not found");
  await expect.poll(() => server.calls()).toBe(2);
});

test("ten megabytes of an answer arrive whole", async ({ app, server }) => {
  await app.prepare({ url: server.baseUrl("big") }, "local-large");
  await app.run.click();
  await expect(app.column(1)).toContainText("Finished", { timeout: 90_000 });
  const length = await app.answer(1).locator(".prose").evaluate((answer) => answer.textContent?.length ?? 0);
  expect(length).toBeGreaterThan(9_990_000);
});
