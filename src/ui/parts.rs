//! The parts of the page that load after its start, or when they are shown before that: Compose alone is what a visitor waits for.
//!
//! With the feature `parts`, which a release build has, `wasm_split` marks where the module is to be cut; `cargo xtask build` cuts it. Without
//! it, as in a build under work, each part is there from the start.

#![allow(unsafe_code, reason = "the cut is a pair of functions across two modules, which the macro declares")]

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_split_helpers::SplitLoaderError;
#[cfg(feature = "parts")]
use wasm_split_helpers::wasm_split;

use super::compare::ComparePlace;
use super::costs::{BudgetQuestion, CostsPlace, RunCosts};
use super::dock::DockPanel;
use super::doctor::Doctor;
use super::editor::dataset_panel::DatasetTable;
use super::editor::image_list::ImageRows;
use super::editor::make_variable::{Selected, VariableDialog};
use super::editor::preview::Preview;
use super::editor::schema_panel::SchemaEditor;
use super::editor::shot_list::ShotRows;
use super::editor::tool_list::ToolRows;
use super::exchange::ImportDialog;
use super::library::LibraryPlace;
use super::models::model_picker::ModelMenu;
use super::models::sampling_panel::SamplingForm;
use super::palette::Palette;
use super::runs::answer_view::AnswerBody;
use super::runs::run_meta::RunMeta;
use super::settings::SettingsPlace;
use super::share::{EmbedView, LinkNotice, ShareDialog};
use super::widgets::icon::Icon;
use crate::domain::id::ElementId;
use crate::state::parts::{Loading, PartState};

/// A file of parts on its way.
type File = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// A part on its way.
type Coming = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// Declares a part: the file that it is in, its name, what of it is the part if there are several, what it shows.
macro_rules! part {
    ($file:ident: $name:ident $(of $of:ident: $kind:ident)? shows $view:expr) => {
        pub fn $name($($of: $kind)?) -> Coming {
            #[cfg(feature = "parts")]
            #[wasm_split($file, fallible)]
            fn $name($($of: $kind)?) -> Result<AnyView, SplitLoaderError> {
                Ok($view.into_any())
            }
            #[cfg(not(feature = "parts"))]
            async fn $name($($of: $kind)?) -> Result<AnyView, SplitLoaderError> {
                Ok($view.into_any())
            }
            Box::pin($name($($of)?))
        }
    };
}

/// Declares the files: each is loaded by calling what is in it and does nothing.
macro_rules! files {
    ($($file:ident),*) => {
        /// Loads all files, one after the other as they are awaited.
        pub fn files() -> Vec<fn() -> File> {
            vec![$({
                fn $file() -> File {
                    #[cfg(feature = "parts")]
                    #[wasm_split($file, fallible)]
                    fn nothing() -> Result<(), SplitLoaderError> {
                        Ok(())
                    }
                    #[cfg(not(feature = "parts"))]
                    async fn nothing() -> Result<(), SplitLoaderError> {
                        Ok(())
                    }
                    Box::pin(nothing())
                }
                $file as fn() -> File
            }),*]
        }
    };
}

// Few: what several files share is a file of its own for each set of them.
files!(run, panels, places);

part!(run: answer of column: ElementId shows view! { <AnswerBody column/> });
part!(run: run_meta of column: ElementId shows view! { <RunMeta column/> });
part!(panels: model_menu of column: ElementId shows view! { <ModelMenu column/> });
part!(panels: sampling of column: ElementId shows view! { <SamplingForm column/> });
part!(panels: tools shows view! { <ToolRows/> });
part!(panels: shots shows view! { <ShotRows/> });
part!(panels: schema shows view! { <SchemaEditor/> });
part!(panels: images of message: ElementId shows view! { <ImageRows message/> });
part!(panels: variable_dialog of selected: Selected shows view! { <VariableDialog selected/> });
part!(panels: preview shows view! { <Preview/> });
part!(panels: link_notice shows view! { <LinkNotice/> });
part!(places: compare shows view! { <ComparePlace/> });
part!(places: costs shows view! { <CostsPlace/> });
part!(places: library shows view! { <LibraryPlace/> });
part!(places: settings shows view! { <SettingsPlace/> });
part!(panels: dataset shows view! { <DatasetTable/> });
part!(panels: dock_panel shows view! { <DockPanel/> });
part!(panels: run_costs shows view! { <RunCosts/> });
part!(panels: budget_question shows view! { <BudgetQuestion/> });
part!(panels: doctor shows view! { <Doctor/> });
part!(panels: palette shows view! { <Palette/> });
part!(panels: share shows view! { <ShareDialog/> });
part!(panels: import shows view! { <ImportDialog/> });
part!(embed: embed shows view! { <EmbedView/> });

/// Shows a part: its place is busy until it is there; when it can't be loaded, that is said, and it can be tried again.
#[component]
pub fn Part(load: fn() -> Coming) -> impl IntoView {
    shown(load)
}

/// Shows the part that belongs to a column or message, as [`Part`] does.
#[component]
pub fn PartOf(of: ElementId, load: fn(ElementId) -> Coming) -> impl IntoView {
    shown(move || load(of))
}

/// A view of what `load` brings, busy until it is there.
pub fn shown(load: impl Fn() -> Coming + Send + Sync + 'static) -> impl IntoView {
    let load: Arc<dyn Fn() -> Coming + Send + Sync> = Arc::new(load);
    let part = PartState::default();
    part.load(load());
    move || match part.loading.get() {
        Loading::There => part.take().into_any(),
        Loading::OnItsWay => view! { <p class="part-coming hint" aria-busy="true">"Loading…"</p> }.into_any(),
        Loading::Failed => {
            let load = Arc::clone(&load);
            view! { <NotLoaded try_again=move || part.load(load())/> }.into_any()
        }
    }
}

#[component]
fn NotLoaded(try_again: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="notice" data-tone="danger" role="alert">
            <Icon name="warning"/>
            <p class="notice-body">
                <strong>"This part of the page could not be loaded."</strong>
                " Check the connection and try again. If Nshot was updated meanwhile, reload the page; your work is saved."
            </p>
            <button type="button" class="button" on:click=move |_| try_again()>"Try again"</button>
        </div>
    }
}

/// Shows a part from the first time on that it is wanted, as a dialog is.
#[component]
pub fn PartOnDemand(#[prop(into)] wanted: Signal<bool>, load: fn() -> Coming) -> impl IntoView {
    let was_wanted = Memo::new(move |before: Option<&bool>| wanted.get() || before.is_some_and(|before| *before));
    move || was_wanted.get().then(|| view! { <Part load/> })
}
