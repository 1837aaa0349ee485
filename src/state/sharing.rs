//! Sharing: the link of the current document as it would be copied, and the link that this page was opened with.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connections::ConnectionState;
use super::engine::EngineState;
use super::images::ImageState;
use super::prompt::PromptState;
use super::runs::RunState;
use crate::browser::location;
use crate::browser::sealed_link::{self, VaultError};
use crate::domain::completion::Completion;
use crate::domain::diff::Diff;
use crate::domain::image::ImageFiles;
use crate::domain::message::Role;
use crate::domain::prompt::Prompt;
use crate::engine::wire::{ReplyBody, RequestBody};
use crate::share::page::page;
use crate::share::{
    Adopted, Channel, Link, Locked, Opened, Part, SharePayload, SharedAnswer, Source, export_file, fits,
};

/// Bytes of all images that a link takes along by itself: with more it would fit hardly anywhere.
const SMALL_IMAGES: u64 = 6_000;

/// A line of the share dialog's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    pub part: Part,
    pub name: &'static str,
    pub items: usize,
    pub chars: usize,
    pub optional: bool,
    pub included: bool,
}

impl PartRow {
    /// `3 items`.
    pub fn items_text(&self) -> String {
        if self.items == 1 { "1 item".to_owned() } else { format!("{} items", self.items) }
    }
}

/// A channel and whether the link arrives whole there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelFit {
    pub name: &'static str,
    pub limit: usize,
    pub fits: bool,
}

/// What a link held, for its preview.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedLink {
    payload: SharePayload,
    pub title: String,
    pub messages: Vec<(Role, String)>,
    pub models: Vec<String>,
    pub shots: usize,
    pub variables: usize,
    pub hidden_characters: usize,
    pub notes: Vec<String>,
}

/// How a link differs from a document here.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalDifference {
    pub title: String,
    pub diff: Diff,
}

/// The link being made and the link being looked at.
#[derive(Clone, Copy)]
pub struct SharingState {
    prompt: PromptState,
    images: ImageState,
    connections: ConnectionState,
    runs: RunState,
    engine: EngineState,
    include: RwSignal<Vec<Part>>,
    /// Seals the link when it is not empty. It stays on this page and is never stored.
    pub passphrase: RwSignal<String>,
    /// A sealed link that waits for its passphrase.
    pub locked: RwSignal<Option<Locked>>,
    /// Whether a passphrase is being tried.
    pub unlocking: RwSignal<bool>,
    /// Why the last passphrase did not open it.
    pub refused: RwSignal<Option<String>>,
    /// How the opened link differs from the document of the same name here.
    pub difference: RwSignal<Option<LocalDifference>>,
    /// Whether the person has said if images go along; until then small ones do.
    images_decided: StoredValue<bool>,
    /// The whole URL; `None` while it is made, `Err` = a sentence why there is none.
    pub link: RwSignal<Option<Result<String, String>>>,
    pub contents: RwSignal<Vec<PartRow>>,
    /// What looks like a key or personal data, one sentence each.
    pub findings: RwSignal<Vec<String>>,
    /// What this page's address held, until the person decides.
    pub opened: RwSignal<Option<Result<OpenedLink, String>>>,
}

impl SharingState {
    pub fn new(
        prompt: PromptState,
        images: ImageState,
        connections: ConnectionState,
        runs: RunState,
        engine: EngineState,
    ) -> Self {
        Self {
            prompt,
            images,
            connections,
            runs,
            engine,
            include: RwSignal::new(Part::USUAL.to_vec()),
            passphrase: RwSignal::new(String::new()),
            locked: RwSignal::new(None),
            unlocking: RwSignal::new(false),
            refused: RwSignal::new(None),
            difference: RwSignal::new(None),
            images_decided: StoredValue::new(false),
            link: RwSignal::new(None),
            contents: RwSignal::new(Vec::new()),
            findings: RwSignal::new(Vec::new()),
            opened: RwSignal::new(None),
        }
    }

