// <prompt-editor>: CodeMirror 6 in a shadow root, as the page's text field for templates and JSON.
//
// The document owns undo, and owns the text: every change leaves as one `editor-change`, and comes back only when something else changed
// the document (`replace`). The field never asks for the whole text on a keystroke, so 400 KB type like 400 bytes.
//
//   attributes   label · placeholder · language="template|json" · readonly
//   properties   value · selection · focused
//   methods      replace(text) · edit(from, to, insert) · setDecorations(json) · setProblems(json) · focusAt(offset, end?) · focus()
//                · selectionBox()
//   static       PromptEditor.hueOf(name)
//   events       editor-change {from, to, insert} · editor-selection {from, to, focused} · editor-run · editor-undo · editor-redo · editor-save
//
// All offsets are UTF-16 units; `from` and `to` of a change are in the text as it was. Events bubble and cross the shadow border.

import { Annotation, type ChangeSet, Compartment, EditorState, type Extension, Prec, type TransactionSpec } from "@codemirror/state";
import { EditorView, keymap, placeholder, type ViewUpdate } from "@codemirror/view";

import { json } from "./json.ts";
import { keys } from "./keys.ts";
import { decorationMarks, type Mark, type ProblemMark, problemMarks, setDecorations, setProblems } from "./marks.ts";
import { hueOf, template } from "./template.ts";
import { theme } from "./theme.ts";

/** One change, as `editor-change` carries it. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Marks a transaction that came from the page, which therefore must not be told. */
const fromPage = Annotation.define<true>();

const KEYS_HELP = "Tab leaves the field. Escape, then Tab, always does.";

/** The one change that covers all of a transaction's. */
function composed(changes: ChangeSet, view: EditorView): Change {
  let from = Infinity, to = 0, newFrom = Infinity, newTo = 0;
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    from = Math.min(from, fromA);
    to = Math.max(to, toA);
    newFrom = Math.min(newFrom, fromB);
    newTo = Math.max(newTo, toB);
  });
  return { from, to, insert: view.state.sliceDoc(newFrom, newTo) };
}

/** The smallest single change that turns `old` into `next`; never cuts a surrogate pair. */
function difference(old: string, next: string): Change | undefined {
  if (old === next) return undefined;
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === next.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(old.charCodeAt(start - 1))) start -= 1;
  let tail = 0;
  while (tail < shorter - start && old.charCodeAt(old.length - 1 - tail) === next.charCodeAt(next.length - 1 - tail)) tail += 1;
  if (tail > 0 && isLowSurrogate(old.charCodeAt(old.length - tail))) tail -= 1;
  return { from: start, to: old.length - tail, insert: next.slice(start, next.length - tail) };
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

export class PromptEditor extends HTMLElement {
  static readonly observedAttributes = ["label", "placeholder", "language", "readonly"];
  static readonly hueOf = hueOf;

