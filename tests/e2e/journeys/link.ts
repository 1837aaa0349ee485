// Links made from nothing but their description (src/share/codec.rs): what a stranger could send.
import { readFileSync } from "node:fs";
import { createDeflateRaw, deflateRawSync } from "node:zlib";

const DICTIONARY = readFileSync(new URL("../../../src/share/dict-1.txt", import.meta.url));

/** The fragment of a link that holds any text. */
export function linkOf(json: string, hasOutputs = false): string {
  // A preset dictionary is a window that holds the text already.
  const packed = deflateRawSync(Buffer.from(json), { level: 9, dictionary: DICTIONARY });
  const head = Buffer.from([hasOutputs ? 2 : 0, 1]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(Buffer.concat([head, Buffer.from(json), packed])));
  return `#p1.${Buffer.concat([head, sum, packed]).toString("base64url")}0`;
}

/** The fragment of a link whose content is a title of so many MB. Its sum is wrong: nobody gets as far as that. */
export async function bombOf(megabytes: number): Promise<string> {
  const packer = createDeflateRaw({ level: 9, dictionary: DICTIONARY });
  const pieces: Buffer[] = [];
  packer.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((done) => packer.on("end", done));
  packer.write("{\"v\":1,\"title\":\"");
  const letters = Buffer.alloc(1 << 20, "x");
  for (let count = 0; count < megabytes; count += 1) {
    if (!packer.write(letters)) await new Promise((done) => packer.once("drain", done));
  }
  packer.end("\"}");
  await ended;
  return `#p1.${Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 0]), ...pieces]).toString("base64url")}0`;
}

/** CRC-32 of IEEE 802.3, as zlib has it. */
function crc32(bytes: Buffer): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0);
  }
  return ~sum >>> 0;
}
