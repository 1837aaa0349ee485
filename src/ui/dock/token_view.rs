//! The whole rendered prompt as tokens, under one tokenizer or two. Only blocks in sight hold tokens: a list of them, gone through by pointer or
//! by arrow keys, with what each is in words below.

use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

use super::token_compare::{HeatStrip, ratio_mark};
use super::token_detail::{TokenDetail, side_words, visible};
use crate::domain::token::Encoding;
use crate::state::AppState;
use crate::state::token_view::{
    Block, Cursor, Shown, SideMarks, SpecialToken, TokenGroup, TokenSide, TokenWindow, token_id,
};
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::segmented::Segmented;

/// Choices, the strip where one tokenizer pays more, the tokens, and the one under the cursor in words.
#[component]
pub fn TokenView() -> impl IntoView {
    let tokens = expect_context::<AppState>().tokens;
    view! {
        <section class="stack" data-gap="2" aria-label="Token view">
            <div class="token-bar">
                <Segmented
                    label="Tokens as"
                    options=vec![(false, "Text"), (true, "Ids")]
                    value=tokens.as_ids
                    on_choose=move |ids| tokens.as_ids.set(ids)
                />
                <SecondTokenizer/>
                <span class="hint">{move || tokens.shown().map(|shown| side_words(&shown))}</span>
            </div>
            {move || tokens.trouble.get().map(|reason| view! { <p class="hint">{reason}</p> })}
            <HeatStrip/>
            <TokenList/>
            <TokenDetail/>
        </section>
    }
    .into_any()
}

/// Another tokenizer to hold the same text against.
#[component]
fn SecondTokenizer() -> impl IntoView {
    let app = expect_context::<AppState>();
    let choices = Memo::new(move |_| {
        let mut choices: Vec<(String, TokenSide)> = Vec::new();
        let first = TokenSide::Model(app.counts.lead_model());
        for model in app.counts.column_models() {
            let side = TokenSide::Model(model.clone());
            if side != first && choices.iter().all(|(_, known)| *known != side) {
                choices.push((model.model, side));
            }
        }
        choices.extend(Encoding::ALL.map(|encoding| (encoding.name().to_owned(), TokenSide::Encoding(encoding))));
        choices
    });
    let on_change = move |event: web_sys::Event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        let side = at.and_then(|at| choices.with_untracked(|choices| choices.get(at).map(|(_, side)| side.clone())));
        app.tokens.second.set(side);
    };
    let options = move || {
        let second = app.tokens.second.get();
        let option = |(at, (name, side)): (usize, (String, TokenSide))| {
            view! { <option value=at.to_string() selected=second.as_ref() == Some(&side)>{name}</option> }
        };
        choices.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <label class="row">
            "Beside"
            <select on:change=on_change>
                <option value="">"no other tokenizer"</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// Tells each token whether the cursor is at it.
#[derive(Clone)]
struct Chosen(Selector<Option<Cursor>>);

/// The scrolling list. The keyboard is at the list; the token that it is on is its active descendant.
#[component]
fn TokenList() -> impl IntoView {
    let tokens = expect_context::<AppState>().tokens;
    let list = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(list) = list.get() {
            tokens.watch_in(&list);
        }
    });
    on_cleanup(move || tokens.unwatch());
    provide_context(Chosen(Selector::new(move || tokens.resolved_cursor())));
    // Without where in the text a block begins: it is drawn anew only when it begins or ends otherwise, not when something before it is typed.
    let blocks = Memo::new(move |_| tokens.shown().map(|shown| places(&shown)).unwrap_or_default());
    let two = Memo::new(move |_| tokens.shown().is_some_and(|shown| shown.sides.len() > 1));
    let active = move || tokens.resolved_cursor().map(token_id);
    let on_key = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowRight" => tokens.step(true),
            "ArrowLeft" => tokens.step(false),
            "ArrowDown" => tokens.step_block(1),
            "ArrowUp" => tokens.step_block(-1),
            "PageDown" => tokens.step_block(10),
            "PageUp" => tokens.step_block(-10),
            "Home" => tokens.go_to(0, 0),
            "End" => tokens.go_to(usize::MAX, usize::MAX),
            _ => return,
        }
        event.prevent_default();
    };
    let on_point = move |event: web_sys::PointerEvent| {
        if let Some(cursor) = group_of(&event) {
            tokens.point_at(cursor);
        }
    };
    view! {
        <Show when=move || !blocks.with(Vec::is_empty)>
            <div
                class="token-view"
                role="listbox"
                tabindex="0"
                aria-label="Tokens of the prompt"
                aria-activedescendant=active
                data-two=move || two.get().then_some("")
                node_ref=list
                on:keydown=on_key
                on:pointermove=on_point
                on:focus=move |_| {
                    if tokens.cursor.with_untracked(Option::is_none) {
                        tokens.go_to(0, 0);
                    }
                }
            >
                <For each=move || blocks.get() key=|place| *place let:place>
                    <TokenBlock place two/>
                </For>
                {move || tokens.shown().map(|shown| ending(&shown))}
            </div>
        </Show>
    }
    .into_any()
}

/// Where a block stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    number: usize,
    message: usize,
    lines: u32,
    /// Whether it is the first of its message, and whether it is the last.
    opens: bool,
    closes: bool,
}

fn places(shown: &Shown) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for Block { number, message, outline } in shown.blocks() {
        let opens = outline.range.start == 0;
        if opens && let Some(last) = places.last_mut() {
            last.closes = true;
        }
        places.push(Place { number, message, lines: outline.lines, opens, closes: false });
    }
    if let Some(last) = places.last_mut() {
        last.closes = true;
    }
    places
}

