//! A text diff in one of its layouts: equal stretches folded, long ones drawn part by part, and keys that go from difference to difference.

use std::collections::HashSet;

use leptos::prelude::*;

use super::diff_rows::{moved_in, moved_out, only_after, pair, unified};
use crate::domain::diff::rows::rows;
use crate::domain::diff::{Hunk, Segment, Side};
use crate::state::AppState;
use crate::state::diffs::{DiffLayout, DiffShow};
use crate::ui::widgets::unique_name;

/// Characters of an equal stretch that stay in view on each side of a change.
const CONTEXT: usize = 80;
/// Lines of an equal stretch that stay in view on each side of a change.
const CONTEXT_LINES: usize = 3;
/// Rows or stretches of text that are drawn at once; a button draws as many more.
const DRAWN: usize = 400;

/// The hunks of a diff, and a bar that goes through them.
#[component]
pub fn TextDiff(hunks: Vec<Hunk>) -> impl IntoView {
    let app = expect_context::<AppState>();
    let options = app.diffs.options;
    let drawing = Drawing {
        hunks: StoredValue::new(hunks),
        opened: RwSignal::new(HashSet::new()),
        limit: RwSignal::new(DRAWN),
        stem: StoredValue::new(unique_name("difference")),
    };
    let current = RwSignal::new(None::<usize>);
    let stops = Memo::new(move |_| drawing.stops(options.show.get()));
    let go = move |back: bool| {
        let stops = stops.get_untracked();
        let Some(last) = stops.len().checked_sub(1) else { return };
        let next = match current.get_untracked() {
            None if back => last,
            None => 0,
            Some(at) if back => at.saturating_sub(1),
            Some(at) => (at + 1).min(last),
        };
        current.set(Some(next));
        let hunk = stops[next];
        drawing.reach(hunk, options.layout.get_untracked(), options.show.get_untracked());
        app.focus_soon(drawing.id(hunk));
        app.view.announcement.set(format!("Difference {} of {}", next + 1, last + 1));
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let back = match (event.key().as_str(), event.alt_key()) {
            ("n", false) | ("ArrowDown", true) => false,
            ("p", false) | ("ArrowUp", true) => true,
            _ => return,
        };
        if !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            go(back);
        }
    };
    let body = move || drawing.draw(options.layout.get(), options.show.get());
    let place = move || {
        let count = stops.with(Vec::len);
        current.get().map_or_else(|| format!("{count}"), |at| format!("{} of {count}", at + 1))
    };
    view! {
        <div class="stack" data-gap="2" on:keydown=on_key>
            <div class="diff-steps">
                <button type="button" class="button small" disabled=move || stops.with(Vec::is_empty) on:click=move |_| go(true)>
                    "Previous difference"<kbd aria-hidden="true">"p"</kbd>
                </button>
                <button type="button" class="button small" disabled=move || stops.with(Vec::is_empty) on:click=move |_| go(false)>
                    "Next difference"<kbd aria-hidden="true">"n"</kbd>
                </button>
                <span class="number muted">{place}</span>
            </div>
            {body}
        </div>
    }
    .into_any()
}

/// The hunks and what of them is in view.
#[derive(Clone, Copy)]
struct Drawing {
    hunks: StoredValue<Vec<Hunk>>,
    /// Equal hunks that were unfolded.
    opened: RwSignal<HashSet<usize>>,
    limit: RwSignal<usize>,
    stem: StoredValue<String>,
}

impl Drawing {
    /// Hunks that the keys stop at.
    fn stops(self, show: DiffShow) -> Vec<usize> {
        let is_stop = |hunk: &Hunk| hunk.changed && (show != DiffShow::OnlyAfter || has_own(hunk));
        self.hunks.with_value(|hunks| {
            hunks.iter().enumerate().filter(|(_, hunk)| is_stop(hunk)).map(|(place, _)| place).collect()
        })
    }

