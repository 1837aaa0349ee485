//! Turning text into variables: the selected words, or single braces that were meant as variables.

use leptos::prelude::*;

use crate::domain::edit::{Edit, Field, text_of};
use crate::domain::id::ElementId;
use crate::domain::text::byte_of_utf16;
use crate::domain::variables::is_name;
use crate::state::AppState;
use crate::ui::parts;
use crate::ui::widgets::dialog::{Dialog, Shape};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::unique_name;

/// Offers to make a variable of the selected text of a message; `selection` is in UTF-16 units.
#[component]
pub fn MakeVariable(id: ElementId, selection: RwSignal<Option<(usize, usize)>>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let selected = Selected { id, selection, asking };
    let was_asked = Memo::new(move |before: Option<&bool>| asking.get() || before.is_some_and(|before| *before));
    view! {
        <Show when=move || selection.get().is_some()>
            <button type="button" class="button small" on:click=move |_| asking.set(true)>
                <Icon name="braces"/>
                "Make variable"
            </button>
        </Show>
        {move || was_asked.get().then(|| parts::shown(move || parts::variable_dialog(selected)))}
    }
    .into_any()
}

/// The selected text of a message, and whether its variable's name is being asked for.
#[derive(Clone, Copy)]
pub struct Selected {
    id: ElementId,
    selection: RwSignal<Option<(usize, usize)>>,
    asking: RwSignal<bool>,
}

/// Asks for a variable's name.
#[component]
pub fn VariableDialog(selected: Selected) -> impl IntoView {
    let Selected { id, selection, asking } = selected;
    view! {
        <Dialog shape=Shape::Sheet title="Make a variable of the selected text" open=asking>
            <NameForm id selection asking/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn NameForm(id: ElementId, selection: RwSignal<Option<(usize, usize)>>, asking: RwSignal<bool>) -> impl IntoView {
    let prompt = expect_context::<AppState>().prompt;
    let field = unique_name("variable-name");
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<&'static str>);
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        let taken = prompt.document().with_untracked(|p| p.variables.contains_key(&name));
        if !is_name(&name) {
            error.set(Some("A name has letters, digits and _, and does not begin with a digit."));
        } else if taken {
            error.set(Some("There is a variable of that name already."));
        } else {
            make(id, selection, name);
            asking.set(false);
        }
    };
    view! {
        <form class="stack" data-gap="3" on:submit=on_submit>
            <div class="field">
                <label for=field.clone()>"Name"</label>
                <input
                    id=field
                    type="text"
                    class="mono"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <p class="hint">"The text becomes its value; the message names it in double braces."</p>
                <p class="field-error" role="alert">{error}</p>
            </div>
            <div class="row">
                <button type="submit" class="button primary">"Make variable"</button>
            </div>
        </form>
    }
    .into_any()
}

/// One undoable step: the text is replaced by the variable, and the variable has the text.
fn make(id: ElementId, selection: RwSignal<Option<(usize, usize)>>, name: String) {
    let prompt = expect_context::<AppState>().prompt;
    let Some((from, to)) = selection.get_untracked() else { return };
    let field = Field::Message(id);
    let cut = prompt.document().with_untracked(|p| {
        let text = text_of(p, &field)?;
        let range = byte_of_utf16(text, from)?..byte_of_utf16(text, to)?;
        Some((range.clone(), text.get(range)?.to_owned()))
    });
    if let Some((range, value)) = cut {
        let insert = format!("{{{{{name}}}}}");
        prompt.edit(Edit::All(vec![
            Edit::Splice { field, range, insert },
            Edit::SetVariable { name, value: Some(value) },
        ]));
        selection.set(None);
    }
}

/// Offers to make variables of `{name}` and `${name}`, which this template language takes as plain text.
#[component]
pub fn BraceOffer(id: ElementId) -> impl IntoView {
    let app = expect_context::<AppState>();
    let count = app.compose.single_braces(id);
    view! {
        <Show when=move || count.get() != 0>
            <div class="row">
                <button type="button" class="button small" on:click=move |_| app.convert_braces(id)>
                    {move || if count.get() == 1 { "Make it a variable".to_owned() } else { format!("Make {} variables", count.get()) }}
                </button>
            </div>
        </Show>
    }
}
