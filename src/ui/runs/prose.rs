//! Markdown of an answer as DOM nodes, while it streams and after. No HTML is made from it, nothing in it is loaded, and a link does nothing until
//! it is clicked. Blocks that can't change any more are drawn once; only the last is drawn again as it grows.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use web_sys::Element;

use crate::domain::id::ElementId;
use crate::domain::prose::{Kind, Node, Prose, Target};
use crate::state::AppState;
use crate::state::live_run::LiveRun;
use crate::ui::widgets::icon::Icon;

/// The answer of a column's shown run.
#[component]
pub fn ProseView(column: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let run = app.runs.of(column);
    let (whole, plain) = (NodeRef::<html::Div>::new(), NodeRef::<html::P>::new());
    let drawn = StoredValue::new_local(Drawn::default());
    Effect::new(move || {
        let (Some(whole), Some(plain)) = (whole.get(), plain.get()) else { return };
        run.with(|r| drawn.update_value(|drawn| drawn.follow(&app, r, &whole, &plain)));
    });
    view! {
        <div class="prose" node_ref=whole>
            <p class="answer-text" dir="auto" node_ref=plain></p>
        </div>
    }
    .into_any()
}

/// What stands on the page.
#[derive(Default)]
struct Drawn {
    prose: Prose,
    settled: Vec<AnyViewState>,
    tail: Vec<AnyViewState>,
    /// Number of the run, whether it had ended, bytes of it.
    seen: (u32, bool, usize),
    /// Where the plain text starts and ends.
    plain: (usize, usize),
}

impl Drawn {
    /// Draws what is new. The plain text after the Markdown is always the last child.
    fn follow(&mut self, app: &AppState, run: &LiveRun, whole: &Element, plain: &Element) {
        let (all, ended) = (run.shown_text(), run.answer.is_some());
        let seen = (run.number, ended, all.len());
        if seen == self.seen {
            return;
        }
        if run.number != self.seen.0 || self.prose.must_start_anew(all, ended) {
            self.settled.iter_mut().chain(&mut self.tail).for_each(Mountable::unmount);
            plain.set_text_content(None);
            *self = Self::default();
        }
        self.seen = seen;
        let growth = self.prose.grow(all, ended);
        if let Some(tail) = growth.tail {
            self.tail.iter_mut().for_each(Mountable::unmount);
            self.settled.extend(growth.settled.iter().map(|node| mounted(app, node, whole, plain)));
            self.tail = tail.iter().map(|node| mounted(app, node, whole, plain)).collect();
        }
        let (start, end) = self.plain;
        if start == growth.plain_from && end > start {
            // Appending to an attached node can't fail.
            let _ = plain.append_with_str_1(all.get(end..).unwrap_or_default());
        } else {
            plain.set_text_content(all.get(growth.plain_from..).filter(|text| !text.is_empty()));
        }
        self.plain = (growth.plain_from, all.len());
    }
}

fn mounted(app: &AppState, node: &Node, whole: &Element, before: &Element) -> AnyViewState {
    let mut state = draw(app, node).build();
    state.mount(whole, Some(before));
    state
}

/// One node. Nothing reactive is made here: what is drawn stays as it is until it is taken away.
fn draw(app: &AppState, node: &Node) -> AnyView {
    match node {
        Node::Text(text) => text.clone().into_any(),
        Node::Code(text) => view! { <code>{text.clone()}</code> }.into_any(),
        Node::Break => view! { <br/> }.into_any(),
        Node::Rule => view! { <hr/> }.into_any(),
        Node::CodeBlock { language, code } => code_block(app, language, code),
        Node::Element(kind, children) => {
            let children = children.iter().map(|child| draw(app, child)).collect();
            element(kind, children)
        }
    }
}

fn element(kind: &Kind, children: Vec<AnyView>) -> AnyView {
    match kind {
        Kind::Paragraph => view! { <p dir="auto">{children}</p> }.into_any(),
        // Headings of an answer stand below those of the page.
        Kind::Heading(1 | 2) => view! { <h4 dir="auto">{children}</h4> }.into_any(),
        Kind::Heading(3) => view! { <h5 dir="auto">{children}</h5> }.into_any(),
        Kind::Heading(_) => view! { <h6 dir="auto">{children}</h6> }.into_any(),
        Kind::Quote => view! { <blockquote>{children}</blockquote> }.into_any(),
        Kind::Bullets => view! { <ul>{children}</ul> }.into_any(),
        Kind::Numbers(first) => view! { <ol start=first.to_string()>{children}</ol> }.into_any(),
        Kind::Item => view! { <li dir="auto">{children}</li> }.into_any(),
        Kind::Table => view! { <div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table class="table">{children}</table></div> }.into_any(),
        Kind::TableHead => view! { <thead><tr>{children}</tr></thead> }.into_any(),
        Kind::TableRow => view! { <tr>{children}</tr> }.into_any(),
        Kind::TableCell => view! { <td dir="auto">{children}</td> }.into_any(),
        Kind::Emphasis => view! { <em>{children}</em> }.into_any(),
        Kind::Strong => view! { <strong>{children}</strong> }.into_any(),
        Kind::Strike => view! { <s>{children}</s> }.into_any(),
        Kind::Link(target) => link(target, children),
        Kind::Image(target) => image(target, children),
        Kind::Group => children.into_any(),
    }
}

/// Code with its language and a button that copies it.
fn code_block(app: &AppState, language: &str, code: &str) -> AnyView {
    let name = if language.is_empty() { "Code".to_owned() } else { language.to_owned() };
    let (app, copied, shown) = (*app, code.to_owned(), code.to_owned());
    view! {
        <figure class="code-block">
            <figcaption>
                <span>{name.clone()}</span>
                <button type="button" class="button quiet small" aria-label=format!("Copy code: {name}") on:click=move |_| app.copy(copied.clone(), "Code")>
                    <Icon name="copy"/>
                    "Copy"
                </button>
            </figcaption>
            <pre tabindex="0" aria-label=format!("{name}, code")><code>{shown}</code></pre>
        </figure>
    }
    .into_any()
}

/// A link that says where it goes; one that is neither web nor mail is text.
fn link(target: &Target, children: Vec<AnyView>) -> AnyView {
    let (address, host) = match target {
        Target::Web { address, host } => (address.clone(), host.clone()),
        Target::Mail { address } => (address.clone(), "mail".to_owned()),
        Target::Inert { address } => {
            return view! { {children}<span class="link-host">{format!(" ({address})")}</span> }.into_any();
        }
    };
    view! {
        <a href=address target="_blank" rel="noopener noreferrer nofollow">{children}</a>
        <span class="link-host">{format!(" ({host})")}</span>
    }
    .into_any()
}

/// An image as a chip: it is fetched only when somebody opens its address.
fn image(target: &Target, description: Vec<AnyView>) -> AnyView {
    match target {
        Target::Web { address, host } => view! {
            <a class="image-chip" href=address.clone() target="_blank" rel="noopener noreferrer nofollow" title="Not loaded. Opens in a new tab.">
                <Icon name="external"/>
                "Image: "{description}
                <span class="link-host">{format!(" at {host}")}</span>
            </a>
        }
        .into_any(),
        Target::Mail { address } | Target::Inert { address } => {
            view! { <span class="image-chip">"Image: "{description}<span class="link-host">{format!(" ({})", address.chars().take(120).collect::<String>())}</span></span> }
                .into_any()
        }
    }
}
