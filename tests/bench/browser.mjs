// Where a Chromium is that a bench can use.

import { existsSync } from "node:fs";

/** Its path; the environment's `CHROMIUM` comes first. */
export function browserPath() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("no Chromium found: set CHROMIUM to its path");
  return found;
}
