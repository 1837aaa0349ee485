//! The dock below the workspace: tokens, differences, requests and receipts of what is on the page.

mod diff_panel;
mod exact_count;
mod receipt_panel;
mod request_panel;
mod segments;
mod token_compare;
mod token_detail;
mod token_view;
mod tokens_panel;

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::view::DockTab;
use crate::ui::parts::{self, Part};
use crate::ui::widgets::icon::{Icon, IconButton};
use diff_panel::DiffPanel;
use receipt_panel::ReceiptPanel;
use request_panel::RequestPanel;
pub use segments::SegmentShares;
use tokens_panel::TokensPanel;

/// The tabs and the panel of the chosen one; folded, only the tabs.
#[component]
pub fn Dock() -> impl IntoView {
    let app = expect_context::<AppState>();
    let view = app.view;
    let tabs = DockTab::ALL.map(|tab| view! { <Tab tab/> }).collect_view();
    view! {
        <section class="dock" aria-label="Dock" data-collapsed=move || (!view.dock_open.get()).then_some("")>
            <h2 class="visually-hidden">"Dock"</h2>
            <div class="dock-bar">
                <div class="tabs" role="tablist" aria-label="Dock" on:keydown=move |event| on_arrow(&app, &event)>
                    {tabs}
                </div>
                <span class="spacer"></span>
                {move || {
                    let open = view.dock_open.get();
                    let (icon, label) = if open { ("chevron-down", "Fold the dock") } else { ("chevron-up", "Open the dock") };
                    view! { <IconButton icon label on_press=move || view.dock_open.set(!open)/> }
                }}
            </div>
            <Show when=move || view.dock_open.get()>
                <div class="dock-panel" role="tabpanel" id="dock-panel" tabindex="0" aria-label=move || view.dock.get().title()>
                    <Part load=parts::dock_panel/>
                </div>
            </Show>
        </section>
    }
    .into_any()
}

/// The panel of the chosen tab.
#[component]
pub fn DockPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    move || match app.view.dock.get() {
        DockTab::Tokens => view! { <TokensPanel/> }.into_any(),
        DockTab::Diff => view! { <DiffPanel/> }.into_any(),
        DockTab::Request => view! { <RequestPanel/> }.into_any(),
        DockTab::Receipt => view! { <ReceiptPanel/> }.into_any(),
    }
}

#[component]
fn Tab(tab: DockTab) -> impl IntoView {
    let app = expect_context::<AppState>();
    let selected = move || app.view.dock.get() == tab;
    let count = move || (tab == DockTab::Diff).then(|| app.diffs.changes()).filter(|n| *n > 0);
    view! {
        <button
            type="button"
            class="tab"
            role="tab"
            id=format!("dock-{}", tab.icon())
            aria-controls="dock-panel"
            aria-selected=move || selected().to_string()
            tabindex=move || if selected() { "0" } else { "-1" }
            on:click=move |_| app.view.show(tab)
        >
            <Icon name=tab.icon()/>
            {tab.title()}
            {move || count().map(|n| view! { <span class="count">{n}</span> })}
        </button>
    }
}

/// Left and right arrows go through the tabs, as the tab pattern wants it.
fn on_arrow(app: &AppState, event: &web_sys::KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowLeft" => DockTab::ALL.len() - 1,
        "ArrowRight" => 1,
        _ => return,
    };
    event.prevent_default();
    let at = DockTab::ALL.iter().position(|tab| *tab == app.view.dock.get_untracked()).unwrap_or(0);
    let tab = DockTab::ALL[(at + step) % DockTab::ALL.len()];
    app.view.show(tab);
    app.focus(&format!("dock-{}", tab.icon()));
}
