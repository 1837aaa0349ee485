// Compares texts of 1 MB in one Chromium: ours beside npm's `diff`. Both results are put together again before anything is timed. Then measures
// links beside lz-string and plain deflate. Writes its part of tests/bench/RESULTS.md.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import lzString from "lz-string";
import { chromium } from "playwright-core";
import { browserPath } from "../browser.mjs";
import { writeSections } from "../results.mjs";
import { pairs } from "./texts.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../../..");
const BYTES = 1_000_000;
/// The sides take turns in fresh pages, so that what else the machine does falls on both; in each page the first run has cold code.
const PAGES = 5;
const ROUNDS = 9;
/// A peer that takes longer is given up, and its time counts as this.
const MOST_MS = 120_000;

execFileSync("cargo", ["build", "--locked", "--release", "--package", "differ", "--target", "wasm32-unknown-unknown"], { cwd: ROOT, stdio: "inherit" });
const peer = await build({ stdin: { contents: 'export { diffLines, diffWordsWithSpace } from "diff";', resolveDir: HERE }, bundle: true, minify: true, format: "esm", write: false });
const files = new Map([
  ["/", ["text/html", "<!doctype html><title>bench</title>"]],
  ["/differ.wasm", ["application/wasm", readFileSync(join(ROOT, "target/wasm32-unknown-unknown/release/differ.wasm"))]],
  ["/peer.mjs", ["text/javascript", peer.outputFiles[0].contents]],
]);
const server = createServer((request, response) => {
  const [type, bytes] = files.get(request.url) ?? [];
  response.writeHead(bytes ? 200 : 404, { "content-type": type ?? "text/plain" });
  response.end(bytes);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
const rows = [];
try {
  for (const pair of pairs(BYTES)) {
    const row = { name: pair.name, by: pair.by };
    for (let turn = 0; turn < PAGES; turn += 1) {
      for (const side of ["ours", "theirs"]) {
        const least = row[side];
        if (least?.gaveUp) continue;
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        const seen = await page.evaluate(measure, { ...pair, side, rounds: ROUNDS, most: MOST_MS });
        row[side] = least ? { first: Math.min(least.first, seen.first), best: Math.min(least.best, seen.best) } : seen;
        await page.close();
      }
    }
    rows.push(row);
    console.log(row);
  }
} finally {
  await browser.close();
  server.close();
}
report(rows, sizes());

/** Runs in the page: milliseconds of the first and of the quickest run. The result must make both texts again. */
async function measure({ before, after, by, side, rounds, most }) {
  const { exports } = (await WebAssembly.instantiateStreaming(fetch("/differ.wasm"))).instance;
  const peer = await import("/peer.mjs");
  const utf8 = new TextEncoder();
  // The texts are ASCII: as many bytes as characters.
  const ours = () => {
    const length = before.length + after.length;
    const address = exports.reserve(length);
    const memory = new Uint8Array(exports.memory.buffer, address, length); // after it, since it may grow the memory
    utf8.encodeInto(before, memory);
    utf8.encodeInto(after, memory.subarray(before.length));
    return exports.compare(before.length, by === "lines" ? 1 : 0);
  };
  const oursIsRight = (count) => {
    const marks = new Uint32Array(exports.memory.buffer, exports.marks(), count * 2);
    let [i, j] = [0, 0];
    for (let at = 0; at < marks.length; at += 2) {
      const [stands, length] = [marks[at], marks[at + 1]];
      if (stands === 0 && before.slice(i, i + length) !== after.slice(j, j + length)) return false;
      if (stands !== 2) i += length;
      if (stands !== 1) j += length;
    }
    return i === before.length && j === after.length;
  };
  const theirs = () => (by === "lines" ? peer.diffLines : peer.diffWordsWithSpace)(before, after, { timeout: most });
  const theirsIsRight = (parts) => {
    const text = (skip) => parts.filter((part) => !part[skip]).map((part) => part.value).join("");
    return text("added") === before && text("removed") === after;
  };
  const [run, isRight] = side === "ours" ? [ours, oursIsRight] : [theirs, theirsIsRight];
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const result = run();
    times.push(performance.now() - start);
    if (!result) return { first: times[0], best: times[0], gaveUp: true };
    if (!isRight(result)) throw new Error("the result does not make both texts again");
  }
  return { first: times[0], best: Math.min(...times) };
}

/** Characters of the links that are kept for ever, beside other encodings of the same JSON. */
function sizes() {
  const folder = join(ROOT, "tests/fixtures/links");
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => {
    const json = JSON.stringify(JSON.parse(readFileSync(join(folder, name), "utf8")));
    const link = readFileSync(join(folder, name.replace(".json", ".2.link")), "utf8").trim().length;
    const lz = lzString.compressToEncodedURIComponent(json).length;
    const deflate = deflateRawSync(json, { level: 9 }).toString("base64url").length;
    return { name: name.replace(".json", ""), json: json.length, link, lz, deflate };
  });
}

function report(rows, sizes) {
  const ms = (value) => value.toFixed(value < 100 ? 1 : 0);
  const times = (row, which) => row.theirs[which] / row.ours[which];
  const least = (which) => Math.min(...rows.map((row) => times(row, which))).toFixed(1);
  const version = JSON.parse(readFileSync(join(HERE, "node_modules/diff/package.json"), "utf8")).version;
  const lines = [
    "## Comparing beside npm's `diff`",
    "",
    `Two texts of ${(BYTES / 1e6).toFixed(0)} MB each in one Chromium, \`diff\` ${version}, from strings of JavaScript: ours includes encoding them. The sides take turns in ${PAGES} fresh pages of ${ROUNDS} runs each; a page's first run has cold code, the best of all warm code. Every result was put together to both texts again.`,
    "",
    "| texts | by | ours first ms | `diff` first ms | times | ours best ms | `diff` best ms | times |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => {
      const cells = ["first", "best"].flatMap((which) => [
        ms(row.ours[which]),
        (row.theirs.gaveUp ? "gave up at " : "") + ms(row.theirs[which]),
        (row.theirs.gaveUp ? "> " : "") + times(row, which).toFixed(1),
      ]);
      return `| ${[row.name, row.by, ...cells].join(" | ")} |`;
    }),
    "",
    `At least **${least("first")} times** as fast the first time, **${least("best")} times** when warm.`,
    "",
    "## Links beside other encodings",
    "",
    "Characters after `#`, for the playgrounds in `tests/fixtures/links`.",
    "",
    "| playground | JSON | link | × lz-string | × deflate + base64url |",
    "|---|---|---|---|---|",
    ...sizes.map((s) => `| ${s.name} | ${s.json} | ${s.link} | ${(s.link / s.lz).toFixed(2)} | ${(s.link / s.deflate).toFixed(2)} |`),
    "",
  ];
  writeSections(join(ROOT, "tests/bench/RESULTS.md"), lines.join("\n"));
  console.log(lines.join("\n"));
}
