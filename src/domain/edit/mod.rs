//! Edits: every way in which a prompt document changes. An edit applied gives its inverse, which is all that undo needs.

mod attachments;
mod dataset;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::dataset::{Case, Dataset};
use super::id::ElementId;
use super::image::Image;
use super::message::{Message, Role};
use super::prompt::{Column, ModelRef, Prompt};
use super::sampling::Sampling;
use super::schema::OutputSchema;
use super::shot::{Shot, ShotLayout};
use super::technique::Technique;
use super::tool::{Tool, ToolChoice};

/// A text of the document that can be typed into.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Message(ElementId),
    ShotInput(ElementId),
    ShotOutput(ElementId),
    ShotReasoning(ElementId),
    Schema,
    Variable(String),
    ToolName(ElementId),
    ToolDescription(ElementId),
    ToolParameters(ElementId),
    /// A cell of the dataset.
    Cell {
        case: ElementId,
        name: String,
    },
}

/// One change. Positions are indices into the list as it is before the edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Replaces a byte range of a text; the range lies on character boundaries.
    Splice {
        field: Field,
        range: Range<usize>,
        insert: String,
    },
    InsertMessage {
        at: usize,
        message: Message,
    },
    RemoveMessage(ElementId),
    MoveMessage {
        id: ElementId,
        to: usize,
    },
    SetRole {
        id: ElementId,
        role: Role,
    },
    InsertShot {
        at: usize,
        shot: Shot,
    },
    RemoveShot(ElementId),
    MoveShot {
        id: ElementId,
        to: usize,
    },
    SetShotEnabled {
        id: ElementId,
        enabled: bool,
    },
    SetShotLayout(ShotLayout),
    SetTechnique(Technique),
    SetSchema(Option<OutputSchema>),
    /// Sets or adds (at the end) a variable, or removes it with `None`.
    SetVariable {
        name: String,
        value: Option<String>,
    },
    InsertVariable {
        at: usize,
        name: String,
        value: String,
    },
    /// The whole dataset, as when rows or columns of it come or go.
    SetDataset(Dataset),
    InsertCase {
        at: usize,
        case: Case,
    },
    RemoveCase(ElementId),
    InsertTool {
        at: usize,
        tool: Tool,
    },
    RemoveTool(ElementId),
    MoveTool {
        id: ElementId,
        to: usize,
    },
    SetToolEnabled {
        id: ElementId,
        enabled: bool,
    },
    SetToolChoice(ToolChoice<ElementId>),
    SetOneToolAtATime(bool),
    InsertImage {
        message: ElementId,
        at: usize,
        image: Image,
    },
    RemoveImage {
        message: ElementId,
        id: ElementId,
    },
    MoveImage {
        message: ElementId,
        id: ElementId,
        to: usize,
    },
    InsertColumn {
        at: usize,
        column: Column,
    },
    RemoveColumn(ElementId),
    MoveColumn {
        id: ElementId,
        to: usize,
    },
    SetModel {
        id: ElementId,
        model: ModelRef,
    },
    SetSampling {
        id: ElementId,
        sampling: Sampling,
    },
    SetBaseline(Option<ElementId>),
    SetExpectedOutput(Option<u32>),
    /// The whole document, as when a link or an old version is opened.
    Replace(Box<Prompt>),
    /// Several edits as one step, first to last.
    All(Vec<Edit>),
}

