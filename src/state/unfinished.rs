//! Answers that are still coming: what has come is kept a few times a second, and shown again at the start after a page that died.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::live_run::LiveRun;
use super::runs::RunHandle;
use super::view::Tone;
use crate::browser::clock;
use crate::domain::completion::Completion;
use crate::domain::failure::Explanation;
use crate::domain::history::RunRecord;
use crate::domain::id::ElementId;

/// Milliseconds between two saves of an answer that streams; with the time of a save, less than half a second.
const KEEP_EVERY_MS: f64 = 400.0;

impl AppState {
    /// Keeps what comes of a run until it ends. Who ends it saves it whole, in the same place.
    pub(super) fn keep_while_streaming(&self, run: RunHandle, record: RunRecord) {
        run.update(|r| r.record.clone_from(&record.id));
        self.library.streaming.update_value(|ids| ids.extend([record.id.clone()]));
        let this = *self;
        spawn_local(async move {
            if let Some(cut) = this.follow(run, &record).await.filter(|_| !run.is_current()) {
                // Another run took its place: what it had stays.
                this.settle(cut).await;
            }
            this.library.streaming.update_value(|ids| ids.retain(|id| *id != record.id));
        });
    }

    /// Saves a run as it grows; returns what was saved last.
    async fn follow(&self, run: RunHandle, record: &RunRecord) -> Option<RunRecord> {
        let (mut last, mut known) = (None, 0);
        loop {
            clock::sleep_ms(KEEP_EVERY_MS).await;
            if !run.with_untracked(|r| r.status.is_running()) {
                return last;
            }
            let grown = run.with_untracked(|r| {
                let bytes = r.text.len()
                    + r.reasoning.len()
                    + r.calls.iter().map(|call| call.name.len() + call.arguments.len()).sum::<usize>();
                // A new attempt starts from nothing; until something comes of it, the old one is all there is.
                (bytes != known && bytes > 0).then(|| (bytes, record.so_far(&r.text, &r.reasoning, &r.calls)))
            });
            let (Some((bytes, so_far)), Some(store)) = (grown, self.documents.store()) else { continue };
            if let Err(error) = store.save_run(&so_far).await {
                self.view.say(Tone::Danger, error.to_string());
                return last;
            }
            known = bytes;
            last = Some(so_far);
        }
    }

    /// Shows the answers that were coming when the last page with this document died, each in its column, and says so.
    pub(super) fn show_interrupted(&self) {
        let this = *self;
        spawn_local(async move {
            // Another tab that has the document may still be getting them: what is read before it is held here may be out of date.
            if this.unfinished().await.is_empty() || !this.documents.hold().await {
                return;
            }
            let cut = this.unfinished().await;
            if cut.is_empty() {
                return;
            }
            for record in cut {
                this.show_cut(&record);
                this.settle(record).await;
            }
            this.documents.changed();
            this.view.say(
                Tone::Danger,
                "An answer was interrupted when the page went away. What had come is kept, among the runs in the Library too.",
            );
        });
    }

    /// The stored runs of the open document that had not ended, but for those of this page.
    async fn unfinished(&self) -> Vec<RunRecord> {
        let Some(store) = self.documents.store() else { return Vec::new() };
        match store.runs(&self.documents.id.get_untracked()).await {
            Ok(loaded) => {
                let is_here = |id: &String| self.library.streaming.with_value(|ids| ids.contains(id));
                loaded.records.into_iter().filter(|run| run.unfinished && !is_here(&run.id)).collect()
            }
            Err(error) => {
                self.view.say(Tone::Danger, error.to_string());
                Vec::new()
            }
        }
    }

    /// Notes that nothing more will come of a run.
    async fn settle(&self, record: RunRecord) {
        let Some(store) = self.documents.store() else { return };
        if let Err(error) = store.save_run(&RunRecord { unfinished: false, ..record }).await {
            self.view.say(Tone::Danger, error.to_string());
        }
    }

    fn show_cut(&self, record: &RunRecord) {
        let column = ElementId(record.column);
        let is_there = self.prompt.document().with_untracked(|p| p.columns.iter().any(|c| c.id == column));
        let is_open = self.documents.id.with_untracked(|id| *id == record.document);
        if !is_open || !is_there || self.runs.is_running(column) {
            return;
        }
        self.runs.of(column).update(|run| {
            let number = run.number;
            *run = LiveRun {
                number,
                record: record.id.clone(),
                rating: record.rating.clone(),
                model: record.request.model.clone(),
                technique: record.request.technique,
                ..LiveRun::default()
            };
            run.finish(&Completion::from(record.completion.clone()));
            run.explanation = Some(Explanation {
                title: "Interrupted".to_owned(),
                what_happened:
                    "The page went away while this answer was coming. Here is what had come; what it cost is not known."
                        .to_owned(),
                next_steps: vec!["Run the column again: it starts anew and is billed anew.".to_owned()],
            });
        });
    }
}