/// The group that an event is about.
fn group_of(event: &web_sys::PointerEvent) -> Option<Cursor> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?.closest("[role=option]").ok()??;
    let mut numbers =
        element.id().strip_prefix("token-")?.split('-').map(str::parse::<usize>).collect::<Vec<_>>().into_iter();
    let mut next = move || numbers.next()?.ok();
    Some(Cursor { side: next()?, block: next()?, group: next()? })
}

/// A stretch of a message: its tokens while it is in sight, else room for them.
#[component]
fn TokenBlock(place: Place, two: Memo<bool>) -> impl IntoView {
    let tokens = expect_context::<AppState>().tokens;
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(node) = node.get() {
            tokens.watch(&node);
        }
    });
    let Chosen(chosen) = expect_context();
    let Place { number, message, lines, opens, closes } = place;
    let windows = Memo::new(move |_| tokens.windows(number));
    let head = opens.then_some(move || tokens.shown().map(|shown| heading(&shown, message)));
    let room = move || {
        windows.with(Option::is_none).then(|| match tokens.height(number) {
            Some(height) => format!("{height:.0}px"),
            None => format!("{}.{}em", lines * 19 / 10, lines * 19 % 10),
        })
    };
    let body = move || windows.get().map(|windows| sides(&chosen, tokens.as_ids.get(), number, &windows));
    let mark = move || if two.get() { tokens.shown().and_then(|shown| ratio_mark(&shown, number)) } else { None };
    let tail = closes.then_some(move || tokens.shown().and_then(|shown| after(&shown, message)));
    let label = format!("Part {}", grouped(number as u64 + 1));
    view! {
        {head}
        <div
            class="token-block"
            role="group"
            aria-label=label
            id=format!("token-block-{number}")
            node_ref=node
            style:--room=room
            data-block=number.to_string()
        >
            {body}
            {mark}
        </div>
        {tail}
    }
    .into_any()
}

/// The tokens of one block, one column a side.
fn sides(chosen: &Selector<Option<Cursor>>, as_ids: bool, block: usize, windows: &Arc<Vec<TokenWindow>>) -> AnyView {
    let column = |(side, window): (usize, &TokenWindow)| {
        let groups = window.groups.iter().enumerate();
        let spans = groups
            .map(|(group, of)| token_span(chosen.clone(), as_ids, Cursor { side, block, group }, of))
            .collect_view();
        let unknown = (!window.placed).then(|| view! { <span class="hint">"This tokenizer rewrites the text before it cuts it, so borders can’t be shown here; the count holds all the same."</span> });
        view! { <div class="token-side" dir="auto" role="presentation">{spans}{unknown}</div> }
    };
    windows.iter().enumerate().map(column).collect_view().into_any()
}

fn token_span(chosen: Selector<Option<Cursor>>, as_ids: bool, cursor: Cursor, group: &TokenGroup) -> AnyView {
    let band = if cursor.group.is_multiple_of(2) { "1" } else { "2" };
    let joined = (group.tokens.len() > 1).then(|| group.tokens.len().to_string());
    let text = if as_ids {
        group.tokens.iter().map(|token| token.id.to_string()).collect::<Vec<_>>().join("+")
    } else {
        visible(&group.text)
    };
    let breaks = (!as_ids && group.text.ends_with('\n')).then(|| view! { <br/> });
    view! { <span class="token" role="option" aria-selected=move || chosen.selected(&Some(cursor)).to_string() id=token_id(cursor) data-band=band data-joined=joined>{text}</span>{breaks} }
        .into_any()
}

/// Who speaks, and what the chat format puts before it.
fn heading(shown: &Shown, message: usize) -> AnyView {
    let role = shown.outline.messages.get(message).map_or("", |message| message.role.title());
    let marks = marks_of(shown, 0).and_then(|marks| marks.messages.get(message)).map(|(before, _)| specials(before));
    let counts = shown.outline.sides.iter().filter_map(|side| side.tokens.get(message)).map(|n| grouped(*n));
    let counts = counts.collect::<Vec<_>>().join(" · ");
    view! {
        <p class="token-head" role="presentation">
            <span class="token-role">{format!("{}. {role}", message + 1)}</span>
            <span class="muted number">{format!("{counts} tokens")}</span>
            {marks}
        </p>
    }
    .into_any()
}

/// What the chat format puts after a message, below its last block.
fn after(shown: &Shown, message: usize) -> Option<AnyView> {
    let (_, marks) = marks_of(shown, 0)?.messages.get(message)?;
    Some(view! { <p class="token-head" role="presentation">{specials(marks)}</p> }.into_any())
}

/// What primes the answer, or that nobody knows.
fn ending(shown: &Shown) -> AnyView {
    match marks_of(shown, 0) {
        Some(marks) => {
            view! { <p class="token-head" role="presentation">{specials(&marks.priming)}<span class="muted">"primes the answer"</span></p> }.into_any()
        }
        None => view! { <p class="hint" role="presentation">"What the chat format puts around the messages is not public for this model: it is counted as overhead, not shown."</p> }.into_any(),
    }
}

fn marks_of(shown: &Shown, side: usize) -> Option<&SideMarks> {
    shown.outline.sides.get(side)?.marks.as_ref()
}

fn specials(marks: &[SpecialToken]) -> AnyView {
    let one = |mark: &SpecialToken| {
        let ids = mark.ids.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        view! { <span class="token" data-special="" title=format!("A token of the chat format, id {ids}")>{visible(&mark.text)}</span> }
    };
    marks.iter().map(one).collect_view().into_any()
}
