//! The folder that prompts are copied into.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::mirror::Mirror;
use crate::ui::widgets::icon::Icon;

/// Chooses the folder, says how it goes, stops it.
#[component]
pub fn MirrorPanel() -> impl IntoView {
    let app = expect_context::<AppState>();
    let mirror = app.mirror.mirror;
    let is_off = move || mirror.with(|mirror| *mirror == Mirror::Off);
    let words = move || {
        mirror.with(|mirror| match mirror {
            Mirror::Off => None,
            Mirror::On(folder) => Some(format!("Every save is copied into the folder “{folder}”.")),
            Mirror::Paused(folder) => Some(format!(
                "Nothing is copied into “{folder}” now: the browser wants to be allowed to, once after each start."
            )),
            Mirror::Failed(folder, reason) => Some(format!("The last copy into “{folder}” failed. {reason}")),
        })
    };
    let choose = move |_| app.choose_mirror();
    let available = app.mirror.is_available();
    view! {
        <section class="panel" aria-labelledby="mirror-title">
            <header class="panel-header"><h2 id="mirror-title">"Copies in a folder"</h2></header>
            <div class="panel-body stack" data-gap="2">
                <p class="hint">
                    "A playground file for each prompt, in a folder of this computer that you choose: for your backups, or for version control. Import opens such a file again. Keys, runs and versions are not in it, and a prompt that you delete here stays there."
                </p>
                <p role="status">{words}</p>
                <Show when=move || !available>
                    <p class="hint">"This browser can't write into folders. Share, Export as… has a backup of everything."</p>
                </Show>
                <div class="row">
                    <Show when=move || mirror.with(|mirror| matches!(mirror, Mirror::Paused(_) | Mirror::Failed(..)))>
                        <button type="button" class="button primary" on:click=move |_| app.resume_mirror()>"Go on"</button>
                    </Show>
                    <Show when=move || available>
                        <button type="button" class="button" on:click=choose>
                            <Icon name="download"/>
                            {move || if is_off() { "Choose a folder" } else { "Choose another folder" }}
                        </button>
                    </Show>
                    <Show when=move || !is_off()>
                        <button type="button" class="button" on:click=move |_| app.stop_mirror()>"Stop copying"</button>
                    </Show>
                </div>
            </div>
        </section>
    }
    .into_any()
}