/// Why an edit does not fit the document. It can only come from a stale view; the document is then unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("the document has no {0} any more")]
    Missing(&'static str),
    #[error("bytes {start}..{end} are not a range of the text, which has {len}")]
    Range { start: usize, end: usize, len: usize },
    #[error("position {at} is past the end of a list of {len}")]
    Position { at: usize, len: usize },
    #[error("the document already has that {0}")]
    Duplicate(&'static str),
}

/// Applies `edit` and returns the edit that undoes it. On an error the document is as it was. Linear in the size of what is touched.
///
/// # Errors
/// When the edit names what is not there.
pub fn apply(prompt: &mut Prompt, edit: Edit) -> Result<Edit, EditError> {
    match edit {
        Edit::Splice { field, range, insert } => splice(prompt, field, range, &insert),
        Edit::InsertMessage { at, message } => {
            let id = message.id;
            absent(&prompt.messages, |m| m.id == id, "message")?;
            insert_at(&mut prompt.messages, at, message)?;
            Ok(Edit::RemoveMessage(id))
        }
        Edit::RemoveMessage(id) => {
            let at = position(&prompt.messages, |m| m.id == id, "message")?;
            Ok(Edit::InsertMessage { at, message: prompt.messages.remove(at) })
        }
        Edit::MoveMessage { id, to } => {
            let from = position(&prompt.messages, |m| m.id == id, "message")?;
            move_to(&mut prompt.messages, from, to)?;
            Ok(Edit::MoveMessage { id, to: from })
        }
        Edit::SetRole { id, role } => {
            let at = position(&prompt.messages, |m| m.id == id, "message")?;
            Ok(Edit::SetRole { id, role: std::mem::replace(&mut prompt.messages[at].role, role) })
        }
        Edit::InsertShot { at, shot } => {
            let id = shot.id;
            absent(&prompt.shots.items, |s| s.id == id, "shot")?;
            insert_at(&mut prompt.shots.items, at, shot)?;
            Ok(Edit::RemoveShot(id))
        }
        Edit::RemoveShot(id) => {
            let at = position(&prompt.shots.items, |s| s.id == id, "shot")?;
            Ok(Edit::InsertShot { at, shot: prompt.shots.items.remove(at) })
        }
        Edit::MoveShot { id, to } => {
            let from = position(&prompt.shots.items, |s| s.id == id, "shot")?;
            move_to(&mut prompt.shots.items, from, to)?;
            Ok(Edit::MoveShot { id, to: from })
        }
        Edit::SetShotEnabled { id, enabled } => {
            let at = position(&prompt.shots.items, |s| s.id == id, "shot")?;
            Ok(Edit::SetShotEnabled { id, enabled: std::mem::replace(&mut prompt.shots.items[at].enabled, enabled) })
        }
        Edit::SetShotLayout(layout) => Ok(Edit::SetShotLayout(std::mem::replace(&mut prompt.shots.layout, layout))),
        Edit::SetTechnique(technique) => Ok(Edit::SetTechnique(std::mem::replace(&mut prompt.technique, technique))),
        Edit::SetSchema(schema) => Ok(Edit::SetSchema(std::mem::replace(&mut prompt.schema, schema))),
        Edit::SetVariable { name, value } => Ok(set_variable(prompt, name, value)),
        Edit::InsertVariable { at, name, value } => insert_variable(prompt, at, name, value),
        Edit::SetBaseline(baseline) => Ok(Edit::SetBaseline(std::mem::replace(&mut prompt.baseline, baseline))),
        Edit::SetExpectedOutput(tokens) => {
            Ok(Edit::SetExpectedOutput(std::mem::replace(&mut prompt.expected_output_tokens, tokens)))
        }
        Edit::Replace(new) => Ok(Edit::Replace(Box::new(std::mem::replace(prompt, *new)))),
        Edit::All(edits) => apply_all(prompt, edits),
        edit @ (Edit::InsertColumn { .. }
        | Edit::RemoveColumn(_)
        | Edit::MoveColumn { .. }
        | Edit::SetModel { .. }
        | Edit::SetSampling { .. }) => apply_to_columns(prompt, edit),
        edit @ (Edit::SetDataset(_) | Edit::InsertCase { .. } | Edit::RemoveCase(_)) => dataset::apply(prompt, edit),
        attachment_edit => attachments::apply(prompt, attachment_edit),
    }
}

/// The text that `field` names, if the document has it.
pub fn text_of<'a>(prompt: &'a Prompt, field: &Field) -> Option<&'a String> {
    let shot = |id: &ElementId| prompt.shots.items.iter().find(|s| s.id == *id);
    let tool = |id: &ElementId| prompt.tools.items.iter().find(|t| t.id == *id);
    match field {
        Field::Title => Some(&prompt.title),
        Field::Message(id) => prompt.messages.iter().find(|m| m.id == *id).map(|m| &m.text),
        Field::ShotInput(id) => shot(id).map(|s| &s.input),
        Field::ShotOutput(id) => shot(id).map(|s| &s.output),
        Field::ShotReasoning(id) => shot(id).map(|s| &s.reasoning),
        Field::Schema => prompt.schema.as_ref().map(|s| &s.text),
        Field::Variable(name) => prompt.variables.get(name),
        Field::ToolName(id) => tool(id).map(|t| &t.name),
        Field::ToolDescription(id) => tool(id).map(|t| &t.description),
        Field::ToolParameters(id) => tool(id).map(|t| &t.parameters),
        Field::Cell { case, name } => dataset::cell(prompt, *case, name),
    }
}

