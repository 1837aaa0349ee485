//! The page's composition root.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;
    use nshot::domain::prompt::Prompt;
    use nshot::domain::starter;
    use nshot::state::AppState;
    use nshot::ui::app::App;

    console_error_panic_hook::set_once();
    let first = starter::starters().into_iter().next().map_or_else(Prompt::empty, |s| s.prompt);
    mount_to_body(move || {
        let state = AppState::new(first);
        state.start();
        view! { <App state/> }
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
