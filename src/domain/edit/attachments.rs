//! Edits of what a prompt carries beside its texts: tools, and the images of its messages.

use super::{Edit, EditError, absent, insert_at, move_to, position};
use crate::domain::id::ElementId;
use crate::domain::image::Image;
use crate::domain::prompt::Prompt;

pub(super) fn apply(prompt: &mut Prompt, edit: Edit) -> Result<Edit, EditError> {
    let tools = &mut prompt.tools;
    match edit {
        Edit::InsertTool { at, tool } => {
            let id = tool.id;
            absent(&tools.items, |t| t.id == id, "tool")?;
            insert_at(&mut tools.items, at, tool)?;
            Ok(Edit::RemoveTool(id))
        }
        Edit::RemoveTool(id) => {
            let at = position(&tools.items, |t| t.id == id, "tool")?;
            Ok(Edit::InsertTool { at, tool: tools.items.remove(at) })
        }
        Edit::MoveTool { id, to } => {
            let from = position(&tools.items, |t| t.id == id, "tool")?;
            move_to(&mut tools.items, from, to)?;
            Ok(Edit::MoveTool { id, to: from })
        }
        Edit::SetToolEnabled { id, enabled } => {
            let at = position(&tools.items, |t| t.id == id, "tool")?;
            Ok(Edit::SetToolEnabled { id, enabled: std::mem::replace(&mut tools.items[at].enabled, enabled) })
        }
        Edit::SetToolChoice(choice) => Ok(Edit::SetToolChoice(std::mem::replace(&mut tools.choice, choice))),
        Edit::SetOneToolAtATime(one) => Ok(Edit::SetOneToolAtATime(std::mem::replace(&mut tools.one_at_a_time, one))),
        Edit::InsertImage { message, at, image } => {
            let id = image.id;
            let images = images(prompt, message)?;
            absent(images, |i| i.id == id, "image")?;
            insert_at(images, at, image)?;
            Ok(Edit::RemoveImage { message, id })
        }
        Edit::RemoveImage { message, id } => {
            let images = images(prompt, message)?;
            let at = position(images, |i| i.id == id, "image")?;
            Ok(Edit::InsertImage { message, at, image: images.remove(at) })
        }
        Edit::MoveImage { message, id, to } => {
            let images = images(prompt, message)?;
            let from = position(images, |i| i.id == id, "image")?;
            move_to(images, from, to)?;
            Ok(Edit::MoveImage { message, id, to: from })
        }
        _ => Err(EditError::Missing("attachment edit")),
    }
}

fn images(prompt: &mut Prompt, message: ElementId) -> Result<&mut Vec<Image>, EditError> {
    let message = prompt.messages.iter_mut().find(|m| m.id == message);
    message.map(|m| &mut m.images).ok_or(EditError::Missing("message"))
}
