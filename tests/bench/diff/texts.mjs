// Pairs of texts as they are compared: answers that were reworded, a version of a long document, two texts that share little.

const WORDS = "the of and a to in is was that for it on as with be by at which from this have or an they but were been more when one all their there can".split(" ");

export function pairs(bytes) {
  const lines = make(bytes, 1);
  return [
    { name: "a long document with a line in 50 changed", by: "words", before: lines.join(""), after: lines.map((line, i) => (i % 50 === 7 ? line.replace(/\w+/, "changed") : line)).join("") },
    { name: "the same", by: "lines", before: lines.join(""), after: lines.map((line, i) => (i % 50 === 7 ? line.replace(/\w+/, "changed") : line)).join("") },
    { name: "every third line reworded, some gone", by: "words", before: lines.join(""), after: lines.filter((_, i) => i % 97 !== 3).map((line, i) => (i % 3 === 0 ? line.replace(/(\w+) (\w+)/, "$2 $1") : line)).join("") },
  ];
}

/** Lines of common words, the same in every run. */
function make(bytes, start) {
  let seed = start;
  const below = (limit) => (seed = (seed * 48271) % 2147483647) % limit; // Lehmer's generator
  const lines = [];
  for (let length = 0; length < bytes; ) {
    const words = Array.from({ length: 6 + below(10) }, () => (below(4) === 0 ? `word${below(5000)}` : WORDS[below(WORDS.length)]));
    const line = `${words.join(" ")}.\n`;
    lines.push(line);
    length += line.length;
  }
  return lines;
}
