//! The dataset's verbs: rows and columns come and go, and a row fills the variables.

use leptos::prelude::*;

use super::AppState;
use super::view::Tone;
use crate::domain::dataset::{Case, Dataset, DatasetError};
use crate::domain::edit::Edit;
use crate::domain::id::ElementId;

impl AppState {
    /// Names of the variables that a row can have values for: those of the dataset, then those that the templates use.
    pub fn row_names(&self) -> Vec<String> {
        let mut names = self.prompt.document().with(|p| p.dataset.names.clone());
        let used = self.compose.variables().get();
        names.extend(used.into_iter().filter(|name| !self.prompt.document().with(|p| p.dataset.names.contains(name))));
        names
    }

    /// Adds a row with the values that the variables have now.
    pub fn add_row(&self) {
        let names = untrack(|| self.row_names());
        let added = self.prompt.document().with_untracked(|p| {
            let row = names.into_iter().map(|name| {
                let value = p.variables.get(&name).cloned().unwrap_or_default();
                (name, value)
            });
            p.dataset.with_rows(vec![row.collect()], &p.variables, p.fresh_id())
        });
        self.set_dataset(added);
    }

    /// Adds a column, with the variable's own value in each row.
    pub fn add_row_name(&self, name: String) {
        let added = self.prompt.document().with_untracked(|p| {
            let value = p.variables.get(&name).cloned().unwrap_or_default();
            let with = p.dataset.clone().with_name(name, &value);
            with.check().map(|()| with)
        });
        self.set_dataset(added);
    }

    pub fn remove_row_name(&self, name: &str) {
        let without = self.prompt.document().with_untracked(|p| p.dataset.clone().without_name(name));
        self.set_dataset(Ok(if without.names.is_empty() { Dataset::default() } else { without }));
    }

    /// Deletes all rows.
    pub fn clear_rows(&self) {
        self.set_dataset(Ok(Dataset::default()));
        self.view.say(Tone::Ok, "All rows deleted. Undo brings them back.");
    }

    /// Puts a copy right after row `id`.
    pub fn duplicate_row(&self, id: ElementId) {
        let copy = self.prompt.document().with_untracked(|p| {
            let at = p.dataset.cases.iter().position(|case| case.id == id)?;
            Some((at + 1, Case { id: p.fresh_id(), cells: p.dataset.cases.get(at)?.cells.clone() }))
        });
        if let Some((at, case)) = copy {
            self.prompt.edit(Edit::InsertCase { at, case });
        }
    }

    /// Puts the values of a row into the variables.
    pub fn use_row(&self, id: ElementId) {
        let values = self.prompt.document().with_untracked(|p| p.dataset.case(id).map(|case| p.dataset.values(case)));
        let edits = values.into_iter().flatten().map(|(name, value)| Edit::SetVariable { name, value: Some(value) });
        self.prompt.edit(Edit::All(edits.collect()));
    }

    /// Whether the variables have the values of a row now.
    pub fn row_is_used(&self, id: ElementId) -> bool {
        self.prompt.document().with(|p| {
            p.dataset.case(id).is_some_and(|case| {
                p.dataset.names.iter().zip(&case.cells).all(|(name, cell)| p.variables.get(name) == Some(cell))
            })
        })
    }

    fn set_dataset(&self, dataset: Result<Dataset, DatasetError>) {
        match dataset {
            Ok(dataset) => self.prompt.edit(Edit::SetDataset(dataset)),
            Err(error) => self.view.say(Tone::Danger, error.to_string()),
        }
    }
}