    /// Makes the link of the document as it is now.
    pub fn seal(&self) {
        let this = *self;
        self.link.set(None);
        self.propose_images();
        let include = self.include.get_untracked();
        let images = if include.contains(&Part::Images) { self.images.files() } else { ImageFiles::default() };
        let (prompt, outputs) = (self.prompt.document().get_untracked(), self.outputs());
        let connections = self.connections.list().get_untracked();
        let payload = {
            SharePayload::new(
                &Source { prompt: &prompt, connections: &connections, outputs: &outputs, images: &images },
                &include,
            )
        };
        self.findings
            .set(payload.secrets().into_iter().map(|(kind, shown)| format!("{}: {shown}", kind.name())).collect());
        let there: Vec<Part> = [
            (Part::Rows, !prompt.dataset.cases.is_empty()),
            (Part::Ratings, outputs.iter().any(|answer| answer.rating.is_some())),
        ]
        .into_iter()
        .filter_map(|(part, is_there)| is_there.then_some(part))
        .collect();
        let body = RequestBody::SealLink {
            prompt: Box::new(prompt),
            connections,
            outputs,
            images: images.into_iter().map(|(hash, base64)| (hash, base64.to_string())).collect(),
            include: include.clone(),
        };
        spawn_local(async move {
            match this.engine.ask(body).await {
                Ok(ReplyBody::LinkSealed(link)) => {
                    this.contents.set(rows(&link, &include, &there));
                    let passphrase = this.passphrase.get_untracked();
                    let fragment = if passphrase.is_empty() {
                        Ok(link.fragment)
                    } else {
                        sealed_link::lock(&link.fragment, &passphrase).await.map_err(|error| error.to_string())
                    };
                    this.link.set(Some(fragment.map(|fragment| format!("{}{fragment}", location::page_url()))));
                }
                Ok(ReplyBody::Refused { reason }) => this.link.set(Some(Err(reason))),
                Ok(_) => {}
                Err(failure) => this.link.set(Some(Err(failure.to_string()))),
            }
        });
    }

    /// The document as the text of a file, with the parts that are switched on.
    ///
    /// # Errors
    /// A sentence when it could not be opened again.
    pub fn file(&self) -> Result<String, String> {
        let outputs = self.outputs();
        let connections = self.connections.list().get_untracked();
        let mut include = self.include.get_untracked();
        if !self.images_decided.get_value() && !include.contains(&Part::Images) {
            // A file has room for what a link has not.
            include.push(Part::Images);
        }
        let images = self.images.files();
        self.prompt.document().with_untracked(|prompt| {
            let source = Source { prompt, connections: &connections, outputs: &outputs, images: &images };
            export_file(&source, &include).map_err(|error| error.to_string())
        })
    }

    /// The answers on the page, by column.
    fn outputs(&self) -> Vec<SharedAnswer> {
        self.prompt.document().with_untracked(|p| {
            let answered = p.columns.iter().filter_map(|c| {
                self.runs.of(c.id).with_untracked(|r| {
                    let completion = Completion {
                        text: r.text.clone(),
                        tool_calls: r.calls.clone(),
                        reasoning: r.reasoning.clone(),
                        model: r.answered_by.clone(),
                        ..Completion::default()
                    };
                    let is_there = !r.text.is_empty() || !r.calls.is_empty();
                    is_there.then(|| SharedAnswer { column: c.id, completion, rating: r.rating.clone() })
                })
            });
            answered.collect()
        })
    }

    /// Small images go along unless the person decides otherwise.
    fn propose_images(&self) {
        if self.images_decided.get_value() {
            return;
        }
        let bytes: u64 = self.prompt.document().with_untracked(|p| p.images().map(|image| image.bytes).sum());
        self.include.update(|include| {
            include.retain(|part| *part != Part::Images);
            if (1..=SMALL_IMAGES).contains(&bytes) {
                include.push(Part::Images);
            }
        });
    }

    /// Takes an optional part in or out and makes the link anew.
    pub fn toggle(&self, part: Part) {
        if part == Part::Images {
            self.images_decided.set_value(true);
        }
        self.include.update(|include| match include.iter().position(|p| *p == part) {
            Some(at) => {
                include.remove(at);
            }
            None => include.push(part),
        });
        // A rating says nothing without its answer.
        self.include.update(|include| {
            let has = |part: Part| include.contains(&part);
            if part == Part::Ratings && has(part) && !has(Part::Outputs) {
                include.push(Part::Outputs);
            } else if part == Part::Outputs && !has(part) {
                include.retain(|other| *other != Part::Ratings);
            }
        });
        self.seal();
    }

    pub fn url_chars(&self) -> usize {
        self.link.with(|link| match link {
            Some(Ok(url)) => url.len(),
            _ => 0,
        })
    }

    /// The address that opens the link of this page in the whole app.
    pub fn app_link(&self) -> String {
        format!("{}{}", location::app_url(), location::fragment())
    }

    /// Where the link arrives whole.
    pub fn channels(&self) -> Vec<ChannelFit> {
        let fits = fits(self.url_chars());
        fits.into_iter().map(|(c, fits)| ChannelFit { name: c.name(), limit: c.limit_chars(), fits }).collect()
    }

