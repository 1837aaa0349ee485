//! The prompt pane: messages with their images, shots, tools, reasoning, structured output, variables, and the preview of it all.

pub mod dataset_panel;
mod drag;
pub mod element;
pub mod image_list;
mod infer_form;
pub mod make_variable;
pub mod message_list;
pub mod preview;
pub mod problem_list;
pub mod prompt_editor;
pub mod prompt_pane;
pub mod schema_panel;
pub mod shot_list;
pub mod technique_picker;
mod tool_choice;
pub mod tool_list;
pub mod variable_panel;
