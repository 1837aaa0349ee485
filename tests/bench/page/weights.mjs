// What a module's code is made of: bytes of functions by the crate that they come from. Reads the binary format of WebAssembly (core
// specification 2.0, chapter 5) and its name section.

import { readFileSync } from "node:fs";

/** Bytes of code by crate, largest first: `[{ crate, bytes }]`. Names must not be stripped. */
export function weights(path) {
  const { imported, sizes, names } = functions(readFileSync(path));
  const byCrate = new Map();
  for (const [place, bytes] of sizes.entries()) {
    const crate = crateOf(names.get(imported + place) ?? "");
    byCrate.set(crate, (byCrate.get(crate) ?? 0) + bytes);
  }
  return [...byCrate].map(([crate, bytes]) => ({ crate, bytes })).sort((one, other) => other.bytes - one.bytes);
}

function functions(bytes) {
  let at = 8;
  let imported = 0;
  const sizes = [];
  const names = new Map();
  const number = () => {
    let [result, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      result += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80) return result;
    }
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  const limits = () => {
    const flags = number();
    number();
    if (flags & 1) number();
  };
  // What an import of each kind is followed by: function, table, memory, global, tag.
  const imports = [() => void (number(), (imported += 1)), () => void (at++, limits()), limits, () => void (at += 2), () => void (at++, number())];
  while (at < bytes.length) {
    const section = bytes[at++];
    const length = number();
    const end = at + length;
    if (section === 2) {
      for (let left = number(); left > 0; left -= 1) {
        text();
        text();
        imports[bytes[at++]]();
      }
    } else if (section === 10) {
      for (let left = number(); left > 0; left -= 1) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (section === 0 && text() === "name") {
      while (at < end) {
        const kind = bytes[at++];
        const stop = number() + at;
        if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
        at = stop;
      }
    }
    at = end;
  }
  return { imported, sizes, names };
}

/** The crate of a mangled name: of a type's method the type's, of an implementation for a foreign type the trait's. */
function crateOf(name) {
  // Legacy mangling: _ZN, then length and text of each part of the path.
  const legacy = /^_?_ZN(\d+)/.exec(name);
  if (legacy) {
    const start = legacy[0].length;
    const part = name.slice(start, start + Number(legacy[1]));
    const words = part.replace(/\$u20\$/g, " ").replace(/\$[A-Za-z0-9]+\$|\.\./g, "::").split(/[^A-Za-z0-9_]+/);
    const known = words.filter((word) => /^[a-z][a-z0-9_]+$/.test(word) && !["as", "dyn", "mut", "impl", "for"].includes(word));
    return known[0] ?? "generic code of the standard library";
  }
  // Mangling v0, which the standard library has: crate roots are C, a disambiguator, then length and text.
  const v0 = /C(?:s[A-Za-z0-9]*_)?(\d+)([a-z_][a-z0-9_]*)/.exec(name);
  return v0 ? v0[2].slice(0, Number(v0[1])) : "bindings to JavaScript";
}
