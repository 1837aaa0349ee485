//! Reactive state and its verbs. It renders nothing. Everything here is owned by the page's root, so a task that ends late finds its signals
//! alive.

mod best_count;
pub mod budget;
pub mod catalog;
pub mod column_runs;
pub mod comparing;
pub mod compose;
pub mod connecting;
pub mod connections;
pub mod costs;
pub mod counts;
pub mod diffs;
pub mod doctor;
mod dataset;
pub mod documents;
pub mod engine;
pub mod estimates;
pub mod exact_counts;
pub mod exporting;
pub mod images;
pub mod importing;
pub mod interruptions;
pub mod keys;
mod later;
pub mod library;
pub mod live_run;
pub mod mirror;
pub mod models;
pub mod parts;
pub mod past_runs;
pub mod price_tables;
pub mod prompt;
pub mod requests;
pub mod run_options;
pub mod running;
pub mod runs;
mod segments;
pub mod sharing;
pub mod sign_in;
pub mod token_view;
mod turns;
mod unfinished;
pub mod verbs;
pub mod view;

use crate::domain::prompt::Prompt;
use budget::BudgetState;
use catalog::CatalogState;
use comparing::ComparingState;
use compose::ComposeState;
use connections::ConnectionState;
use costs::CostState;
use counts::CountState;
use diffs::DiffState;
use doctor::DoctorState;
use documents::DocumentState;
use engine::EngineState;
use estimates::EstimateState;
use exact_counts::ExactCountState;
use images::ImageState;
use importing::ImportState;
use keys::KeyState;
use library::LibraryState;
use mirror::MirrorState;
use models::ModelState;
use past_runs::PastRunState;
use price_tables::PriceTableState;
use prompt::PromptState;
use run_options::RunOptions;
use runs::RunState;
use sharing::SharingState;
use token_view::TokenViewState;
use view::ViewState;

/// All state of the page, one field a concern. What a person can do across concerns is in [`verbs`].
#[derive(Clone, Copy)]
pub struct AppState {
    pub view: ViewState,
    pub engine: EngineState,
    pub connections: ConnectionState,
    pub images: ImageState,
    pub keys: KeyState,
    pub catalog: CatalogState,
    pub models: ModelState,
    pub prompt: PromptState,
    pub compose: ComposeState,
    /// Counts that providers made, on a click.
    pub exact: ExactCountState,
    /// What the person's own runs teach.
    pub past: PastRunState,
    pub counts: CountState,
    pub tokens: TokenViewState,
    pub estimates: EstimateState,
    pub budget: BudgetState,
    pub costs: CostState,
    pub price_tables: PriceTableState,
    pub run_options: RunOptions,
    pub runs: RunState,
    pub doctor: DoctorState,
    pub diffs: DiffState,
    pub comparing: ComparingState,
    pub documents: DocumentState,
    pub library: LibraryState,
    pub sharing: SharingState,
    pub importing: ImportState,
    pub mirror: MirrorState,
}

impl AppState {
    /// Makes the state around a first document; the stored one replaces it when it is read. Call it under the page's root owner.
    pub fn new(first: Prompt) -> Self {
        let view = ViewState::new();
        let engine = EngineState::new();
        let connections = ConnectionState::new();
        let keys = KeyState::new();
        let catalog = CatalogState::new(connections);
        let models = ModelState::new(connections, catalog);
        let prompt = PromptState::new(first);
        let compose = ComposeState::new(prompt, engine);
        let images = ImageState::new(prompt, view);
        let exact = ExactCountState::new(prompt, compose, connections, catalog, images, view);
        let past = PastRunState::new(view);
        let counts = CountState::new(prompt, compose, connections, catalog, engine, exact, past);
        let tokens = TokenViewState::new(compose, counts, engine, view);
        let documents = DocumentState::new(prompt, images, connections, view);
        let run_options = RunOptions::new();
        let estimates = EstimateState::new(prompt, counts, catalog, connections, run_options, documents, past);
        let budget = BudgetState::new(view);
        let costs = CostState::new(prompt, compose, catalog, engine, documents.id, past, view);
        let price_tables = PriceTableState::new(catalog, engine, view);
        let runs = RunState::new();
        let doctor = DoctorState::new();
        let diffs = DiffState::new(prompt, runs, engine);
        let comparing = ComparingState::new();
        let library = LibraryState::new(documents, view, past);
        let sharing = SharingState::new(prompt, images, connections, runs, engine);
        Self {
            view,
            engine,
            connections,
            images,
            keys,
            catalog,
            models,
            prompt,
            compose,
            exact,
            past,
            counts,
            tokens,
            estimates,
            budget,
            costs,
            price_tables,
            run_options,
            runs,
            doctor,
            diffs,
            comparing,
            documents,
            library,
            sharing,
            importing: ImportState::new(),
            mirror: MirrorState::new(),
        }
    }
}
