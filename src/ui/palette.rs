//! The command palette: everything that can be done, by name.

use leptos::html;
use leptos::prelude::*;

use super::widgets::dialog;
use super::widgets::icon::Icon;
use crate::state::AppState;
use crate::state::running::Freshness;
use crate::state::view::{DockTab, Place, Theme};

/// A command: its name, icon, keys, and what it does.
#[derive(Clone)]
struct Command {
    name: String,
    icon: &'static str,
    keys: &'static str,
    act: fn(AppState),
}

fn commands() -> Vec<Command> {
    let command = |name: &str, icon, keys, act| Command { name: name.to_owned(), icon, keys, act };
    let mut all = vec![
        command("Run all models", "run", "Mod Enter", |app| app.run_all(Freshness::AsSet)),
        command("Ask all models anew", "retry", "Mod Shift Enter", |app| app.run_all(Freshness::Anew)),
        command("Stop all", "stop", "Esc", |app| app.stop_all()),
        command("Share…", "share", "", |app| app.view.share.set(true)),
        command("Import a file…", "upload", "", |app| app.start_import()),
        command("Save a version", "check", "Mod S", |app| app.save_version()),
        command("Undo", "undo", "Mod Z", |app| app.prompt.undo()),
        command("Redo", "redo", "Mod Shift Z", |app| app.prompt.redo()),
        command("Edit or preview the prompt", "eye", "Mod Shift P", |app| app.view.preview.update(|p| *p = !*p)),
        command("Markdown or plain text", "eye", "Mod .", |app| app.view.formatted.update(|f| *f = !*f)),
        command("Add a message", "plus", "", |app| {
            app.prompt.add_message();
        }),
        command("Add a shot", "plus", "", |app| {
            app.prompt.add_shot(String::new(), String::new(), String::new());
        }),
        command("Add a tool", "tool", "", |app| {
            app.prompt.add_tool();
        }),
        command("Add a model", "model", "", |app| {
            app.prompt.add_column();
        }),
        command("Estimate and budget", "costs", "", |app| app.budget.details.set(true)),
        command("New prompt", "edit", "", |app| app.new_prompt()),
        command("Theme: light", "sun", "", |app| app.view.set_theme(Theme::Light)),
        command("Theme: dark", "moon", "", |app| app.view.set_theme(Theme::Dark)),
        command("Theme: as the system", "system", "", |app| app.view.set_theme(Theme::System)),
    ];
    all.extend(DockTab::ALL.map(|tab| Command {
        name: format!("Show {}", tab.title()),
        icon: tab.icon(),
        keys: "",
        act: match tab {
            DockTab::Tokens => |app| app.view.show(DockTab::Tokens),
            DockTab::Diff => |app| app.view.show(DockTab::Diff),
            DockTab::Request => |app| app.view.show(DockTab::Request),
            DockTab::Receipt => |app| app.view.show(DockTab::Receipt),
        },
    }));
    all.extend(Place::ALL.map(|place| Command {
        name: format!("Go to {}", place.title()),
        icon: place.icon(),
        keys: "",
        act: match place {
            Place::Compose => |app| app.view.go(Place::Compose),
            Place::Compare => |app| app.view.go(Place::Compare),
            Place::Costs => |app| app.view.go(Place::Costs),
            Place::Library => |app| app.view.go(Place::Library),
            Place::Settings => |app| app.view.go(Place::Settings),
        },
    }));
    all
}

/// A dialog with a filter and a list; arrows choose, Enter does it.
#[component]
pub fn Palette() -> impl IntoView {
    let app = expect_context::<AppState>();
    let open = app.view.palette;
    let node = NodeRef::<html::Dialog>::new();
    dialog::follow(node, open);
    view! {
        <dialog class="palette" aria-label="Commands" node_ref=node on:close=dialog::closed(node, move || open.set(false))>
            <Show when=move || open.get()>
                <PaletteBody/>
            </Show>
        </dialog>
    }
    .into_any()
}

#[component]
fn PaletteBody() -> impl IntoView {
    let app = expect_context::<AppState>();
    let filter = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let all = StoredValue::new(commands());
    let matching = Memo::new(move |_| {
        let words: Vec<_> = filter.get().split_whitespace().map(str::to_lowercase).collect();
        let fits = |c: &Command| words.iter().all(|w| c.name.to_lowercase().contains(w));
        all.with_value(|all| (0..all.len()).filter(|i| fits(&all[*i])).collect::<Vec<_>>())
    });
    let act = move |index: usize| {
        app.view.palette.set(false);
        (all.with_value(|all| all[index].act))(app);
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let count = matching.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|c| *c = (*c + 1) % count.max(1)),
            "ArrowUp" => chosen.update(|c| *c = (*c + count.saturating_sub(1)) % count.max(1)),
            "Enter" => {
                if let Some(index) = matching.with_untracked(|m| m.get(chosen.get_untracked()).copied()) {
                    act(index);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let rows = move || {
        let rows = matching.get().into_iter().enumerate().map(|(row, index)| {
            let command = all.with_value(|all| all[index].clone());
            let keys = command
                .keys
                .split(' ')
                .filter(|k| !k.is_empty())
                .map(|k| view! { <kbd class="kbd">{k}</kbd> })
                .collect_view();
            view! {
                <button
                    type="button"
                    class="menu-item"
                    role="option"
                    id=format!("command-{row}")
                    tabindex="-1"
                    aria-selected=move || (chosen.get() == row).to_string()
                    on:click=move |_| act(index)
                >
                    <Icon name=command.icon/>
                    <span class="grow">{command.name}</span>
                    {keys}
                </button>
            }
        });
        rows.collect_view()
    };
    view! {
        <input
            class="palette-input"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-label="Find a command"
            aria-activedescendant=move || format!("command-{}", chosen.get())
            placeholder="Find a command"
            autofocus
            on:input=move |event| {
                filter.set(event_target_value(&event));
                chosen.set(0);
            }
            on:keydown=on_key
        />
        <div class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
            {rows}
            <Show when=move || matching.with(Vec::is_empty)>
                <p class="hint">"No command has these words."</p>
            </Show>
        </div>
    }
    .into_any()
}