/// The smallest splice that makes `field` read `new`; `None` when it does already or the field is gone. Linear in both texts.
pub fn splice_to(prompt: &Prompt, field: Field, new: &str) -> Option<Edit> {
    let old = text_of(prompt, &field)?;
    if old == new {
        return None;
    }
    let prefix = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let prefix = (0..=prefix).rev().find(|&i| old.is_char_boundary(i) && new.is_char_boundary(i))?;
    let rest = old.len().min(new.len()) - prefix;
    let suffix = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let suffix =
        (0..=suffix).rev().find(|&i| old.is_char_boundary(old.len() - i) && new.is_char_boundary(new.len() - i))?;
    let insert = new.get(prefix..new.len() - suffix)?.to_owned();
    Some(Edit::Splice { field, range: prefix..old.len() - suffix, insert })
}

fn text_mut<'a>(prompt: &'a mut Prompt, field: &Field) -> Result<&'a mut String, EditError> {
    fn shot(prompt: &mut Prompt, id: ElementId) -> Result<&mut Shot, EditError> {
        prompt.shots.items.iter_mut().find(|s| s.id == id).ok_or(EditError::Missing("shot"))
    }
    fn tool(prompt: &mut Prompt, id: ElementId) -> Result<&mut Tool, EditError> {
        prompt.tools.items.iter_mut().find(|t| t.id == id).ok_or(EditError::Missing("tool"))
    }
    match field {
        Field::Title => Ok(&mut prompt.title),
        Field::Message(id) => {
            let message = prompt.messages.iter_mut().find(|m| m.id == *id);
            message.map(|m| &mut m.text).ok_or(EditError::Missing("message"))
        }
        Field::ShotInput(id) => shot(prompt, *id).map(|s| &mut s.input),
        Field::ShotOutput(id) => shot(prompt, *id).map(|s| &mut s.output),
        Field::ShotReasoning(id) => shot(prompt, *id).map(|s| &mut s.reasoning),
        Field::Schema => prompt.schema.as_mut().map(|s| &mut s.text).ok_or(EditError::Missing("schema")),
        Field::Variable(name) => prompt.variables.get_mut(name).ok_or(EditError::Missing("variable")),
        Field::ToolName(id) => tool(prompt, *id).map(|t| &mut t.name),
        Field::ToolDescription(id) => tool(prompt, *id).map(|t| &mut t.description),
        Field::ToolParameters(id) => tool(prompt, *id).map(|t| &mut t.parameters),
        Field::Cell { case, name } => dataset::cell_mut(prompt, *case, name),
    }
}

fn splice(prompt: &mut Prompt, field: Field, range: Range<usize>, insert: &str) -> Result<Edit, EditError> {
    let text = text_mut(prompt, &field)?;
    let Some(removed) = text.get(range.clone()).map(str::to_owned) else {
        return Err(EditError::Range { start: range.start, end: range.end, len: text.len() });
    };
    text.replace_range(range.clone(), insert);
    Ok(Edit::Splice { field, range: range.start..range.start + insert.len(), insert: removed })
}