  readonly #root: ShadowRoot;
  readonly #language = new Compartment();
  readonly #attributes = new Compartment();
  #state: EditorState;
  #view: EditorView | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [hostSheet()];
    const help = document.createElement("span");
    help.id = "keys";
    help.hidden = true;
    help.textContent = KEYS_HELP;
    this.#root.append(help);
    this.#state = EditorState.create({ doc: "", extensions: this.#extensions() });
  }

  connectedCallback(): void {
    // A value set before this module had loaded sits on the element itself and would hide the accessor.
    const early = Object.getOwnPropertyDescriptor(this, "value")?.value as unknown;
    if (early !== undefined) {
      Reflect.deleteProperty(this, "value");
      this.value = String(early);
    }
    this.#configure();
    this.#view ??= new EditorView({ state: this.#state, parent: this.#root, root: this.#root });
  }

  disconnectedCallback(): void {
    // Moving a node disconnects and connects it at once: the view, its focus aside, survives that.
    queueMicrotask(() => {
      if (this.isConnected || this.#view === undefined) return;
      this.#state = this.#view.state;
      this.#view.destroy();
      this.#view = undefined;
    });
  }

  attributeChangedCallback(): void {
    this.#configure();
  }

  /** The whole text. Costs time linear in its length: ask when the document needs it, not on every key. */
  get value(): string {
    return this.#current.doc.toString();
  }

  set value(text: string) {
    this.replace(text);
  }

  /** Replaces the text from outside by its smallest difference, so that cursor and scroll position survive. Fires no event. */
  replace(text: string): void {
    const change = difference(this.value, text);
    if (change !== undefined) this.#dispatch({ changes: change, annotations: fromPage.of(true) });
  }

  /** Changes the text as if it had been typed: fires `editor-change`, and puts the cursor after what was inserted. */
  edit(from: number, to: number, insert: string): void {
    const [start, end] = [this.#clamp(from), this.#clamp(to)];
    this.#dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length }, scrollIntoView: true, userEvent: "input" });
  }

  /** The selected range and its text. */
  get selection(): { from: number; to: number; text: string } {
    const { from, to } = this.#current.selection.main;
    return { from, to, text: this.#current.sliceDoc(from, to) };
  }

  /** Whether the cursor is in this field. */
  get focused(): boolean {
    return this.#view?.hasFocus ?? false;
  }

  /** Where the selection's end is on the screen, in CSS pixels of the window; `null` when it is scrolled out of sight. */
  selectionBox(): { left: number; top: number; bottom: number } | null {
    const box = this.#view?.coordsAtPos(this.#current.selection.main.head);
    return box ? { left: box.left, top: box.top, bottom: box.bottom } : null;
  }

  /** Shows marks from a JSON list of `Mark`; replaces the last ones. */
  setDecorations(list: string): void {
    this.#dispatch({ effects: setDecorations.of(JSON.parse(list) as Mark[]) });
  }

  /** Underlines problems from a JSON list of `ProblemMark`; replaces the last ones. */
  setProblems(list: string): void {
    const problems = JSON.parse(list) as ProblemMark[];
    this.#dispatch({ effects: setProblems.of(problems.map(({ severity, ...place }) => ({ ...place, kind: severity }))) });
  }

  /** Moves the focus here and the cursor to an offset, or selects up to `end`. */
  focusAt(offset: number, end: number = offset): void {
    this.#dispatch({ selection: { anchor: this.#clamp(offset), head: this.#clamp(end) }, scrollIntoView: true });
    this.focus();
  }

  override focus(options?: FocusOptions): void {
    if (options?.preventScroll) this.#view?.contentDOM.focus(options);
    else this.#view?.focus();
  }

  override blur(): void {
    this.#view?.contentDOM.blur();
  }

  get #current(): EditorState {
    return this.#view?.state ?? this.#state;
  }

  #clamp(offset: number): number {
    return Math.min(Math.max(0, offset), this.#current.doc.length);
  }

  #dispatch(spec: TransactionSpec): void {
    if (this.#view) this.#view.dispatch(spec);
    else this.#state = this.#state.update(spec).state;
  }

  #configure(): void {
    const language = this.getAttribute("language") === "json" ? json : template;
    this.#dispatch({ effects: [this.#language.reconfigure(language), this.#attributes.reconfigure(this.#fromAttributes())] });
  }

  #fromAttributes(): Extension {
    const readonly = this.hasAttribute("readonly");
    const hint = this.getAttribute("placeholder");
    return [
      EditorState.readOnly.of(readonly),
      hint ? placeholder(hint) : [],
      EditorView.contentAttributes.of({
        "aria-label": this.getAttribute("label") ?? "Text",
        "aria-describedby": "keys",
        "aria-readonly": String(readonly),
      }),
    ];
  }

  #extensions(): Extension {
    const event = (name: string) => () => {
      this.#emit(name);
      return true;
    };
    return [
      // Only "\n" ends a line: a "\r" stays a character, so offsets are those of the page's own text.
      EditorState.lineSeparator.of("\n"),
      EditorView.lineWrapping,
      theme,
      problemMarks,
      this.#language.of(template),
      decorationMarks,
      this.#attributes.of([]),
      Prec.high(keymap.of([
        { key: "Mod-Enter", run: event("editor-run") },
        { key: "Mod-z", run: event("editor-undo") },
        { key: "Mod-Shift-z", run: event("editor-redo") },
        { key: "Mod-y", run: event("editor-redo") },
        { key: "Mod-s", run: event("editor-save") },
      ])),
      keymap.of(keys),
      EditorView.domEventHandlers({
        // Undo from the context menu or a shaken phone belongs to the document too.
        beforeinput: (input, view) => {
          if (input.inputType === "historyUndo" || input.inputType === "historyRedo") {
            input.preventDefault();
            this.#emit(input.inputType === "historyUndo" ? "editor-undo" : "editor-redo");
            return true;
          }
          // Chromium keeps the look of marked text that is typed over in a style attribute, which the page's policy forbids.
          if (input.inputType !== "insertText" || input.data === null || input.isComposing || view.state.readOnly) return false;
          if (view.state.selection.main.empty) return false;
          input.preventDefault();
          view.dispatch(view.state.replaceSelection(input.data), { userEvent: "input.type", scrollIntoView: true });
          return true;
        },
      }),
      EditorView.updateListener.of((update) => this.#tell(update)),
    ];
  }

  #tell(update: ViewUpdate): void {
    if (update.docChanged && !update.transactions.every((one) => !one.docChanged || one.annotation(fromPage))) {
      this.#emit("editor-change", composed(update.changes, update.view));
    }
    if (update.selectionSet || update.focusChanged) {
      const { from, to } = update.state.selection.main;
      this.#emit("editor-selection", { from, to, focused: update.view.hasFocus });
    }
  }

  #emit(name: string, detail?: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

let shared: CSSStyleSheet | undefined;

/** Style of the host itself, one sheet for all fields. */
function hostSheet(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(":host { display: block; } :host([hidden]) { display: none; }");
  }
  return shared;
}

if (customElements.get("prompt-editor") === undefined) {
  customElements.define("prompt-editor", PromptEditor);
}
