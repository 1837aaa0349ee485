// Marks that the page sets from what the engine found: undefined variables, problems. They move with the text until the next answer.

import { type Extension, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

/** What a decoration says; the page sends a list of these as JSON. Offsets are UTF-16 units. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly kind: "variable" | "tag" | "comment" | "undefined" | "unused" | "error" | "warning" | "note";
  /** Pill color 0…7, for `variable`. */
  readonly hue?: number;
  /** Shown when the pointer rests on the mark; the page lists problems as text too. */
  readonly message?: string;
}

/** A problem with its place; the page sends a list of these as JSON. Offsets are UTF-16 units. */
export interface ProblemMark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
}

export const setDecorations = StateEffect.define<readonly Mark[]>();
export const setProblems = StateEffect.define<readonly Mark[]>();

function ranges(marks: readonly Mark[], doc: Text): DecorationSet {
  const made: Range<Decoration>[] = [];
  for (const mark of marks) {
    if (doc.length === 0) break;
    // An empty place, or one at the very end, still needs a character to stand under.
    const from = Math.min(Math.max(0, mark.from), doc.length - 1);
    const to = Math.min(Math.max(mark.to, from + 1), doc.length);
    const attributes: Record<string, string> = {};
    if (mark.message !== undefined) attributes["title"] = mark.message;
    if (mark.hue !== undefined) attributes["data-hue"] = String(mark.hue);
    made.push(Decoration.mark({ class: `pe-${mark.kind === "variable" ? "pill" : mark.kind}`, attributes }).range(from, to));
  }
  return Decoration.set(made, true);
}

function field(effect: typeof setDecorations): StateField<DecorationSet> {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(current, transaction) {
      let next = current.map(transaction.changes);
      for (const sent of transaction.effects) {
        if (sent.is(effect)) next = ranges(sent.value, transaction.newDoc);
      }
      return next;
    },
    provide: (self) => EditorView.decorations.from(self),
  });
}

const problems = field(setProblems);

/** What `setDecorations` sets. Stands after the highlighting in the list of extensions: the later, the further outside. */
export const decorationMarks: Extension = field(setDecorations);

/** What `setProblems` sets, and `aria-invalid` while an error is among it. Stands before the highlighting: it never cuts a pill. */
export const problemMarks: Extension = [
  problems,
  EditorView.contentAttributes.of((view): Record<string, string> => {
    let wrong = false;
    view.state.field(problems).between(0, view.state.doc.length, (_from, _to, mark) => {
      wrong ||= (mark.spec as { class?: string }).class === "pe-error";
      return wrong ? false : undefined;
    });
    return wrong ? { "aria-invalid": "true" } : {};
  }),
];
