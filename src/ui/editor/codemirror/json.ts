// Light highlighting of JSON by its tokens, on what is on the screen, and matching brackets. Whether it *is* JSON is the engine's to say.

import { type Extension, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";

import { brackets } from "./brackets.ts";

// Strings of JSON never span lines, so every line can be read alone.
const TOKENS = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

const key = Decoration.mark({ class: "pe-key" });
const text = Decoration.mark({ class: "pe-string" });
const number = Decoration.mark({ class: "pe-number" });
const word = Decoration.mark({ class: "pe-tag" });

function decorate(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    // A very long line is shown in pieces; each is read from its own start.
    const source = view.state.sliceDoc(from, to);
    for (const found of source.matchAll(TOKENS)) {
      const at = from + found.index;
      const [whole, string, colon] = found;
      if (string !== undefined) ranges.push((colon === undefined ? text : key).range(at, at + string.length));
      else ranges.push((found[3] === undefined ? word : number).range(at, at + whole.length));
    }
  }
  return Decoration.set(ranges);
}

class JsonHighlight implements PluginValue {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = decorate(view);
  }

  update(update: ViewUpdate): void {
    if (update.docChanged || update.viewportChanged) {
      this.decorations = decorate(update.view);
    }
  }
}

/** Everything a JSON field adds to the bare editor. */
export const json: Extension = [
  ViewPlugin.fromClass(JsonHighlight, { decorations: (plugin) => plugin.decorations }),
  brackets,
  EditorView.contentAttributes.of({ dir: "ltr" }),
  EditorView.editorAttributes.of({ class: "pe-json" }),
];
