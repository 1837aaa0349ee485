//! Runs: retries, deadlines, stopping and limits with fakes, and every fault of the fault server over real TCP.

mod count;
mod faults;
mod flow;
mod on_device;
mod spending;
mod tcp;
mod tools;
mod world;

use nshot::domain::compose::{ComposedTools, Part, RenderedMessage, Source};
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::id::{ConnectionId, ElementId};
use nshot::domain::image::ImageFiles;
use nshot::domain::message::Role;
use nshot::domain::sampling::Sampling;
use nshot::domain::technique::Technique;
use nshot::provider::request::ChatRequest;

/// A `/v1` at the end becomes the protocol's own version segment.
fn connection(protocol: Protocol, base_url: &str) -> Connection {
    let mut connection = Connection {
        id: ConnectionId("c".to_owned()),
        label: "Test".to_owned(),
        protocol: Protocol::ChatCompletions,
        base_url: base_url.to_owned(),
        provider: None,
        models: Vec::new(),
        contexts: std::collections::BTreeMap::new(),
    };
    connection.speak(protocol);
    connection
}

fn message(role: Role, text: &str) -> RenderedMessage {
    let part = Part { source: Source::Message(ElementId(1)), text: text.to_owned(), substitutions: Vec::new() };
    RenderedMessage::new(role, vec![part])
}

fn request(text: &str) -> ChatRequest {
    ChatRequest {
        model: "local-large".to_owned(),
        messages: vec![message(Role::System, "Be brief."), message(Role::User, text)],
        schema: None,
        tools: ComposedTools::default(),
        images: ImageFiles::default(),
        technique: Technique::Off,
        sampling: Sampling::default(),
        capabilities: None,
        max_output: None,
    }
}