    fn id(self, hunk: usize) -> String {
        self.stem.with_value(|stem| format!("{stem}-{hunk}"))
    }

    /// Makes sure that a hunk is drawn.
    fn reach(self, hunk: usize, layout: DiffLayout, show: DiffShow) {
        let needed: usize = self.hunks.with_value(|hunks| {
            let until = hunks.iter().take(hunk + 1).enumerate();
            until.map(|(place, hunk)| self.size(hunk, place, layout, show)).sum()
        });
        if needed > self.limit.get_untracked() {
            self.limit.set(needed + DRAWN);
        }
    }

    /// How much there is to draw of a hunk.
    fn size(self, hunk: &Hunk, place: usize, layout: DiffLayout, show: DiffShow) -> usize {
        let folded = show == DiffShow::Folded && !self.opened.with_untracked(|opened| opened.contains(&place));
        match (hunk.changed, show, layout) {
            (false, DiffShow::DifferentOnly | DiffShow::OnlyAfter, _) => 0,
            (_, _, DiffLayout::Inline) => hunk.segments.len(),
            (false, _, _) if folded => 2 * CONTEXT_LINES + 1,
            _ => 1 + hunk.segments.iter().map(|s| s.text.matches('\n').count()).sum::<usize>(),
        }
    }

    /// Draws hunks until the limit is reached, and a button for the rest.
    fn draw(self, layout: DiffLayout, show: DiffShow) -> AnyView {
        let limit = self.limit.get();
        self.opened.track();
        self.hunks.with_value(|hunks| {
            let last = hunks.len().saturating_sub(1);
            let mut left = limit;
            let mut drawn = Vec::new();
            let mut rest = 0;
            for (place, hunk) in hunks.iter().enumerate() {
                let size = self.size(hunk, place, layout, show);
                if left == 0 {
                    rest += usize::from(size > 0);
                    continue;
                }
                let ends = Ends { first: place == 0, last: place == last };
                drawn.push(self.hunk(hunk, place, layout, show, ends, left));
                rest += usize::from(size > left);
                left = left.saturating_sub(size);
            }
            let more = (rest > 0).then(|| {
                let limit = self.limit;
                view! {
                    <button type="button" class="diff-fold" on:click=move |_| limit.update(|l| *l += DRAWN)>
                        {format!("Show more: {rest} parts left")}
                    </button>
                }
            });
            let (class, kind) = match layout {
                DiffLayout::Inline => ("diff-words", "words"),
                DiffLayout::SideBySide => ("diff", "split"),
                DiffLayout::Unified => ("diff", "unified"),
            };
            view! { <div class=class data-view=kind dir="auto">{drawn}{more}</div> }.into_any()
        })
    }

    fn hunk(self, hunk: &Hunk, place: usize, layout: DiffLayout, show: DiffShow, ends: Ends, most: usize) -> AnyView {
        if hunk.changed {
            let id = self.id(place);
            return match layout {
                DiffLayout::Inline => {
                    let segments =
                        hunk.segments.iter().filter(|segment| show != DiffShow::OnlyAfter || is_own(segment));
                    let parts = segments.take(most).map(segment_view).collect_view();
                    let inline = show == DiffShow::Everything || show == DiffShow::Folded;
                    view! { <span class="diff-hunk" data-apart=(!inline).then_some("") id=id tabindex="-1">{parts}</span> }.into_any()
                }
                DiffLayout::SideBySide | DiffLayout::Unified => {
                    let mut rows = rows(hunk);
                    rows.truncate(most);
                    let rows = match (layout, show) {
                        (_, DiffShow::OnlyAfter) => only_after(&rows),
                        (DiffLayout::SideBySide, _) => rows.iter().map(pair).collect(),
                        _ => unified(&rows),
                    };
                    view! { <div class="diff-hunk" id=id tabindex="-1">{rows}</div> }.into_any()
                }
            };
        }
        if matches!(show, DiffShow::DifferentOnly | DiffShow::OnlyAfter) {
            return ().into_any();
        }
        let folded = show == DiffShow::Folded && !self.opened.with_untracked(|opened| opened.contains(&place));
        match (layout, folded) {
            (DiffLayout::Inline, true) => self.folded_text(hunk, place, ends),
            (DiffLayout::Inline, false) => hunk.before().into_any(),
            (_, folded) => self.equal_rows(hunk, place, layout, ends, if folded { None } else { Some(most) }),
        }
    }

