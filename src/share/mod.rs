//! Sharing: a playground as a link's fragment or as a file, and back. Pure; no key, address, header or instruction to run can be in
//! either, because the shared types have no field for one.
//!
//! [`link`] seals and opens, [`adopt`] turns what was opened into a document of this device, [`channel`] says where a link fits, and
//! [`secrets`] looks for what a person may not want to share. [`source`] is what is shared and which parts of it, [`payload`] the record, [`codec`] and [`deflate`] its text form.

pub mod source;
pub mod payload;
pub mod attachments;
pub mod limits;
pub mod error;
pub mod migrate;
pub mod deflate;
pub mod codec;
pub mod link;
pub mod page;
pub mod adopt;
pub mod channel;
pub mod secrets;

pub use adopt::Adopted;
pub use channel::{Channel, fits};
pub use codec::Locked;
pub use error::LinkError;
pub use link::{Link, Opened, PartSize, export_file, import_file, open, seal};
pub use payload::SharePayload;
pub use secrets::{SecretFinding, SecretKind, secret_scan};
pub use source::{Part, SharedAnswer, Source};
