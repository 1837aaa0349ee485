//! Files of other tools: what one holds before anything of it is taken, and the forms in which work can leave this page.

mod export_list;
mod import_dialog;

pub use export_list::ExportList;
pub use import_dialog::ImportDialog;
