//! Sharing: what a link holds before it is copied, and what a link held before it is opened.

mod embed;
mod link_notice;
mod share_dialog;

pub use embed::EmbedView;
pub use link_notice::LinkNotice;
pub use share_dialog::ShareDialog;
