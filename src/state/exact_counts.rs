//! Exact counts: asked of the provider when the person clicks, never else, and never twice for the same content.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::catalog::CatalogState;
use super::compose::ComposeState;
use super::connections::ConnectionState;
use super::images::ImageState;
use super::later;
use super::prompt::PromptState;
use super::requests::column_request;
use super::view::{Tone, ViewState};
use crate::browser::clock;
use crate::browser::clock::PageClock;
use crate::browser::count_store::CountStore;
use crate::browser::fetch::FetchTransport;
use crate::domain::connection::Connection;
use crate::domain::failure::{Explanation, Failure};
use crate::domain::fingerprint::fingerprint;
use crate::domain::history::ExactCountRecord;
use crate::domain::id::ElementId;
use crate::domain::prompt::Column;
use crate::domain::run_policy::RunPolicy;
use crate::domain::token::{Certainty, TokenCount};
use crate::provider::count::{CountEndpoint, encode, endpoints};
use crate::provider::request::ChatRequest;
use crate::runner::cancel::Cancel;
use crate::runner::limits::Limits;
use crate::runner::run::Runner;

/// How long a count waits for the composition of the last edit.
const PATIENCE_MS: f64 = 5_000.0;
const STEP_MS: f64 = 20.0;

/// How far asking for a column's count is.
#[derive(Clone, Debug, PartialEq)]
pub enum Asking {
    Waiting,
    /// Until the content changes.
    Failed {
        content: String,
        failure: Failure,
        explanation: Explanation,
    },
}

/// What is known of exact counts.
#[derive(Clone, Copy)]
pub struct ExactCountState {
    view: ViewState,
    connections: ConnectionState,
    /// By content.
    known: RwSignal<HashMap<String, ExactCountRecord>>,
    asking: RwSignal<HashMap<ElementId, Asking>>,
    /// The content of each column whose model has been counted before; of others it is not made, since long prompts take long.
    contents: Memo<HashMap<ElementId, String>>,
    /// What answered the last time, by address.
    answered: StoredValue<HashMap<String, CountEndpoint>>,
    limits: StoredValue<Limits, LocalStorage>,
    store: StoredValue<Option<CountStore>, LocalStorage>,
    /// Loaded once there is a count.
    content_of: RwSignal<Option<ContentOf>>,
}

/// What makes the content of a request.
pub type ContentOf = fn(&Connection, &ChatRequest) -> Option<String>;

impl ExactCountState {
    pub fn new(
        prompt: PromptState,
        compose: ComposeState,
        connections: ConnectionState,
        catalog: CatalogState,
        images: ImageState,
        view: ViewState,
    ) -> Self {
        let known = RwSignal::new(HashMap::<String, ExactCountRecord>::new());
        let asking = RwSignal::new(HashMap::<ElementId, Asking>::new());
        let settings = Memo::new(move |_| prompt.document().with(|p| (p.columns.clone(), p.technique)));
        let content_of = RwSignal::new(None::<ContentOf>);
        let contents = Memo::new(move |_| {
            let Some(content_of) = content_of.get() else { return HashMap::new() };
            let (columns, technique) = settings.get();
            let is_asked = |column: &Column| {
                known.with(|all| all.values().any(|count| count.model == column.model.model))
                    || asking.with(|all| all.contains_key(&column.id))
            };
            let content = |column: &Column| {
                let composition = compose.composition().get();
                let all = connections.list().get();
                let (connection, request) =
                    column_request(column, technique, composition, &all, catalog, images).ok()?;
                content_of(&connection, &request)
            };
            columns.iter().filter(|c| is_asked(c)).filter_map(|c| Some((c.id, content(c)?))).collect()
        });
        Self {
            view,
            connections,
            known,
            asking,
            contents,
            answered: StoredValue::new(HashMap::new()),
            limits: StoredValue::new_local(Limits::new()),
            store: StoredValue::new_local(None),
            content_of,
        }
    }

