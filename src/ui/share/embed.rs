//! The embedded page: the playground of the link, to read. Nothing can be changed, run or stored, and no key is read.

use leptos::prelude::*;

use super::link_notice::{LinkSummary, Unlock};
use crate::state::AppState;

/// What a frame shows.
#[component]
pub fn EmbedView() -> impl IntoView {
    let app = expect_context::<AppState>();
    let opened = app.sharing.opened;
    let body = move || match opened.get() {
        None if app.sharing.locked.with(Option::is_some) => view! { <Unlock/> }.into_any(),
        None => view! { <p class="hint" aria-busy="true">"Opening…"</p> }.into_any(),
        Some(Err(reason)) => view! { <p class="field-error" role="alert">{reason}</p> }.into_any(),
        Some(Ok(link)) => {
            let title = link.title.clone();
            view! {
                <h2 dir="auto">{title}</h2>
                <LinkSummary link/>
            }
            .into_any()
        }
    };
    view! {
        <main class="view embed" id="main" tabindex="-1">
            <header class="view-header">
                <h1 class="embed-title">"Nshot"</h1>
                <span class="spacer"></span>
                <a class="button" href=app.sharing.app_link() target="_blank" rel="noopener noreferrer">"Open in Nshot"</a>
            </header>
            <div class="view-body" data-width="wide">
                <div class="stack" data-gap="3">{body}</div>
            </div>
        </main>
    }
    .into_any()
}
