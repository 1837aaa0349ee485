//! Where the prices are from, and how to have newer ones: from a file, or by a click that says what it fetches.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::price_tables::REFRESH_URL;
use crate::ui::widgets::icon::Icon;

/// Date, sources, import and refresh.
#[component]
pub fn PriceSource() -> impl IntoView {
    let app = expect_context::<AppState>();
    let tables = app.price_tables;
    let sources = move || app.catalog.source_words().into_iter().map(|s| view! { <li>{s}</li> }).collect_view();
    let warnings = move || {
        let all = app.catalog.warnings.get();
        let rows = all.iter().take(20).map(|w| view! { <li class="problem" data-severity="warning">{w.clone()}</li> });
        (!all.is_empty()).then(|| {
            view! {
                <details class="fold">
                    <summary>{format!("Left out of the table: {}", all.len())}</summary>
                    <ul class="problems fold-body">{rows.collect_view()}</ul>
                </details>
            }
        })
    };
    let trouble = move || {
        let reason = tables.trouble.get()?;
        Some(view! { <p class="field-error" role="alert">{reason}</p> })
    };
    let on_file = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            tables.import(file);
        }
        input.set_value("");
    };
    let is_stale = Memo::new(move |_| app.catalog.is_stale());
    view! {
        <section class="panel" aria-labelledby="price-source-title">
            <header class="panel-header">
                <h2 id="price-source-title">"Where the prices are from"</h2>
            </header>
            <div class="panel-body stack" data-gap="3">
                <p data-stale=move || is_stale.get().then_some("")>
                    {move || app.catalog.date_words()} ". "
                    {move || if tables.given.get() { "This is the table that you gave." } else { "This table came with the page." }}
                </p>
                <ul class="price-remarks">{sources}</ul>
                {warnings}
                <div class="row">
                    <label class="button" aria-disabled=move || tables.busy.get().then_some("true")>
                        <Icon name="upload"/>
                        "Open a table"
                        <input type="file" class="visually-hidden" accept=".json,application/json" disabled=move || tables.busy.get() on:change=on_file/>
                    </label>
                    <button
                        type="button"
                        class="button"
                        disabled=move || tables.busy.get()
                        aria-busy=move || tables.busy.get().to_string()
                        on:click=move |_| tables.refresh()
                    >
                        <Icon name="download"/>
                        "Fetch the newest"
                    </button>
                    <Show when=move || tables.given.get()>
                        <button type="button" class="button quiet" on:click=move |_| tables.use_shipped()>"Back to the page's own table"</button>
                    </Show>
                </div>
                {trouble}
                <p class="hint">
                    "“Fetch the newest” downloads LiteLLM's public price list (about 3 MB) from GitHub: "
                    <span class="mono">{REFRESH_URL}</span>
                    ". GitHub sees your network address, and nothing of your prompt or keys. Nothing is fetched unless you press it. "
                    "A table that you open may be LiteLLM's file or one of this app; it is checked row by row and kept on this device."
                </p>
            </div>
        </section>
    }
    .into_any()
}
