// The keys of a text field, as each platform has them: CodeMirror's `standardKeymap` without what indents by a syntax tree, Enter and Backspace,
// which would bring a parser along that no field here has.

import * as commands from "@codemirror/commands";
import { EditorSelection, findClusterBreak } from "@codemirror/state";
import type { Command, KeyBinding } from "@codemirror/view";

/** Deletes what is selected, or the character as a person counts them before or after the cursor. */
const erase = (forward: boolean): Command => ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const erased = state.changeByRange((range) => {
    let { from, to } = range;
    if (range.empty) {
      const line = state.doc.lineAt(from);
      const isAtBorder = from === (forward ? line.to : line.from);
      const other = isAtBorder ? from + (forward ? 1 : -1) : line.from + findClusterBreak(line.text, from - line.from, forward);
      from = Math.max(0, Math.min(from, other));
      to = Math.min(state.doc.length, Math.max(to, other));
    }
    return { changes: { from, to }, range: EditorSelection.cursor(from) };
  });
  if (erased.changes.empty) return false;
  const userEvent = state.selection.main.empty ? `delete.${forward ? "forward" : "backward"}` : "delete.selection";
  dispatch(state.update(erased, { scrollIntoView: true, userEvent }));
  return true;
};

const eraseBackward = erase(false);
const eraseForward = erase(true);

/** What the Mac's own text fields take besides. */
const MAC: KeyBinding[] = [
  { mac: "Ctrl-b", run: commands.cursorCharLeft, shift: commands.selectCharLeft, preventDefault: true },
  { mac: "Ctrl-f", run: commands.cursorCharRight, shift: commands.selectCharRight },
  { mac: "Ctrl-p", run: commands.cursorLineUp, shift: commands.selectLineUp },
  { mac: "Ctrl-n", run: commands.cursorLineDown, shift: commands.selectLineDown },
  { mac: "Ctrl-a", run: commands.cursorLineStart, shift: commands.selectLineStart },
  { mac: "Ctrl-e", run: commands.cursorLineEnd, shift: commands.selectLineEnd },
  { mac: "Ctrl-d", run: eraseForward },
  { mac: "Ctrl-h", run: eraseBackward },
  { mac: "Ctrl-k", run: commands.deleteToLineEnd },
  { mac: "Ctrl-Alt-h", run: commands.deleteGroupBackward },
  { mac: "Ctrl-o", run: commands.splitLine },
  { mac: "Ctrl-t", run: commands.transposeChars },
  { mac: "Ctrl-v", run: commands.cursorPageDown },
];

/** Moving, selecting and deleting by keys. */
export const keys: KeyBinding[] = [
  { key: "ArrowLeft", run: commands.cursorCharLeft, shift: commands.selectCharLeft, preventDefault: true },
  { key: "Mod-ArrowLeft", mac: "Alt-ArrowLeft", run: commands.cursorGroupLeft, shift: commands.selectGroupLeft, preventDefault: true },
  { mac: "Cmd-ArrowLeft", run: commands.cursorLineBoundaryLeft, shift: commands.selectLineBoundaryLeft, preventDefault: true },
  { key: "ArrowRight", run: commands.cursorCharRight, shift: commands.selectCharRight, preventDefault: true },
  { key: "Mod-ArrowRight", mac: "Alt-ArrowRight", run: commands.cursorGroupRight, shift: commands.selectGroupRight, preventDefault: true },
  { mac: "Cmd-ArrowRight", run: commands.cursorLineBoundaryRight, shift: commands.selectLineBoundaryRight, preventDefault: true },
  { key: "ArrowUp", run: commands.cursorLineUp, shift: commands.selectLineUp, preventDefault: true },
  { mac: "Cmd-ArrowUp", run: commands.cursorDocStart, shift: commands.selectDocStart },
  { mac: "Ctrl-ArrowUp", run: commands.cursorPageUp, shift: commands.selectPageUp },
  { key: "ArrowDown", run: commands.cursorLineDown, shift: commands.selectLineDown, preventDefault: true },
  { mac: "Cmd-ArrowDown", run: commands.cursorDocEnd, shift: commands.selectDocEnd },
  { mac: "Ctrl-ArrowDown", run: commands.cursorPageDown, shift: commands.selectPageDown },
  { key: "PageUp", run: commands.cursorPageUp, shift: commands.selectPageUp },
  { key: "PageDown", run: commands.cursorPageDown, shift: commands.selectPageDown },
  { key: "Home", run: commands.cursorLineBoundaryBackward, shift: commands.selectLineBoundaryBackward, preventDefault: true },
  { key: "Mod-Home", run: commands.cursorDocStart, shift: commands.selectDocStart },
  { key: "End", run: commands.cursorLineBoundaryForward, shift: commands.selectLineBoundaryForward, preventDefault: true },
  { key: "Mod-End", run: commands.cursorDocEnd, shift: commands.selectDocEnd },
  { key: "Enter", run: commands.insertNewlineKeepIndent, shift: commands.insertNewlineKeepIndent },
  { key: "Mod-a", run: commands.selectAll },
  { key: "Backspace", run: eraseBackward, shift: eraseBackward, preventDefault: true },
  { key: "Delete", run: eraseForward, preventDefault: true },
  { key: "Mod-Backspace", mac: "Alt-Backspace", run: commands.deleteGroupBackward, preventDefault: true },
  { key: "Mod-Delete", mac: "Alt-Delete", run: commands.deleteGroupForward, preventDefault: true },
  { mac: "Mod-Backspace", run: commands.deleteLineBoundaryBackward, preventDefault: true },
  { mac: "Mod-Delete", run: commands.deleteLineBoundaryForward, preventDefault: true },
  ...MAC,
];
