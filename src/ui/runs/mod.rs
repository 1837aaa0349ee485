//! The columns and their answers.

pub mod answer_view;
pub mod column_list;
mod confidence;
pub mod exact_button;
pub mod failure_notice;
pub mod json_view;
pub mod prose;
pub mod repeats;
pub mod rating;
pub mod run_meta;
mod tool_calls;
