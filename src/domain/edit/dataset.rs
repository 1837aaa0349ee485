//! Edits of the dataset.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Edit, EditError, absent, insert_at, position};
use crate::domain::id::ElementId;
use crate::domain::prompt::Prompt;

pub(super) fn apply(prompt: &mut Prompt, edit: Edit) -> Result<Edit, EditError> {
    let dataset = &mut prompt.dataset;
    match edit {
        Edit::SetDataset(new) => {
            if new.cases.iter().any(|case| case.cells.len() != new.names.len()) {
                return Err(EditError::Missing("cell"));
            }
            let mut ids = HashSet::with_capacity(new.cases.len());
            if !new.cases.iter().all(|case| ids.insert(case.id)) {
                return Err(EditError::Duplicate("row"));
            }
            Ok(Edit::SetDataset(std::mem::replace(dataset, new)))
        }
        Edit::InsertCase { at, case } => {
            let id = case.id;
            if case.cells.len() != dataset.names.len() {
                return Err(EditError::Missing("cell"));
            }
            absent(&dataset.cases, |c| c.id == id, "row")?;
            if at > dataset.cases.len() {
                return Err(EditError::Position { at, len: dataset.cases.len() });
            }
            insert_at(Arc::make_mut(&mut dataset.cases), at, case)?;
            Ok(Edit::RemoveCase(id))
        }
        Edit::RemoveCase(id) => {
            let at = position(&dataset.cases, |c| c.id == id, "row")?;
            Ok(Edit::InsertCase { at, case: Arc::make_mut(&mut dataset.cases).remove(at) })
        }
        _ => Err(EditError::Missing("dataset edit")),
    }
}

/// The text of a cell.
pub(super) fn cell<'a>(prompt: &'a Prompt, case: ElementId, name: &str) -> Option<&'a String> {
    prompt.dataset.case(case)?.cells.get(prompt.dataset.column(name)?)
}

/// The text of a cell, to change.
pub(super) fn cell_mut<'a>(prompt: &'a mut Prompt, case: ElementId, name: &str) -> Result<&'a mut String, EditError> {
    let column = prompt.dataset.column(name).ok_or(EditError::Missing("column"))?;
    let at = position(&prompt.dataset.cases, |c| c.id == case, "row")?;
    Arc::make_mut(&mut prompt.dataset.cases)[at].cells.get_mut(column).ok_or(EditError::Missing("cell"))
}
