// Bundles prompt-editor.ts into one minified ES module: `node build.mjs [output]`. The default output is ignored by git and
// copied into the site by the build.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const outfile = process.argv[2] ?? fileURLToPath(new URL("../../../../target/assets/editor.js", import.meta.url));

// What nothing uses of the parser's classes may be left out: their package does not say so itself.
const unusedParser = {
  name: "unused-parser",
  setup(build) {
    build.onResolve({ filter: /^@lezer\// }, async ({ path, pluginData, ...where }) => {
      if (pluginData === "resolved") return undefined;
      const found = await build.resolve(path, { ...where, pluginData: "resolved" });
      return { ...found, sideEffects: false };
    });
  },
};

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
  plugins: [unusedParser],
  logLevel: "warning",
});
