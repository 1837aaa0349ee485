//! A text field of the document in CodeMirror. The editor is uncontrolled: it is written to only when the document was changed elsewhere.

use leptos::ev::Custom;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;

use super::element::{Change, PromptEditorElement, Selection};
use crate::domain::edit::{Field, text_of};
use crate::state::AppState;
use crate::state::running::Freshness;

/// What is typed into an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Template,
    Json,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Json => "json",
        }
    }
}

/// An editor for `field`. Mod-Enter in it runs, Mod-S saves, Mod-Z undoes over the whole document.
#[component]
pub fn PromptEditor(
    field: Field,
    language: Language,
    #[prop(into)] label: Signal<String>,
    placeholder: &'static str,
    #[prop(optional, into)] hidden: Signal<bool>,
    /// Told what is selected, in UTF-16 units; `None` = nothing.
    #[prop(optional)]
    selection: Option<RwSignal<Option<(usize, usize)>>>,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    let prompt = app.prompt;
    let node = NodeRef::<html::Custom<&'static str>>::new();
    // The element's class has no name that a check could ask for; the tag says what it is.
    let element = move || node.get().map(JsCast::unchecked_into::<PromptEditorElement>);

    let shown = field.clone();
    Effect::new(move || {
        prompt.resync().track();
        let Some(editor) = element() else { return };
        prompt.document().with_untracked(|p| {
            if let Some(text) = text_of(p, &shown)
                && editor.value() != *text
            {
                editor.replace(text);
            }
        });
    });
    let problems = app.compose.problem_marks(field.clone());
    Effect::new(move || {
        let problems = problems.get();
        if let Some(editor) = element() {
            editor.set_problems(&problems);
        }
    });
    if let Field::Message(id) = field {
        let decorations = app.compose.decorations(id);
        Effect::new(move || {
            let decorations = decorations.get();
            if let Some(editor) = element() {
                editor.set_decorations(&decorations);
            }
        });
    }

    let on_change = move |event: CustomEvent| {
        let Some(editor) = node.get_untracked().map(JsCast::unchecked_into::<PromptEditorElement>) else { return };
        let change = event.detail().unchecked_into::<Change>();
        prompt.typed(field.clone(), change.from(), change.to(), change.insert(), || editor.value());
    };
    html::custom("prompt-editor")
        .node_ref(node)
        .attr("label", label)
        .attr("placeholder", placeholder)
        .attr("language", language.name())
        .attr("hidden", hidden)
        .on(Custom::new("editor-change"), on_change)
        .on(Custom::new("editor-selection"), move |event: CustomEvent| {
            let chosen = event.detail().unchecked_into::<Selection>();
            if let Some(selection) = selection {
                selection.set((chosen.from() < chosen.to()).then(|| (chosen.from(), chosen.to())));
            }
        })
        .on(Custom::new("editor-run"), move |_: CustomEvent| app.run_all(Freshness::AsSet))
        .on(Custom::new("editor-undo"), move |_: CustomEvent| prompt.undo())
        .on(Custom::new("editor-redo"), move |_: CustomEvent| prompt.redo())
        .on(Custom::new("editor-save"), move |_: CustomEvent| app.save_version())
}
