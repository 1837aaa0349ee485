// Types into a prompt of 100,000 tokens on the built page, then lets eight answers stream into it, and reports tasks that kept it busy; then weighs
// the page's code by crate. Writes its sections of tests/bench/RESULTS.md.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { browserPath } from "../browser.mjs";
import { writeSections } from "../results.mjs";
import { streams } from "./streams.mjs";
import { weights } from "./weights.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../..");
/// The page's first piece as it was linked, with names; wasm-opt makes it smaller by about a tenth, and drops the names.
const MODULE = join(ROOT, "target/parts/cut/page.wasm");
const LINE = "Why do canal locks work? 水門はどう動く？ 👩🏽‍💻 don't “improve” it;\tfn main() {}\n";
const LINES = 3_600;
const KEYS = 50;
/// A quick typist: ten keys a second.
const PAUSE_MS = 100;
/// Crates that are named; smaller ones stand together.
const NAMED = 16;

const servers = [];
const address = await started("xtask", ["preview"], /dist\/ is at (http:\/\/\S+)/);
const faults = await started("fault_server", [], /listening on (http:\/\/\S+)/);
const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  const rows = await keystrokes();
  const streamed = await streams(browser, address, faults);
  console.log(streamed);
  report(rows, streamed, browser.version(), existsSync(MODULE) ? weights(MODULE) : []);
} finally {
  await browser.close();
  for (const server of servers) {
    server.removeAllListeners("exit");
    server.kill();
  }
}

/** Starts a program of the project on a port that the system gives; the address that it prints. */
function started(program, verbs, pattern) {
  const server = spawn("cargo", ["run", "--quiet", "--locked", "--package", program, "--", ...verbs, "--port", "0"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  servers.push(server);
  return new Promise((found, failed) => {
    let said = "";
    server.stdout.on("data", (piece) => {
      said += piece;
      const match = pattern.exec(said);
      if (match) found(match[1]);
    });
    server.on("exit", () => failed(new Error(`${program} ended: ${said}`)));
  });
}

/** Types at three places; for each, the tasks over 50 ms and the longest time from a key to the next frame. */
async function keystrokes() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  const message = page.getByRole("article", { name: /message, 1 of/ });
  const editor = message.getByRole("textbox");
  await editor.focus();
  await page.keyboard.press("Control+a");
  await editor.evaluate((target, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, LINE.repeat(LINES));
  await page.waitForFunction(() => /1\d\d,\d{3} tok/.test(document.querySelector(".pane-total")?.textContent ?? ""), undefined, { timeout: 120_000 });
  await page.evaluate(() => {
    const seen = { tasks: [], events: [] };
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
    new PerformanceObserver((list) => seen.events.push(...list.getEntries().filter((entry) => entry.name === "keydown").map((entry) => entry.duration))).observe({ type: "event", durationThreshold: 16 });
    Object.assign(window, { seen });
  });
  const length = LINE.length * LINES;
  const rows = [];
  for (const [place, offset] of [["start", 0], ["middle", Math.floor(LINES / 2) * LINE.length + 3], ["end", length]]) {
    await message.locator("prompt-editor").evaluate((element, at) => element.focusAt(at), offset);
    await page.waitForTimeout(1_500);
    await page.evaluate(() => {
      window.seen.tasks.length = 0;
      window.seen.events.length = 0;
    });
    for (let key = 0; key < KEYS; key += 1) {
      await page.keyboard.press(key % 6 === 5 ? "Space" : "x");
      await page.waitForTimeout(PAUSE_MS);
    }
    await page.waitForTimeout(1_500);
    const { tasks, events } = await page.evaluate(() => window.seen);
    rows.push({ place, tasks: tasks.length, longest: Math.max(0, ...tasks), frame: Math.max(0, ...events) });
    console.log(rows.at(-1));
  }
  await page.close();
  return rows;
}

function report(rows, streamed, version, crates) {
  const ms = (value) => (value === 0 ? "none" : value.toFixed(0));
  const all = crates.reduce((sum, { bytes }) => sum + bytes, 0);
  const others = crates.slice(NAMED).reduce((sum, { bytes }) => sum + bytes, 0);
  const share = (bytes) => `${((bytes / all) * 100).toFixed(1)} %`;
  const lines = [
    "## Typing into a prompt of 100,000 tokens",
    "",
    `The built page in Chromium ${version}: ${KEYS} keys at each place, ten a second, in one message of ${LINES.toLocaleString("en-US")} lines. A task over 50 ms is one that a person may feel.`,
    "",
    "| typed at the | tasks over 50 ms | the longest, ms | longest from key to frame, ms |",
    "|---|---|---|---|",
    ...rows.map((row) => `| ${row.place} | ${row.tasks} | ${ms(row.longest)} | ${row.frame < 16 ? "under 16" : row.frame.toFixed(0)} |`),
    "",
  ];
  const times = (bytes) => (bytes / streamed.text).toFixed(1);
  lines.push(
    "## Eight answers at once",
    "",
    "Five hundred tokens a second each, into the same page; memory after the garbage was collected, beside before the run.",
    "",
    "| characters of text | tasks over 50 ms | the longest, ms | growth of JavaScript's heap, × text | of WebAssembly's memory, × text |",
    "|---|---|---|---|---|",
    `| ${streamed.text.toLocaleString("en-US")} | ${streamed.tasks} | ${ms(streamed.longest)} | ${times(streamed.heap)} | ${times(streamed.wasm)} |`,
    "",
  );
  if (crates.length > 0) {
    lines.push(
      "## What the page's code is made of",
      "",
      "The first piece of the page as it is linked, before wasm-opt; generic code counts for the crate whose type or function it is made for.",
      "",
      "| crate | bytes of code | share |",
      "|---|---|---|",
      ...crates.slice(0, NAMED).map(({ crate, bytes }) => `| ${crate} | ${bytes.toLocaleString("en-US")} | ${share(bytes)} |`),
      `| ${crates.length - NAMED} others | ${others.toLocaleString("en-US")} | ${share(others)} |`,
      "",
    );
  }
  writeSections(join(ROOT, "tests/bench/RESULTS.md"), lines.join("\n"));
  console.log(lines.join("\n"));
}
