//! The page: rail, bar, the chosen place, and what stands above them all.

use leptos::prelude::*;

use super::compose_place::ComposePlace;
use super::parts::{self, Part, PartOnDemand};
use super::shortcuts;
use super::statusbar::StatusBar;
use super::toasts::{Announcer, Toasts};
use super::widgets::icon::Icon;
use crate::state::AppState;
use crate::state::parts::load_after_start;
use crate::state::view::Place;

/// Everything on the page.
#[component]
pub fn App(state: AppState) -> impl IntoView {
    provide_context(state);
    if state.view.embedded {
        return view! { <Part load=parts::embed/> }.into_any();
    }
    shortcuts::listen(state);
    load_after_start(parts::files());
    let place = state.view.place;
    let content = move || match place.get() {
        Place::Compose => view! { <ComposePlace/> }.into_any(),
        Place::Compare => view! { <Part load=parts::compare/> }.into_any(),
        Place::Costs => view! { <Part load=parts::costs/> }.into_any(),
        Place::Library => view! { <Part load=parts::library/> }.into_any(),
        Place::Settings => view! { <Part load=parts::settings/> }.into_any(),
    };
    let sharing = state.sharing;
    let link = Signal::derive(move || sharing.opened.with(Option::is_some) || sharing.locked.with(Option::is_some));
    view! {
        <a class="skip-link" href="#main">"Skip to the prompt"</a>
        <div class="app">
            <Rail/>
            {content}
            <StatusBar/>
        </div>
        <PartOnDemand wanted=link load=parts::link_notice/>
        <PartOnDemand wanted=state.view.palette load=parts::palette/>
        <PartOnDemand wanted=state.view.share load=parts::share/>
        <PartOnDemand wanted=state.importing.open load=parts::import/>
        <PartOnDemand wanted=state.budget.details load=parts::run_costs/>
        <PartOnDemand wanted=state.budget.asking load=parts::budget_question/>
        <PartOnDemand wanted=state.doctor.open load=parts::doctor/>
        <Toasts/>
        <Announcer/>
    }
    .into_any()
}

/// The places.
#[component]
fn Rail() -> impl IntoView {
    let app = expect_context::<AppState>();
    let item = move |place: Place| {
        view! {
            <button
                type="button"
                class="rail-item"
                aria-current=move || (app.view.place.get() == place).then_some("page")
                on:click=move |_| app.view.go(place)
            >
                <Icon name=place.icon()/>
                <span>{place.title()}</span>
            </button>
        }
    };
    view! {
        <nav class="rail" aria-label="Places">
            <span class="rail-brand" aria-hidden="true">"nshot"</span>
            {Place::ALL.map(item).collect_view()}
        </nav>
    }
    .into_any()
}
