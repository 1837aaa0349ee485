// Light highlighting of Jinja templates: expressions as pills, tags, comments, and markup such as <context>. It reads only what is on
// the screen; what is *wrong* with a template is the engine's to say (marks.ts shows it).

import { type Extension, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, Direction, EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** Number of pill colors; --pill-0-… to --pill-7-… in tokens.css. */
const HUES = 8;
/** UTF-16 units looked back from the top of the screen for an expression or comment that opened above it. */
const LOOKBACK = 4_000;
/** UTF-16 units after which an unclosed `{{`, `{%` or `{#` is taken for plain text. */
const LONGEST = 8_000;

const OPENERS = /\{\{|\{%|\{#|<\/?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,200})?\/?>/g;
const CLOSER_OF: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };
const NAME = /[\p{L}_][\p{L}\p{N}_]*/u;

/** The pill color of a variable: FNV-1a (32 bit) over the UTF-8 bytes of its name, modulo the number of colors. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0) % HUES;
}

/** The looks of what can be found. */
interface Looks {
  readonly tag: Decoration;
  readonly comment: Decoration;
  readonly markup: Decoration;
  readonly pills: readonly Decoration[];
}

function looks(isolation: { attributes?: Record<string, string>; bidiIsolate?: Direction }): Looks {
  const mark = (name: string, attributes: Record<string, string> = {}): Decoration =>
    Decoration.mark({ ...isolation, class: name, attributes: { ...isolation.attributes, ...attributes } });
  return {
    tag: mark("pe-tag"),
    comment: Decoration.mark({ class: "pe-comment" }),
    markup: mark("pe-markup"),
    pills: Array.from({ length: HUES }, (_, hue) => mark("pe-pill", { "data-hue": String(hue) })),
  };
}

// Isolating every pill makes the layout of a long line ten times dearer, so only text with right-to-left letters pays for it.
const plain = looks({});
const isolated = looks({ attributes: { dir: "ltr" }, bidiIsolate: Direction.LTR });
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const anyDirection = Decoration.line({ attributes: { dir: "auto" } });

function expression(source: string, known: Map<string, number>, { pills, tag }: Looks): Decoration {
  const name = NAME.exec(source)?.[0];
  if (name === undefined) return tag;
  const hue = known.get(name) ?? hueOf(name);
  known.set(name, hue);
  return pills[hue] ?? tag;
}

function decorate(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  let done = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let line = view.state.doc.lineAt(from); ; line = view.state.doc.line(line.number + 1)) {
      if (line.from > done) {
        ranges.push(anyDirection.range(line.from));
        done = line.from;
      }
      if (line.to >= to || line.number === view.state.doc.lines) break;
    }
    scan(view, Math.max(0, from - LOOKBACK), from, to, ranges);
  }
  return Decoration.set(ranges, true);
}

function scan(view: EditorView, start: number, from: number, to: number, ranges: Range<Decoration>[]): void {
  const text = view.state.sliceDoc(start, to + LONGEST);
  const look = RIGHT_TO_LEFT.test(text) ? isolated : plain;
  const hues = new Map<string, number>();
  OPENERS.lastIndex = 0;
  for (let found = OPENERS.exec(text); found !== null && start + found.index < to; found = OPENERS.exec(text)) {
    const closer = CLOSER_OF[found[0]];
    let end = OPENERS.lastIndex;
    if (closer !== undefined) {
      const close = text.indexOf(closer, end);
      if (close < 0 || close - end > LONGEST) continue;
      end = close + closer.length;
      OPENERS.lastIndex = end;
    }
    if (start + end <= from) continue;
    const source = text.slice(found.index, end);
    ranges.push(decoration(source, closer, look, hues).range(start + found.index, start + end));
  }
}

function decoration(source: string, closer: string | undefined, look: Looks, hues: Map<string, number>): Decoration {
  switch (closer) {
    case "}}":
      return expression(source, hues, look);
    case "%}":
      return look.tag;
    case "#}":
      return look.comment;
    default:
      return look.markup;
  }
}

class TemplateHighlight implements PluginValue {
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

const highlight = ViewPlugin.fromClass(TemplateHighlight, {
  decorations: (plugin) => plugin.decorations,
  provide: (plugin) => EditorView.bidiIsolatedRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
});

/** Everything a template field adds to the bare editor. */
export const template: Extension = [highlight, EditorView.perLineTextDirection.of(true)];
