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
const ROUNDS = 3;
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
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    rows.push({ name: pair.name, by: pair.by, ...(await page.evaluate(measure, { ...pair, rounds: ROUNDS, most: MOST_MS })) });
    console.log(rows.at(-1));
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
report(rows, sizes());

/** Runs in the page. */
async function measure({ before, after, by, rounds, most }) {
  const { exports } = (await WebAssembly.instantiateStreaming(fetch("/differ.wasm"))).instance;
  const peer = await import("/peer.mjs");
  const utf8 = new TextEncoder();
  const ours = () => {
    const [old, now] = [utf8.encode(before), utf8.encode(after)];
    const address = exports.reserve(old.length + now.length);
    const memory = new Uint8Array(exports.memory.buffer, address, old.length + now.length);
    memory.set(old);
    memory.set(now, old.length);
    return exports.compare(old.length, by === "lines" ? 1 : 0);
  };
  const rebuilt = (count) => {
    const marks = new Uint32Array(exports.memory.buffer, exports.marks(), count * 2);
    const [old, now] = [utf8.encode(before), utf8.encode(after)];
    let [i, j] = [0, 0];
    for (let at = 0; at < marks.length; at += 2) {
      const [side, length] = [marks[at], marks[at + 1]];
      if (side === 0) for (let k = 0; k < length; k += 1) if (old[i + k] !== now[j + k]) return false;
      if (side !== 2) i += length;
      if (side !== 1) j += length;
    }
    return i === old.length && j === now.length;
  };
  const theirs = () => (by === "lines" ? peer.diffLines : peer.diffWordsWithSpace)(before, after, { timeout: most });
  const best = (run, times) => {
    let least = Infinity;
    let result;
    for (let round = 0; round < times; round += 1) {
      const start = performance.now();
      result = run();
      least = Math.min(least, performance.now() - start);
    }
    return [least, result];
  };
  const [oursMs, count] = best(ours, rounds);
  if (!rebuilt(count)) throw new Error("our result does not make both texts again");
  const [theirsMs, parts] = best(theirs, 1);
  if (parts) {
    const side = (skip) => parts.filter((part) => !part[skip]).map((part) => part.value).join("");
    if (side("added") !== before || side("removed") !== after) throw new Error("the peer's result does not make both texts again");
  }
  return { oursMs, theirsMs, gaveUp: !parts };
}

/** Characters of the links that are kept for ever, beside other encodings of the same JSON. */
function sizes() {
  const folder = join(ROOT, "tests/fixtures/links");
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => {
    const json = JSON.stringify(JSON.parse(readFileSync(join(folder, name), "utf8")));
    const link = readFileSync(join(folder, name.replace(".json", ".link")), "utf8").trim().length;
    const lz = lzString.compressToEncodedURIComponent(json).length;
    const deflate = deflateRawSync(json, { level: 9 }).toString("base64url").length;
    return { name: name.replace(".json", ""), json: json.length, link, lz, deflate };
  });
}

function report(rows, sizes) {
  const ms = (value) => value.toFixed(value < 100 ? 1 : 0);
  const least = Math.min(...rows.map((row) => row.theirsMs / row.oursMs));
  const lines = [
    "## Comparing beside npm's `diff`",
    "",
    `Two texts of ${(BYTES / 1e6).toFixed(0)} MB each in one Chromium; best of ${ROUNDS} for ours, one run of \`diff\` ${JSON.parse(readFileSync(join(HERE, "node_modules/diff/package.json"), "utf8")).version}. Both results were put together to both texts again first.`,
    "",
    "| texts | by | ours ms | `diff` ms | times faster |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${row.name} | ${row.by} | ${ms(row.oursMs)} | ${row.gaveUp ? "gave up at " : ""}${ms(row.theirsMs)} | ${row.gaveUp ? "> " : ""}${(row.theirsMs / row.oursMs).toFixed(1)} |`),
    "",
    `At least **${least.toFixed(1)} times** as fast.`,
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
