// Sections of a file of results: each bench writes its own, told by their headings, and leaves the others as they are.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Puts the `## ` sections of `text` in place of those with the same headings; new ones come last. */
export function writeSections(path, text) {
  const known = split(existsSync(path) ? readFileSync(path, "utf8") : "");
  for (const section of split(text)) {
    const at = known.findIndex((other) => heading(other) === heading(section));
    if (at < 0) known.push(section);
    else known[at] = section;
  }
  writeFileSync(path, known.map((section) => `${section.trim()}\n`).join("\n"));
}

function split(text) {
  return text.split(/^(?=## )/m).filter((section) => section.trim() !== "");
}

function heading(section) {
  return section.split("\n", 1)[0];
}
