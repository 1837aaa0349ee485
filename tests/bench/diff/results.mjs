// One part of a file of results: it stands from its first heading to the end, and replaces what stood there.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

export function writePart(path, heading, text) {
  const known = existsSync(path) ? readFileSync(path, "utf8") : "";
  const start = known.indexOf(heading);
  const before = (start < 0 ? known : known.slice(0, start)).trimEnd();
  writeFileSync(path, `${before}\n\n${text.trimEnd()}\n`);
}
