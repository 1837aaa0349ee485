//! The price list: one row a model of the catalog, to be filtered, sorted and opened.

use leptos::prelude::*;

use crate::domain::price_list::{PricedModel, SortKey, choice_words};
use crate::state::AppState;
use crate::state::catalog::MAKERS;
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::number::grouped;
use crate::ui::widgets::tokens::{long, short};

/// Rows drawn at first, and added by each click on “Show more”.
const PAGE: usize = 50;

/// Filters, the table, and how to see more of it.
#[component]
pub fn PriceTable() -> impl IntoView {
    let app = expect_context::<AppState>();
    let limit = RwSignal::new(PAGE);
    let rows = Memo::new(move |_| app.costs.shown());
    let dearest = Memo::new(move |_| {
        let costs = rows.with(|rows| {
            rows.iter()
                .take(limit.get())
                .filter_map(PricedModel::cost)
                .map(|cost| cost.expected.to_f64())
                .reduce(f64::max)
        });
        costs.unwrap_or_default()
    });
    let body = move || {
        let shown = rows.with(|rows| rows.iter().take(limit.get()).cloned().collect::<Vec<_>>());
        shown.into_iter().map(|row| price_row(&app, &row, dearest.get())).collect_view()
    };
    let more = move || rows.with(Vec::len).saturating_sub(limit.get());
    view! {
        <section class="panel" aria-labelledby="price-list-title">
            <header class="panel-header price-filters">
                <h2 id="price-list-title">"Price across models"</h2>
                <Filters/>
            </header>
            <div class="table-scroll price-scroll" tabindex="0" role="region" aria-label="Price list">
                <table class="table price-table">
                    <thead><Headings/></thead>
                    <tbody>{body}</tbody>
                </table>
                <Show when=move || rows.with(Vec::is_empty)>
                    <p class="empty-state">{move || if app.catalog.catalog.with(Option::is_none) { "Loading the price table…" } else { "No model fits this filter." }}</p>
                </Show>
            </div>
            <footer class="panel-footer row">
                <span class="hint" role="status">{move || shown_words(rows.with(Vec::len), limit.get())}</span>
                {move || {
                    if app.catalog.is_stale() {
                        view! { <span class="badge" data-status="warning"><Icon name="warning"/>{app.catalog.date_words()}</span> }.into_any()
                    } else {
                        view! { <span class="hint">{app.catalog.date_words()}</span> }.into_any()
                    }
                }}
                <span class="spacer"></span>
                <Show when=move || { more() > 0 }>
                    <button type="button" class="button small" on:click=move |_| limit.update(|n| *n += PAGE)>
                        {move || format!("Show {} more", more().min(PAGE))}
                    </button>
                    <button type="button" class="button small quiet" on:click=move |_| limit.set(usize::MAX)>"Show all"</button>
                </Show>
            </footer>
        </section>
    }
    .into_any()
}

fn shown_words(all: usize, limit: usize) -> String {
    match all {
        0 => "No models".to_owned(),
        1 => "1 model".to_owned(),
        all if all <= limit => format!("{all} models"),
        all => format!("{limit} of {all} models"),
    }
}

/// Text, provider, and whether retired models are shown.
#[component]
fn Filters() -> impl IntoView {
    let costs = expect_context::<AppState>().costs;
    let providers = Memo::new(move |_| costs.providers());
    let options = move || {
        providers
            .get()
            .into_iter()
            .map(|(name, count)| view! { <option value=name.clone()>{format!("{name} ({count})")}</option> })
            .collect_view()
    };
    let on_provider = move |event: web_sys::Event| {
        let providers = match event_target_value(&event).as_str() {
            "" => Vec::new(),
            "makers" => MAKERS.map(str::to_owned).to_vec(),
            one => vec![one.to_owned()],
        };
        costs.filter.update(|filter| filter.providers = providers);
    };
    view! {
        <search class="row grow price-search">
            <input
                type="search"
                class="grow"
                placeholder="Filter models"
                aria-label="Filter models"
                prop:value=move || costs.filter.with(|filter| filter.words.clone())
                on:input=move |event| costs.filter.update(|filter| filter.words = event_target_value(&event))
            />
            <select
                aria-label="Provider"
                prop:value=move || costs.filter.with(|filter| match filter.providers.as_slice() {
                    [] => String::new(),
                    [one] => one.clone(),
                    _ => "makers".to_owned(),
                })
                on:change=on_provider
            >
                <option value="">"All providers"</option>
                <option value="makers">"Those who make their models"</option>
                {options}
            </select>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || costs.filter.with(|filter| filter.retired)
                    on:change=move |event| costs.filter.update(|filter| filter.retired = event_target_checked(&event))
                />
                <span>"Retired too"</span>
            </label>
        </search>
    }
    .into_any()
}

