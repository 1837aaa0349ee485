//! One token in words: its text, ids and bytes, its place, and what the other tokenizer makes of the same text.

use leptos::prelude::*;

use crate::domain::model::TokenizerChoice;
use crate::domain::price_list::choice_words;
use crate::state::AppState;
use crate::state::token_view::{Shown, TokenGroup, TokenSide};
use crate::ui::widgets::number::grouped;

/// Characters of a token that are quoted.
const QUOTE: usize = 40;

/// What stands under the cursor. It is read out as the keyboard moves.
#[component]
pub fn TokenDetail() -> impl IntoView {
    let tokens = expect_context::<AppState>().tokens;
    let words = Memo::new(move |_| tokens.detail());
    let body = move || {
        match words.get() {
        None => view! { <span class="muted">"Point at a token, or go through them with the arrow keys: left and right by token, up and down by line."</span> }.into_any(),
        Some(detail) => {
            let place = detail.before.map(|before| format!("Token {}: ", grouped(before + 1)));
            let joined = (detail.group.tokens.len() > 1).then(|| {
                format!("{} tokens share this character. ", detail.group.tokens.len())
            });
            let other = (!detail.other.is_empty()).then(|| {
                let groups = detail.other.iter().map(group_words).collect::<Vec<_>>().join("; ");
                view! { <br/><span class="muted">"Beside: "</span>{groups} }
            });
            view! { {place}{group_words(&detail.group)} ". " {joined}{other} }.into_any()
        }
    }
    };
    view! { <output class="token-detail" aria-live="polite">{body}</output> }.into_any()
}

/// `“don” id 15357 · 3 bytes 64 6F 6E`.
fn group_words(group: &TokenGroup) -> String {
    let shown: String = visible(&group.text).replace('\n', "").chars().take(QUOTE).collect();
    let mut bytes = group.text.as_bytes();
    let parts = group.tokens.iter().map(|token| {
        let (own, rest) = bytes.split_at_checked(token.bytes).unwrap_or((bytes, &[]));
        bytes = rest;
        let unit = if own.len() == 1 { "byte" } else { "bytes" };
        let hex = own.iter().take(QUOTE).map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
        format!("id {} · {} {unit} {hex}", token.id, own.len())
    });
    let parts = parts.collect::<Vec<_>>().join(" + ");
    format!("“{shown}” {parts}")
}

/// White space as signs; what can't be seen by itself, and what would turn the reading direction, as its code point.
pub fn visible(text: &str) -> String {
    let alone = text.chars().all(is_unseen);
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => shown.push('·'),
            '\t' => shown.push('→'),
            '\r' => shown.push('␍'),
            '\n' => shown.push('↵'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => shown.push_str(&code_point(c)),
            _ if c.is_control() || alone && is_unseen(c) => shown.push_str(&code_point(c)),
            _ => shown.push(c),
        }
    }
    shown
}

/// Joiners, marks of direction and other characters without a shape.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || c.is_whitespace()
}

fn code_point(c: char) -> String {
    format!("‹{:04X}›", u32::from(c))
}

/// Which tokenizers are shown, and what that says of the model.
pub fn side_words(shown: &Shown) -> String {
    let words = shown.outline.sides.iter().zip(&shown.sides).map(|(known, side)| {
        let name = match side {
            TokenSide::Model(model) => format!("{}: ", model.model),
            TokenSide::Encoding(_) => String::new(),
        };
        let words = match known.choice {
            None => "the tokenizer.json that you gave".to_owned(),
            Some(TokenizerChoice::Own(encoding)) if name.is_empty() => encoding.name().to_owned(),
            Some(choice @ (TokenizerChoice::Own(_) | TokenizerChoice::Assumed(_))) => choice_words(choice),
            Some(choice) => format!("{}. Shown is the encoding that the estimate starts from", choice_words(choice)),
        };
        format!("{name}{words}")
    });
    words.collect::<Vec<_>>().join(" · beside ")
}
