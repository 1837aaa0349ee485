//! What a new engine is given before it answers anything: the last composition and the tokenizer files that a person gave.

use std::collections::HashMap;

use super::job::Job;
use crate::engine::wire::Task;

/// What the engine knows of what it was asked.
#[derive(Default)]
pub(super) struct Memory {
    composition: Option<Job>,
    /// By name. Their bytes stay here as long as the page lives.
    tokenizers: HashMap<String, Job>,
}

impl Memory {
    /// Keeps what went well.
    pub(super) fn learn(&mut self, job: &Job) {
        match (job.task, &job.tokenizer) {
            (Task::Compose, _) => self.composition = Some(job.again()),
            (Task::LoadTokenizer, Some(name)) => drop(self.tokenizers.insert(name.clone(), job.again())),
            _ => {}
        }
    }

    /// Forgets what ended the engine, so that it does not end the next one too.
    pub(super) fn forget(&mut self, job: &Job) {
        self.composition.take_if(|kept| kept.id == job.id);
        self.tokenizers.retain(|_, kept| kept.id != job.id);
    }

    /// What to ask a new engine, in this order.
    pub(super) fn jobs(&self) -> Vec<Job> {
        self.composition.iter().chain(self.tokenizers.values()).map(Job::again).collect()
    }
}