/// Column heads; each sorts, and again the other way round.
#[component]
fn Headings() -> impl IntoView {
    let heads = [
        (SortKey::Name, "Model", "", "1"),
        (SortKey::InputRate, "In", "/ 1M", "2"),
        (SortKey::OutputRate, "Out", "/ 1M", "2"),
        (SortKey::Context, "Context", "", "3"),
        (SortKey::Tokens, "Tokens", "", "2"),
        (SortKey::Cost, "A request", "", "1"),
    ];
    let heads = heads.map(|(key, title, unit, priority)| view! { <Heading key title unit priority/> }).collect_view();
    view! {
        <tr>
            <th scope="col"><span class="visually-hidden">"Compare"</span></th>
            {heads}
            <th scope="col" class="number" data-priority="2">"1,000 requests"</th>
            <th scope="col" data-priority="3"><span class="visually-hidden">"Share of the dearest shown"</span></th>
        </tr>
    }
    .into_any()
}

#[component]
fn Heading(key: SortKey, title: &'static str, unit: &'static str, priority: &'static str) -> impl IntoView {
    let order = expect_context::<AppState>().costs.order;
    let direction = move || match order.get() {
        (sorted, true) if sorted == key => Some("descending"),
        (sorted, false) if sorted == key => Some("ascending"),
        _ => None,
    };
    let on_press =
        move |_| order.update(|(sorted, descending)| (*sorted, *descending) = (key, *sorted == key && !*descending));
    let class = if key == SortKey::Name { "" } else { "number" };
    view! {
        <th scope="col" class=class data-priority=priority aria-sort=direction>
            <button type="button" class="sort" on:click=on_press>
                {title}
                {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> })}
                {move || direction().map(|d| view! { <Icon name=if d == "descending" { "down" } else { "up" }/> })}
            </button>
        </th>
    }
    .into_any()
}

fn price_row(app: &AppState, row: &PricedModel, dearest: f64) -> AnyView {
    let costs = app.costs;
    let (compared, toggled, opened) = (row.key.clone(), row.key.clone(), row.key.clone());
    let rate = |rate: Option<String>| rate.unwrap_or_else(|| "no price".to_owned());
    let marks = row.marks.iter().map(mark_badge).collect_view();
    let too_long = row.is_too_long().then(|| {
        view! { <span class="badge" data-status="failed" title="The prompt is longer than the model's context."><Icon name="warning"/>"too long"</span> }
    });
    let tokens = row.estimate.as_ref().map(|estimate| estimate.input);
    let tokens_title = match (tokens, row.choice) {
        (Some(count), Some(choice)) => format!("{}. Counted with {}.", long(count), choice_words(choice)),
        _ => "Counting…".to_owned(),
    };
    let certainty = tokens.map(|count| if short(count).starts_with('≈') { "estimate" } else { "exact" });
    let cost = row.cost();
    let share = cost.map(|cost| cost.expected.to_f64() / dearest).filter(|share| share.is_finite());
    let (request, range, thousand) = match cost {
        Some(cost) => (
            cost.expected.to_string(),
            format!("{}–{}", cost.low, cost.high.to_string().trim_start_matches('$')),
            cost.expected.times(1_000).to_string(),
        ),
        None if row.quote.is_none() => ("no price".to_owned(), String::new(), "no price".to_owned()),
        None => ("–".to_owned(), String::new(), "–".to_owned()),
    };
    view! {
        <tr aria-selected=move || costs.is_compared(&compared).then_some("true")>
            <td class="price-pick">
                <label>
                    <input
                        type="checkbox"
                        aria-label=format!("Compare {}", row.key.path())
                        prop:checked={
                            let key = row.key.clone();
                            move || costs.is_compared(&key)
                        }
                        on:change=move |_| costs.toggle(&toggled)
                    />
                </label>
            </td>
            <th scope="row">
                <button type="button" class="price-name" on:click=move |_| costs.detail.set(Some(opened.clone()))>{row.key.id.clone()}</button>
                <span class="price-facts">
                    <span class="muted">{row.key.provider.clone()}</span>
                    {marks}
                    {too_long}
                </span>
            </th>
            <td class="number" data-priority="2">{rate(row.rates().map(|r| r.input.to_string()))}</td>
            <td class="number" data-priority="2">{rate(row.rates().map(|r| r.output.to_string()))}</td>
            <td class="number" data-priority="3">{row.context.map_or_else(|| "–".to_owned(), grouped)}</td>
            <td class="number" data-priority="2">
                <span class="number" data-certainty=certainty title=tokens_title>{tokens.map_or_else(|| "–".to_owned(), short)}</span>
            </td>
            <td class="number">
                {request}
                <span class="price-range">{range}</span>
            </td>
            <td class="number" data-priority="2">{thousand}</td>
            <td data-priority="3">{share.map(|share| view! { <div class="price-bar" style:--share=format!("{share:.4}")></div> })}</td>
        </tr>
    }
    .into_any()
}

/// A word about a price, with its sentence as tooltip and for screen readers.
pub fn mark_badge(mark: &crate::domain::price_list::Mark) -> AnyView {
    let status = if mark.warns { "warning" } else { "neutral" };
    view! {
        <span class="badge" data-status=status title=mark.sentence.clone()>
            {mark.warns.then(|| view! { <Icon name="warning"/> })}
            {mark.word.clone()}
        </span>
    }
    .into_any()
}
