// Eight answers that stream side by side at five hundred tokens a second each, into the built page: what that does to its main thread and its memory.

const COLUMNS = 8;
/// Short answers first, so that the memory of what shows answers is there before what the long ones take is measured.
const SHORT = "local-large";
const LONG = "fault-fast";

/** `faults` is the address of the fault server. */
export async function streams(browser, address, faults) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(() => {
    // The page's own memory, which nothing else names.
    const memories = [];
    const made = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...what) => {
      const result = await made.call(WebAssembly, ...what);
      if (result.instance.exports.memory) memories.push(result.instance.exports.memory);
      return result;
    };
    Object.assign(window, { memories });
  });
  await page.goto(address);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await page.getByRole("article", { name: /message, 1 of/ }).getByRole("textbox").fill("Why do canal locks work?");
  for (const name of ["One", "Two"]) await connect(page, `${faults}/any/bench/v1`, name);
  for (let place = 1; place <= COLUMNS; place += 1) {
    if (place > 1) await page.getByRole("button", { name: "Add a model" }).click();
    await choose(page, place, SHORT);
  }
  await run(page);
  for (let place = 1; place <= COLUMNS; place += 1) await choose(page, place, LONG);
  await page.waitForTimeout(3_000);
  const before = await memory(page);
  await page.evaluate(() => {
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    Object.assign(window, { tasks });
  });
  await run(page);
  const tasks = await page.evaluate(() => window.tasks);
  const after = await memory(page);
  let text = 0;
  for (let place = 1; place <= COLUMNS; place += 1) text += await column(page, place).locator(".prose").evaluate((answer) => answer.textContent.length);
  await page.close();
  return { tasks: tasks.length, longest: Math.max(0, ...tasks), text, heap: after.heap - before.heap, wasm: after.wasm - before.wasm };
}

const column = (page, place) => page.getByRole("article", { name: new RegExp(`^Column ${place}:`) });

async function connect(page, url, name) {
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: "Settings" }).click();
  await page.getByRole("group", { name: "Add a connection" }).getByRole("button", { name: "Other endpoint", exact: true }).click();
  const card = page.getByRole("article", { name: /^Connection / }).last();
  await card.getByRole("textbox", { name: "Base URL" }).fill(url);
  await card.getByRole("textbox", { name: "Name" }).fill(name);
  await card.getByRole("textbox", { name: "Name" }).blur();
  await page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: "Compose" }).click();
}

async function choose(page, place, model) {
  const connection = place <= COLUMNS / 2 ? "One" : "Two";
  await column(page, place).getByRole("button", { name: /^Model: / }).click();
  await column(page, place).getByRole("searchbox", { name: "Filter models" }).fill(model);
  await column(page, place).getByRole("button", { name: `Use “${model}” on ${connection}` }).click();
}

async function run(page) {
  const finished = (place) => column(page, place).getByText("Finished");
  const isAgain = await finished(1).isVisible();
  await page.getByRole("banner").first().getByRole("button", { name: /^Run/ }).click();
  if (isAgain) await finished(1).waitFor({ state: "hidden" });
  for (let place = 1; place <= COLUMNS; place += 1) await finished(place).waitFor({ timeout: 120_000 });
}

/** Bytes, after the garbage was collected. */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
  await session.detach();
  return { heap: usedSize, wasm };
}