    /// An equal stretch with its middle folded.
    fn folded_text(self, hunk: &Hunk, place: usize, ends: Ends) -> AnyView {
        let text = hunk.before();
        let head = if ends.first { 0 } else { boundary(&text, CONTEXT) };
        let tail = if ends.last { text.len() } else { boundary_back(&text, CONTEXT) };
        if tail <= head + CONTEXT {
            return text.into_any();
        }
        let (start, folded, end) = (text.get(..head), text.get(head..tail), text.get(tail..));
        let lines = folded.map_or(0, |f| f.matches('\n').count());
        let caption =
            if lines > 1 { format!("{lines} equal lines") } else { format!("{} equal characters", tail - head) };
        view! {
            {start.map(str::to_owned)}
            <button type="button" class="diff-gap" on:click=move |_| self.open(place)>{caption}</button>
            {end.map(str::to_owned)}
        }
        .into_any()
    }

    /// Equal lines; `most` = `None` folds the middle.
    fn equal_rows(self, hunk: &Hunk, place: usize, layout: DiffLayout, ends: Ends, most: Option<usize>) -> AnyView {
        let mut all = rows(hunk);
        let draw = |rows: &[_]| match layout {
            DiffLayout::SideBySide => rows.iter().map(pair).collect(),
            _ => unified(rows),
        };
        let head = if ends.first { 0 } else { CONTEXT_LINES };
        let tail = all.len().saturating_sub(if ends.last { 0 } else { CONTEXT_LINES });
        if let Some(most) = most {
            all.truncate(most);
            return draw(&all).into_any();
        }
        if tail <= head + 1 {
            return draw(&all).into_any();
        }
        let (start, end) = (draw(all.get(..head).unwrap_or_default()), draw(all.get(tail..).unwrap_or_default()));
        view! {
            {start}
            <button type="button" class="diff-fold" on:click=move |_| self.open(place)>{format!("{} equal lines", tail - head)}</button>
            {end}
        }
        .into_any()
    }

    fn open(self, place: usize) {
        self.opened.update(|opened| {
            opened.insert(place);
        });
    }
}

/// Whether a hunk is the first or last of its diff: there is no change on that side to give context to.
#[derive(Clone, Copy)]
struct Ends {
    first: bool,
    last: bool,
}

/// Whether a segment stands in the second text alone.
fn is_own(segment: &Segment) -> bool {
    segment.side == Side::After && segment.moved.is_none()
}

fn has_own(hunk: &Hunk) -> bool {
    hunk.segments.iter().any(is_own)
}

fn segment_view(segment: &Segment) -> AnyView {
    let text = segment.text.clone();
    match (segment.side, segment.moved) {
        (Side::Both, _) => text.into_any(),
        (Side::Before, Some(line)) => moved_out(text, line),
        (Side::After, Some(line)) => moved_in(text, line),
        (Side::Before, None) => view! { <del><span class="visually-hidden">"removed: "</span>{text}</del> }.into_any(),
        (Side::After, None) => view! { <ins><span class="visually-hidden">"added: "</span>{text}</ins> }.into_any(),
    }
}

/// The first character boundary at or after byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

/// The last character boundary that leaves at least `length` bytes after it.
fn boundary_back(text: &str, length: usize) -> usize {
    let from = text.len().saturating_sub(length);
    (0..=from).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}
