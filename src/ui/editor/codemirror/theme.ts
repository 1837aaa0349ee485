// The editor's looks, by the page's custom properties, which reach into the shadow root. No color of its own.

import { EditorView } from "@codemirror/view";

const HUES = [0, 1, 2, 3, 4, 5, 6, 7];
const pillColors = Object.fromEntries(
  HUES.map((hue) => [`.pe-pill[data-hue="${hue}"]`, { color: `var(--pill-${hue}-text)`, backgroundColor: `var(--pill-${hue}-bg)` }]),
);
const mono = { fontFamily: "var(--font-mono)", fontSize: "0.93em" };
const underline = (color: string, style: string) => ({ textDecoration: `underline ${style} ${color}`, textUnderlineOffset: "0.2em", textDecorationSkipInk: "none" });

export const theme = EditorView.theme({
  "&": { color: "var(--color-text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  "&.pe-json .cm-scroller": { fontFamily: "var(--font-mono)", fontSize: "var(--editor-code-size, var(--text-xs))" },
  ".cm-scroller": {
    fontFamily: "var(--editor-font, var(--font-sans))",
    fontSize: "var(--editor-text-size, var(--text-md))",
    lineHeight: "var(--editor-leading, 1.6)",
    maxHeight: "var(--editor-max-height, none)",
    overflow: "auto",
    overscrollBehavior: "auto",
    scrollbarColor: "var(--color-line-strong) transparent",
  },
  ".cm-content": { padding: "0.125rem 0", minHeight: "var(--editor-min-height, 1.6em)", caretColor: "var(--color-accent)", overflowWrap: "anywhere" },
  ".cm-line": { padding: "0 0.125rem" },
  ".cm-placeholder": { color: "var(--color-text-muted)" },
  "& ::selection": { backgroundColor: "var(--color-selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--syntax-bracket)", borderRadius: "2px" },
  "&.cm-focused .cm-nonmatchingBracket": { ...underline("var(--danger-text)", "wavy"), backgroundColor: "transparent" },
  // No box-decoration-break: clone: it makes the layout of a 10 KB line six times dearer.
  ".pe-pill": { ...mono, borderRadius: "var(--radius-1)", padding: "0.1em 0.2em" },
  ...pillColors,
  ".pe-tag": { ...mono, color: "var(--syntax-tag)" },
  ".pe-comment": { color: "var(--syntax-comment)", fontStyle: "italic" },
  ".pe-markup": { ...mono, color: "var(--color-text-muted)" },
  ".pe-key": { color: "var(--syntax-key)" },
  ".pe-string": { color: "var(--syntax-string)" },
  ".pe-number": { color: "var(--syntax-number)" },
  ".pe-undefined": { outline: "1px dashed var(--danger-text)", outlineOffset: "-1px", borderRadius: "var(--radius-1)" },
  ".pe-undefined .pe-pill": { color: "var(--danger-text)", backgroundColor: "transparent" },
  ".pe-unused, .pe-unused .pe-pill": { color: "var(--color-text-muted)", backgroundColor: "transparent", textDecoration: "line-through" },
  ".pe-error": underline("var(--danger-text)", "wavy"),
  ".pe-warning": underline("var(--warning-text)", "wavy"),
  ".pe-note": underline("var(--color-text-muted)", "dotted"),
  "@media (forced-colors: active)": {
    ".pe-pill": { outline: "1px solid CanvasText", outlineOffset: "-1px" },
  },
});
