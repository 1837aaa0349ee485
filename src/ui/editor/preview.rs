//! Preview: the exact rendered messages, with what the variables put there marked.

use leptos::prelude::*;

use super::image_list::Thumbnail;
use crate::domain::compose::{Part, RenderedMessage, Source};
use crate::state::AppState;

/// Characters of one message that the preview draws; the rest is counted, sent and shown on demand.
const SHOWN: usize = 200_000;

/// The rendered prompt, message by message.
#[component]
pub fn Preview() -> impl IntoView {
    let app = expect_context::<AppState>();
    let composition = app.compose.composition();
    view! {
        <div class="preview" aria-label="Rendered messages" role="region" aria-busy=move || app.compose.updating().get().to_string()>
            {move || composition.with(|c| c.messages.iter().map(rendered_message).collect_view())}
        </div>
    }
    .into_any()
}

fn rendered_message(message: &RenderedMessage) -> AnyView {
    let mut room = SHOWN;
    let images = message.images.iter().cloned().map(|image| view! { <Thumbnail image/> }).collect_view();
    let parts = message.parts.iter().map(|part| rendered_part(part, &mut room)).collect_view();
    view! {
        <section class="preview-message" data-role=message.role.name()>
            <h3 class="role" data-role=message.role.name()>{message.role.title()}</h3>
            {(!message.images.is_empty()).then(|| view! { <div class="preview-images">{images}</div> })}
            <p class="preview-text" dir="auto">{parts}</p>
            {(room == 0).then(|| view! { <p class="hint">"The rest of this long message is not drawn here. It is counted and sent."</p> })}
        </section>
    }
    .into_any()
}

/// A part as plain text with `<mark>` around substitutions, at most `room` bytes of it.
fn rendered_part(part: &Part, room: &mut usize) -> AnyView {
    let source = match part.source {
        Source::Message(_) => "template",
        Source::Shot(_) | Source::Shots => "shots",
        Source::Technique => "technique",
        Source::Turn => "turn",
    };
    let shown = (0..=part.text.len().min(*room)).rev().find(|&i| part.text.is_char_boundary(i)).unwrap_or(0);
    *room = if shown < part.text.len() { 0 } else { *room - shown };
    let mut pieces = Vec::new();
    let mut at = 0;
    for range in &part.substitutions {
        if range.end > shown {
            break;
        }
        pieces.push(part.text.get(at..range.start).unwrap_or_default().to_owned().into_any());
        let value = part.text.get(range.clone()).unwrap_or_default().to_owned();
        pieces.push(view! { <mark class="substitution">{value}</mark> }.into_any());
        at = range.end;
    }
    pieces.push(part.text.get(at..shown).unwrap_or_default().to_owned().into_any());
    view! { <span class="part" data-source=source>{pieces}</span> }.into_any()
}