fn set_variable(prompt: &mut Prompt, name: String, value: Option<String>) -> Edit {
    match value {
        Some(value) => {
            let old = prompt.variables.insert(name.clone(), value);
            Edit::SetVariable { name, value: old }
        }
        None => match prompt.variables.shift_remove_full(&name) {
            Some((at, name, value)) => Edit::InsertVariable { at, name, value },
            None => Edit::SetVariable { name, value: None },
        },
    }
}

fn insert_variable(prompt: &mut Prompt, at: usize, name: String, value: String) -> Result<Edit, EditError> {
    let len = prompt.variables.len();
    if at > len {
        return Err(EditError::Position { at, len });
    }
    if prompt.variables.contains_key(&name) {
        return Err(EditError::Duplicate("variable"));
    }
    prompt.variables.shift_insert(at, name.clone(), value);
    Ok(Edit::SetVariable { name, value: None })
}

fn apply_to_columns(prompt: &mut Prompt, edit: Edit) -> Result<Edit, EditError> {
    let columns = &mut prompt.columns;
    match edit {
        Edit::InsertColumn { at, column } => {
            let id = column.id;
            absent(columns, |c| c.id == id, "column")?;
            insert_at(columns, at, column)?;
            Ok(Edit::RemoveColumn(id))
        }
        Edit::RemoveColumn(id) => {
            let at = position(columns, |c| c.id == id, "column")?;
            let insert = Edit::InsertColumn { at, column: columns.remove(at) };
            if prompt.baseline != Some(id) {
                return Ok(insert);
            }
            prompt.baseline = None;
            Ok(Edit::All(vec![insert, Edit::SetBaseline(Some(id))]))
        }
        Edit::MoveColumn { id, to } => {
            let from = position(columns, |c| c.id == id, "column")?;
            move_to(columns, from, to)?;
            Ok(Edit::MoveColumn { id, to: from })
        }
        Edit::SetModel { id, model } => {
            let at = position(columns, |c| c.id == id, "column")?;
            Ok(Edit::SetModel { id, model: std::mem::replace(&mut columns[at].model, model) })
        }
        Edit::SetSampling { id, sampling } => {
            let at = position(columns, |c| c.id == id, "column")?;
            Ok(Edit::SetSampling { id, sampling: std::mem::replace(&mut columns[at].sampling, sampling) })
        }
        _ => Err(EditError::Missing("column edit")),
    }
}

fn apply_all(prompt: &mut Prompt, edits: Vec<Edit>) -> Result<Edit, EditError> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match apply(prompt, edit) {
            Ok(inverse) => inverses.push(inverse),
            Err(error) => {
                for inverse in inverses.into_iter().rev() {
                    apply(prompt, inverse)?;
                }
                return Err(error);
            }
        }
    }
    inverses.reverse();
    Ok(Edit::All(inverses))
}

fn position<T>(items: &[T], is: impl Fn(&T) -> bool, what: &'static str) -> Result<usize, EditError> {
    items.iter().position(is).ok_or(EditError::Missing(what))
}

fn absent<T>(items: &[T], is: impl Fn(&T) -> bool, what: &'static str) -> Result<(), EditError> {
    if items.iter().any(is) { Err(EditError::Duplicate(what)) } else { Ok(()) }
}

fn insert_at<T>(items: &mut Vec<T>, at: usize, item: T) -> Result<(), EditError> {
    if at > items.len() {
        return Err(EditError::Position { at, len: items.len() });
    }
    items.insert(at, item);
    Ok(())
}

fn move_to<T>(items: &mut Vec<T>, from: usize, to: usize) -> Result<(), EditError> {
    if to >= items.len() {
        return Err(EditError::Position { at: to, len: items.len() });
    }
    let item = items.remove(from);
    items.insert(to, item);
    Ok(())
}