    /// Looks at a link's text in the engine; its preview (or why it can't be opened) goes to [`SharingState::opened`].
    pub fn look_at_link(&self, text: String) {
        match Locked::find(&text) {
            Ok(Some(locked)) => {
                self.locked.set(Some(locked));
                self.opened.set(None);
            }
            Ok(None) => self.look_at(RequestBody::OpenLink { text }),
            Err(error) => self.opened.set(Some(Err(error.to_string()))),
        }
    }

    /// Opens the sealed link that waits.
    pub fn unlock(&self, passphrase: String) {
        let this = *self;
        let Some(locked) = self.locked.get_untracked().filter(|_| !self.unlocking.get_untracked()) else { return };
        self.refused.set(None);
        self.unlocking.set(true);
        spawn_local(async move {
            let unlocked = sealed_link::unlock(&locked, &passphrase).await;
            this.unlocking.set(false);
            if this.locked.with_untracked(|waiting| waiting.as_ref() != Some(&locked)) {
                // Discarded meanwhile.
                return;
            }
            match unlocked {
                Ok(text) => this.look_at(RequestBody::OpenLink { text }),
                Err(VaultError::Undecipherable) => {
                    this.refused.set(Some("This passphrase does not open the link. Ask the sender for it.".to_owned()));
                }
                Err(error) => this.refused.set(Some(error.to_string())),
            }
        });
    }

    /// The playground as a page of its own, with the parts that are switched on.
    ///
    /// # Errors
    /// A sentence when it could not be opened again.
    pub fn page(&self) -> Result<String, String> {
        let link =
            self.link.get_untracked().and_then(Result::ok).filter(|_| self.passphrase.with_untracked(String::is_empty));
        let link = link.filter(|link| link.len() <= Channel::Browsers.limit_chars());
        page(&self.file()?, &location::page_url(), link.as_deref()).map_err(|error| error.to_string())
    }

    /// Looks at a playground file's text, as at a link.
    pub fn look_at_file(&self, text: String) {
        self.look_at(RequestBody::OpenFile { text });
    }

    fn look_at(&self, body: RequestBody) {
        let this = *self;
        spawn_local(async move {
            let opened = match this.engine.ask(body).await {
                Ok(ReplyBody::Opened(opened)) => Ok(this.preview(*opened)),
                Ok(ReplyBody::Refused { reason }) => Err(reason),
                Ok(_) => return,
                Err(failure) => Err(failure.to_string()),
            };
            this.opened.set(Some(opened));
            // Not before: with neither, the dialog of both would close.
            this.locked.set(None);
        });
    }

    /// Takes the opened link out, for the one who opens it.
    pub fn take_opened(&self) -> Option<Adopted> {
        let opened = self.opened.get_untracked()?.ok()?;
        self.opened.set(None);
        Some(self.connections.list().with_untracked(|all| opened.payload.adopt(all)))
    }

    pub fn discard(&self) {
        self.opened.set(None);
        self.locked.set(None);
        self.refused.set(None);
        self.difference.set(None);
    }

    /// The prompt of the link that is being looked at.
    pub fn opened_prompt(&self) -> Option<Prompt> {
        let opened = self.opened.get_untracked()?.ok()?;
        Some(self.connections.list().with_untracked(|all| opened.payload.adopt(all).prompt))
    }

    fn preview(&self, opened: Opened) -> OpenedLink {
        let adopted = self.connections.list().with_untracked(|all| opened.payload.clone().adopt(all));
        let prompt = adopted.prompt;
        OpenedLink {
            payload: opened.payload,
            title: prompt.title,
            messages: prompt.messages.into_iter().map(|m| (m.role, m.text)).collect(),
            models: prompt.columns.into_iter().map(|c| c.model.model).collect(),
            shots: prompt.shots.items.len(),
            variables: prompt.variables.len(),
            hidden_characters: opened.hidden_characters,
            notes: adopted.notes,
        }
    }
}

/// The parts of a link, and those that are left out of it; dataset rows and ratings only if they are among what is `there`.
fn rows(link: &Link, include: &[Part], there: &[Part]) -> Vec<PartRow> {
    let present = link.contents.iter().map(|size| PartRow {
        part: size.part,
        name: size.part.name(),
        items: size.items,
        chars: size.chars,
        optional: size.part != Part::Prompt,
        included: true,
    });
    let is_told = |part: &Part| there.contains(part) || !matches!(part, Part::Rows | Part::Ratings);
    let left_out = Part::OPTIONAL.into_iter().filter(|part| !include.contains(part) && is_told(part));
    let absent =
        left_out.map(|part| PartRow { part, name: part.name(), items: 0, chars: 0, optional: true, included: false });
    present.chain(absent).collect()
}
