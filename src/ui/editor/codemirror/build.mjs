// Bundles prompt-editor.ts into one minified ES module: `node build.mjs [output]`. The default output is ignored by git and
// copied into the site by the build.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const outfile = process.argv[2] ?? fileURLToPath(new URL("../../../../target/assets/editor.js", import.meta.url));

await build({
  absWorkingDir: here,
  entryPoints: ["prompt-editor.ts"],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
