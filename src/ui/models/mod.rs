//! Which model a column runs on, and its parameters.

pub mod model_picker;
pub mod sampling_panel;