    /// Reads the counts that are stored, and keeps those that follow there.
    pub fn open(&self, store: CountStore) {
        let this = *self;
        self.store.set_value(Some(store.clone()));
        spawn_local(async move {
            match store.exact_counts(clock::unix_ms()).await {
                Ok(counts) if counts.is_empty() => {}
                Ok(counts) => {
                    this.known.update(|known| {
                        known.extend(counts.into_iter().map(|count| (count.content.clone(), count)));
                    });
                    // Without it an exact count is shown as the estimate that it makes better.
                    if let Ok(content_of) = later::content_of().await {
                        this.content_of.set(Some(content_of));
                    }
                }
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// The provider's own count of what a column sends now, and when it was made.
    pub fn of(&self, column: ElementId) -> Option<(TokenCount, String)> {
        let content = self.contents.with(|all| all.get(&column).cloned())?;
        self.known.with(|known| {
            let count = known.get(&content)?;
            let total = TokenCount { tokens: count.tokens, certainty: Certainty::ExactByApi };
            Some((total, clock::local_time(count.at_ms)))
        })
    }

    /// Whether the endpoint of a column's connection may know how to count.
    pub fn can_ask(&self, column: &Column) -> bool {
        let list = self.connections.list();
        list.with(|all| all.iter().any(|c| c.id == column.model.connection && !endpoints(c).is_empty()))
    }

    /// How far asking is; a failure is forgotten once the content changes.
    pub fn asking(&self, column: ElementId) -> Option<Asking> {
        let asking = self.asking.with(|all| all.get(&column).cloned())?;
        let now = self.contents.with(|all| all.get(&column).cloned());
        match &asking {
            Asking::Failed { content, .. } if Some(content) != now.as_ref() => None,
            _ => Some(asking),
        }
    }

    fn set(&self, column: ElementId, asking: Option<Asking>) {
        self.asking.update(|all| match asking {
            Some(asking) => drop(all.insert(column, asking)),
            None => drop(all.remove(&column)),
        });
    }

    fn keep(&self, count: ExactCountRecord) {
        self.known.update(|known| drop(known.insert(count.content.clone(), count.clone())));
        let this = *self;
        spawn_local(async move {
            let Some(store) = this.store.get_value() else { return };
            if let Err(error) = store.keep_exact_count(count).await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }
}

impl AppState {
    /// Asks the provider of a column how many tokens it would bill for the prompt as it stands.
    pub fn count_exactly(&self, id: ElementId) {
        let this = *self;
        if untrack(|| self.exact.asking(id)) == Some(Asking::Waiting) {
            return;
        }
        self.exact.set(id, Some(Asking::Waiting));
        spawn_local(async move {
            let outcome = later::ask_for_count(Box::new(this), id).await.unwrap_or_else(|_| {
                this.view.say(Tone::Danger, later::NOT_LOADED);
                None
            });
            this.exact.set(id, outcome);
        });
    }

    /// What is left to say afterwards.
    pub(super) async fn ask_for_count(&self, id: ElementId) -> Option<Asking> {
        let exact = self.exact;
        exact.content_of.set(Some(content));
        let mut waited_ms = 0.0;
        while self.compose.updating().get_untracked() && waited_ms < PATIENCE_MS {
            clock::sleep_ms(STEP_MS).await;
            waited_ms += STEP_MS;
        }
        if let Some(problem) = self.compose.blocker() {
            self.view.say(Tone::Danger, format!("Not counted: {}", problem.message));
            return None;
        }
        let (connection, request) = match untrack(|| self.request(id)) {
            Ok(found) => found,
            Err(sentence) => {
                self.view.say(Tone::Danger, sentence);
                return None;
            }
        };
        let content = content(&connection, &request).unwrap_or_default();
        if exact.known.with_untracked(|known| known.contains_key(&content)) {
            return None;
        }
        let runner = Runner {
            transport: FetchTransport::new(self.keys.store(), connection.id.clone()),
            clock: PageClock,
            limits: exact.limits.get_value(),
            policy: RunPolicy::default(),
        };
        let answered = exact.answered.with_value(|all| all.get(&connection.base_url).copied());
        match runner.count(&connection, &request, answered, &Cancel::new()).await {
            Ok(count) => {
                exact.answered.update_value(|all| {
                    all.insert(connection.base_url.clone(), count.endpoint);
                });
                self.view.announcement.set(format!("{} counted {} tokens.", connection.label, count.tokens));
                exact.keep(ExactCountRecord {
                    content,
                    model: request.model,
                    tokens: count.tokens,
                    at_ms: clock::unix_ms(),
                    local: !connection.needs_key(),
                });
                None
            }
            Err(failure) => {
                let explanation = self.explain_for(&connection, &request.model, &failure).await;
                self.view.announcement.set(format!("Not counted: {}.", explanation.title));
                Some(Asking::Failed { content, failure, explanation })
            }
        }
    }
}

/// Fingerprint of what would be asked: the address and the body of the first count request.
pub(super) fn content(connection: &Connection, request: &ChatRequest) -> Option<String> {
    let endpoint = endpoints(connection).first()?;
    let http = encode(*endpoint, connection, request).ok()?;
    Some(fingerprint(&[&http.url, &http.body]))
}
