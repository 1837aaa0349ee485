//! Components. They know state and domain only, and nothing here awaits.

pub mod app;
pub mod compare;
pub mod compose_place;
pub mod costs;
pub mod dock;
pub mod doctor;
pub mod editor;
pub mod exchange;
pub mod library;
pub mod models;
pub mod palette;
pub mod parts;
pub mod run_options;
pub mod runs;
pub mod settings;
pub mod share;
pub mod shortcuts;
pub mod statusbar;
pub mod toasts;
pub mod topbar;
pub mod widgets;
