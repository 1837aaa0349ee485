//! Undo and redo over the whole document. Typing in one field is undone in strokes, everything else edit by edit.

use serde::{Deserialize, Serialize};

use super::edit::{Edit, EditError, Field, apply};
use super::prompt::Prompt;

/// Typing joins the step before it when it comes within this many milliseconds and goes on where that one ended.
const STROKE_MS: f64 = 1_000.0;
/// Steps kept. A step of typing holds what it removed, not the document.
const STEPS: usize = 1_000;

/// What can be undone and redone.
#[derive(Clone, Debug, Default)]
pub struct UndoHistory {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// An undo history as it is stored: each step is the edits that take it back, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UndoLog {
    /// Oldest first.
    pub done: Vec<Vec<Edit>>,
    /// What was undone last stands last.
    pub undone: Vec<Vec<Edit>>,
}

#[derive(Clone, Debug)]
struct Step {
    /// Inverses, in the order in which the edits were made.
    inverses: Vec<Edit>,
    /// Where typing would go on, and when it was last typed.
    stroke: Option<Stroke>,
}

#[derive(Clone, Debug)]
struct Stroke {
    field: Field,
    end: usize,
    at_ms: f64,
    inserting: bool,
}

impl UndoHistory {
    /// Applies `edit` at time `now_ms` (any steady clock) and remembers how to undo it. What was undone can't be redone after that.
    ///
    /// # Errors
    /// When the edit does not fit the document; nothing is changed then.
    pub fn perform(&mut self, prompt: &mut Prompt, edit: Edit, now_ms: f64) -> Result<(), EditError> {
        let stroke = Stroke::of(&edit, now_ms);
        let begin = match &edit {
            Edit::Splice { range, .. } => Some(range.clone()),
            _ => None,
        };
        let inverse = apply(prompt, edit)?;
        self.undone.clear();
        let continues = match (self.done.last().and_then(|step| step.stroke.as_ref()), &stroke, begin) {
            (Some(last), Some(now), Some(range)) => {
                last.field == now.field
                    && last.inserting == now.inserting
                    && now.at_ms - last.at_ms < STROKE_MS
                    && (range.start == last.end || range.end == last.end)
            }
            _ => false,
        };
        match self.done.last_mut() {
            Some(step) if continues => {
                step.inverses.push(inverse);
                step.stroke = stroke;
            }
            _ => self.done.push(Step { inverses: vec![inverse], stroke }),
        }
        if self.done.len() > STEPS {
            self.done.remove(0);
        }
        Ok(())
    }

    /// Takes the last step back; `false` when there is none.
    ///
    /// # Errors
    /// When the document was changed behind this history's back; the step is dropped then.
    pub fn undo(&mut self, prompt: &mut Prompt) -> Result<bool, EditError> {
        let Some(step) = self.done.pop() else { return Ok(false) };
        self.undone.push(step.reverse(prompt)?);
        Ok(true)
    }

    /// Makes the last undone step again; `false` when there is none.
    ///
    /// # Errors
    /// As for [`UndoHistory::undo`].
    pub fn redo(&mut self, prompt: &mut Prompt) -> Result<bool, EditError> {
        let Some(step) = self.undone.pop() else { return Ok(false) };
        self.done.push(step.reverse(prompt)?);
        Ok(true)
    }

    /// The newest steps whose JSON has at most `bytes` bytes together; what can be redone comes after what can be undone.
    pub fn log(&self, bytes: usize) -> UndoLog {
        let mut left = bytes;
        let mut newest = |steps: &[Step]| {
            let mut kept = Vec::new();
            for step in steps.iter().rev() {
                let size = serde_json::to_string(&step.inverses).map_or(usize::MAX, |json| json.len());
                if size > left {
                    left = 0;
                    break;
                }
                left -= size;
                kept.push(step.inverses.clone());
            }
            kept.reverse();
            kept
        };
        let done = newest(&self.done);
        UndoLog { done, undone: newest(&self.undone) }
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

impl From<UndoLog> for UndoHistory {
    fn from(log: UndoLog) -> Self {
        let steps = |kept: Vec<Vec<Edit>>| kept.into_iter().map(|inverses| Step { inverses, stroke: None }).collect();
        Self { done: steps(log.done), undone: steps(log.undone) }
    }
}

impl Step {
    fn reverse(self, prompt: &mut Prompt) -> Result<Self, EditError> {
        let mut inverses = Vec::with_capacity(self.inverses.len());
        for inverse in self.inverses.into_iter().rev() {
            inverses.push(apply(prompt, inverse)?);
        }
        Ok(Self { inverses, stroke: None })
    }
}

impl Stroke {
    fn of(edit: &Edit, at_ms: f64) -> Option<Self> {
        let Edit::Splice { field, range, insert } = edit else { return None };
        // A pasted paragraph is a step of its own.
        if insert.contains('\n') && insert.len() > 1 {
            return None;
        }
        Some(Self { field: field.clone(), end: range.start + insert.len(), at_ms, inserting: !insert.is_empty() })
    }
}
