// The bracket beside the cursor and the one that it belongs to, by counting; brackets in JSON's strings count too, as in most editors.

import { type EditorState, type Extension, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

const OPEN = "([{";
const CLOSE = ")]}";
/** Characters that are looked through for the other bracket. */
const FAR = 10_000;

const matching = Decoration.mark({ class: "cm-matchingBracket" });
const lonely = Decoration.mark({ class: "cm-nonmatchingBracket" });

/** Where the bracket at `at` has its other half; `null` = it is none, `undefined` = nowhere near. */
function partner(state: EditorState, at: number): number | null | undefined {
  const here = state.sliceDoc(at, at + 1);
  const step = here === "" ? 0 : OPEN.includes(here) ? 1 : CLOSE.includes(here) ? -1 : 0;
  if (step === 0) return null;
  const from = step > 0 ? at : Math.max(0, at - FAR);
  const text = state.sliceDoc(from, step > 0 ? at + FAR : at + 1);
  const waiting: string[] = [];
  for (let place = at - from; place >= 0 && place < text.length; place += step) {
    const found = text.charAt(place);
    const opened = (step > 0 ? OPEN : CLOSE).indexOf(found);
    if (opened >= 0) {
      waiting.push((step > 0 ? CLOSE : OPEN).charAt(opened));
    } else if ((step > 0 ? CLOSE : OPEN).includes(found)) {
      if (waiting.pop() !== found) return undefined;
      if (waiting.length === 0) return from + place;
    }
  }
  return undefined;
}

function decorate(state: EditorState): DecorationSet {
  const { empty, head } = state.selection.main;
  if (!empty) return Decoration.none;
  for (const at of [head - 1, head]) {
    const other = at < 0 ? null : partner(state, at);
    if (other === null) continue;
    if (other === undefined) return Decoration.set(lonely.range(at, at + 1));
    return Decoration.set([matching.range(at, at + 1), matching.range(other, other + 1)], true);
  }
  return Decoration.none;
}

/** Marks the bracket beside the cursor and its other half. */
export const brackets: Extension = StateField.define<DecorationSet>({
  create: decorate,
  update: (marks, change) => (change.docChanged || change.selection !== undefined ? decorate(change.state) : marks),
  provide: (field) => EditorView.decorations.from(field),
});
