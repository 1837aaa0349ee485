//! The share dialog: the link, what is in it, how long it is and where that fits, and what a person may not want to share.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::sharing::{ChannelFit, PartRow};
use crate::ui::exchange::ExportList;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::number::grouped;

/// Opens with the current document; every switch makes the link anew.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let app = expect_context::<AppState>();
    let open = app.view.share;
    Effect::new(move || {
        if open.get() {
            app.sharing.seal();
        }
    });
    view! {
        <Dialog shape=Shape::Sheet title="Share this playground" open>
            <ShareBody/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn ShareBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let sharing = app.sharing;
    let link = move || match sharing.link.get() {
        None => view! { <p class="hint" aria-busy="true">"Making the link…"</p> }.into_any(),
        Some(Err(reason)) => view! {
            <div class="notice" data-tone="warning">
                <Icon name="warning"/>
                <p class="notice-body">{reason}</p>
            </div>
        }
        .into_any(),
        Some(Ok(url)) => view! { <LinkRow url/> }.into_any(),
    };
    let rows = move || sharing.contents.get().into_iter().map(|row| view! { <ContentRow row/> }).collect_view();
    let findings = move || {
        let findings = sharing.findings.get();
        (!findings.is_empty()).then(|| {
            let rows = findings.into_iter().map(|f| view! { <li>{f}</li> }).collect_view();
            view! {
                <div class="notice" data-tone="warning" role="alert">
                    <Icon name="warning"/>
                    <div class="notice-body">
                        <strong>"Look at this before you share"</strong>
                        <ul class="steps">{rows}</ul>
                    </div>
                </div>
            }
        })
    };
    let channels = move || sharing.channels().into_iter().map(channel_row).collect_view();
    view! {
        <div class="stack" data-gap="3">
            {findings}
            {link}
            <div class="length-meter">
                <p class="hint">
                    {move || format!("{} characters. It holds everything itself: no server keeps a copy, and what is after the # never leaves the browser.", grouped(sharing.url_chars() as u64))}
                </p>
                <ul class="channel-list">{channels}</ul>
            </div>
            <ul class="share-contents" aria-label="What is in the link">{rows}</ul>
            <Passphrase/>
            <p class="share-excluded"><Icon name="key"/>"Keys, addresses and connections are never in a link."</p>
            <div class="row">
                <button type="button" class="button" on:click=move |_| app.download_playground()>
                    <Icon name="download"/>
                    "Download as a file"
                </button>
                <button type="button" class="button" title="Readable anywhere, and opens the same playground" on:click=move |_| app.download_page()>
                    <Icon name="download"/>
                    "Download as a web page"
                </button>
            </div>
            <ExportList/>
        </div>
    }
    .into_any()
}

/// A passphrase without which the link can't be read.
#[component]
fn Passphrase() -> impl IntoView {
    let app = expect_context::<AppState>();
    let passphrase = app.sharing.passphrase;
    let wanted = RwSignal::new(passphrase.with_untracked(|text| !text.is_empty()));
    let set = move |text: String| {
        passphrase.set(text);
        app.sharing.seal();
    };
    view! {
        <div class="row">
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=wanted
                    on:change=move |event| {
                        wanted.set(event_target_checked(&event));
                        if !wanted.get_untracked() {
                            set(String::new());
                        }
                    }
                />
                <span>"Seal with a passphrase"</span>
            </label>
            <Show when=move || wanted.get()>
                <input
                    type="password"
                    autocomplete="new-password"
                    class="grow"
                    aria-label="Passphrase of the link"
                    placeholder="Tell it to them another way than the link"
                    on:change=move |event| set(event_target_value(&event))
                />
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn LinkRow(url: String) -> impl IntoView {
    let app = expect_context::<AppState>();
    let copied = url.clone();
    view! {
        <div class="share-link">
            <input type="text" readonly aria-label="Link to this playground" value=url/>
            <button type="button" class="button primary" on:click=move |_| app.copy(copied.clone(), "Link")>
                <Icon name="copy"/>
                "Copy link"
            </button>
        </div>
    }
}

#[component]
fn ContentRow(row: PartRow) -> impl IntoView {
    let app = expect_context::<AppState>();
    let size = if row.included {
        format!("{} · {} chars", row.items_text(), grouped(row.chars as u64))
    } else {
        "left out".to_owned()
    };
    let name = if row.optional {
        let part = row.part;
        view! {
            <label class="switch">
                <input type="checkbox" role="switch" prop:checked=row.included on:change=move |_| app.sharing.toggle(part)/>
                <span>{row.name}</span>
            </label>
        }
        .into_any()
    } else {
        view! { <span>{row.name}</span> }.into_any()
    };
    view! { <li data-fixed=(!row.optional).then_some("")>{name}<span class="number">{size}</span></li> }
}

fn channel_row(channel: ChannelFit) -> impl IntoView {
    let (fits, icon, word) = if channel.fits {
        ("yes", view! { <Icon name="check"/> }, "fits ")
    } else {
        ("no", view! { <Icon name="warning"/> }, "too long for ")
    };
    view! {
        <li data-fits=fits>
            {icon}
            <span><span class="visually-hidden">{word}</span>{channel.name}</span>
            <span class="number">{grouped(channel.limit as u64)}</span>
        </li>
    }
}
